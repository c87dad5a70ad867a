package io.neo4jsync.bench;

import io.neo4jsync.testing.Databases;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Commits single-row changes at fixed moments, however long the system takes for them, so that a
 * system that stalls is not spared the changes it would have got meanwhile.
 */
final class OpenLoop {

  /** One connection commits no more than this in a second. */
  private static final int RATE_OF_A_CONNECTION = 250;

  /**
   * A change that is committed. The tool with that number has the marker as its vendor.
   *
   * @param due nanoseconds of the clock when it was to begin
   * @param committed when the commit was answered
   */
  record Marked(int tool, String marker, long due, long committed) {}

  private final String url;
  private final int rate;
  private final int tools;
  private final Queue<Marked> committed = new ConcurrentLinkedQueue<>();

  /**
   * @param rate changes a second
   * @param tools the changes go round so many rows
   */
  OpenLoop(String url, int rate, int tools) {
    this.url = url;
    this.rate = rate;
    this.tools = tools;
  }

  /** The changes as they are committed; whoever looks takes them. */
  Queue<Marked> committed() {
    return committed;
  }

  /** Runs for so many seconds; ends when the last change is committed. */
  void run(double seconds) throws InterruptedException, ExecutionException {
    int connections = Math.max(1, rate / RATE_OF_A_CONNECTION);
    int changes = (int) Math.round(rate * seconds);
    long start = System.nanoTime() + 100_000_000L;
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        int first = i;
        ends.add(
            threads.submit(
                () -> {
                  commit(first, connections, changes, start);
                  return null;
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void commit(int first, int step, int changes, long start) throws SQLException {
    try (Connection connection = Databases.connect(url);
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE tools SET vendor = ?, updated_at = clock_timestamp() WHERE id = bench_id('tools', ?)")) {
      for (int i = first; i < changes; i += step) {
        long due = start + (long) (i * 1e9 / rate);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        String marker = rate + "/" + start + "/" + i;
        update.setString(1, marker);
        update.setInt(2, i % tools);
        update.executeUpdate();
        committed.add(new Marked(i % tools, marker, due, System.nanoTime()));
      }
    }
  }
}
