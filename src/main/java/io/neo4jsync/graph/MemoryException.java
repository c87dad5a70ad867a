package io.neo4jsync.graph;

/**
 * Memory ran out at this batch. Camel's own code lets errors through, and the thread that writes
 * would end of them without a word.
 */
final class MemoryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MemoryException(OutOfMemoryError cause) {
    super("memory ran out: " + cause.getMessage(), cause);
  }
}
