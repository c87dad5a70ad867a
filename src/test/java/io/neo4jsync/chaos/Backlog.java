package io.neo4jsync.chaos;

import io.neo4jsync.testing.Processes;
import java.sql.SQLException;

/**
 * Looks how the sync gets on, so that neither writers nor faults outrun it on a slow machine: what
 * never gets anything done proves little.
 */
final class Backlog implements AutoCloseable {

  private static final long HIGH = 800;

  private final Cluster cluster;
  private volatile boolean high;
  private volatile long lastWritten;
  private volatile boolean running = true;

  Backlog(Cluster cluster) {
    this.cluster = cluster;
    Thread thread = new Thread(this::watch, "backlog");
    thread.setDaemon(true);
    thread.start();
  }

  boolean isHigh() {
    return high;
  }

  /** Waits until something has been written since, or the time is over. */
  void awaitProgress(long sinceMillis, int atMostSeconds) {
    for (int i = 0; i < atMostSeconds * 5 && lastWritten <= sinceMillis; i++) {
      Processes.pause(200);
    }
  }

  private void watch() {
    while (running) {
      try {
        long open =
            cluster.number(
                "SELECT count(*) FROM neo4j_sync_queue WHERE status IN ('pending', 'processing')");
        high = open > HIGH;
        lastWritten =
            open == 0
                ? System.currentTimeMillis()
                : cluster.number(
                    """
                    SELECT extract(epoch FROM max(processed_at)) * 1000
                      FROM neo4j_sync_queue WHERE status = 'completed'""");
      } catch (SQLException e) {
        // PostgreSQL is away; the writers notice it too
      }
      Processes.pause(500);
    }
  }

  @Override
  public void close() {
    running = false;
  }
}
