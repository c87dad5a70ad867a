package io.neo4jsync.queue;

/**
 * One event of the queue.
 *
 * @param id the queue row's id; null for a row that a full sync has read
 * @param seq its place in the order of events
 * @param table the source table ({@code entity_type})
 * @param entityKey which row of it: a uuid's text, another single key's text, or a JSON array of
 *     texts
 * @param operation INSERT, UPDATE, DELETE, TRUNCATE or FULL_SYNC
 * @param payload the row as JSON; null: read it from the source
 * @param attempts how often a writer has taken it, this time included
 * @param withheld bytes of a payload that was left in the queue because it is too large, else 0
 * @param capturedAt when the changing transaction began, by {@link System#nanoTime}; 0: not known
 */
public record Change(
    String id,
    long seq,
    String table,
    String entityKey,
    String operation,
    String payload,
    int attempts,
    long withheld,
    long capturedAt) {

  public Change(
      String id,
      long seq,
      String table,
      String entityKey,
      String operation,
      String payload,
      int attempts) {
    this(id, seq, table, entityKey, operation, payload, attempts, 0, 0);
  }

  static final String TRUNCATE = "TRUNCATE";
  static final String FULL_SYNC = "FULL_SYNC";

  public boolean isDelete() {
    return operation.equals("DELETE");
  }

  public boolean isTruncate() {
    return operation.equals(TRUNCATE);
  }

  public boolean isFullSync() {
    return operation.equals(FULL_SYNC);
  }

  /** Names the event in messages. */
  @Override
  public String toString() {
    String what = operation + " of " + table + " " + entityKey;
    return id == null ? what : what + " (queue row " + id + ", seq " + seq + ")";
  }
}
