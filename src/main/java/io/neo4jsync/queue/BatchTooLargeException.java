package io.neo4jsync.queue;

/** These rows do not go through memory together; in smaller batches they do. */
public final class BatchTooLargeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public BatchTooLargeException(String table, long most) {
    super(
        "the rows of a batch, the last of them of table " + table + ", exceed " + most + " bytes");
  }
}
