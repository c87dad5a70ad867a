package io.neo4jsync.graph;

/** Another writer has taken over; this one must not write any more. */
public final class FencedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  FencedException(long epoch) {
    super(
        "the graph is being written under a newer epoch than "
            + epoch
            + ": another instance has taken over, and this one has written nothing");
  }
}
