package io.neo4jsync.bench;

/** What was measured is worth nothing, because its result is wrong. */
final class WrongResult extends RuntimeException {

  private static final long serialVersionUID = 1L;

  WrongResult(String message) {
    super(message);
  }
}
