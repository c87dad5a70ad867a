package io.neo4jsync.graph;

/** Another writer has taken over; this one must not write any more. */
public final class FencedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  FencedException(long epoch, long newest) {
    super(
        "the graph is being written under epoch "
            + newest
            + ", newer than "
            + epoch
            + ": another instance has taken over, and this one has written nothing. If none has, and"
            + " PostgreSQL was restored from a backup, run SELECT setval('neo4j_sync_epoch', "
            + newest
            + ") and then full-sync");
  }
}
