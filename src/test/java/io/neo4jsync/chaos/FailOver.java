package io.neo4jsync.chaos;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Measures how long nothing is written when a leader goes, under a light stream of changes: from
 * the event to the first queue row that the other instance completes.
 */
final class FailOver {

  private static final int ROUNDS = 7;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Cluster cluster;
  private volatile boolean running = true;

  private FailOver(Cluster cluster) {
    this.cluster = cluster;
  }

  private interface Event {
    void on(Instance leader) throws Exception;
  }

  /** Prints a table: event, median and longest time in seconds; infinite where nobody took over. */
  static void measure() throws Exception {
    Path folder = Path.of("target/chaos/fail-over").toAbsolutePath();
    Cluster.clear(folder);
    try (Cluster cluster = new Cluster(folder, 2, Map.of(), new Random(1))) {
      cluster.install();
      cluster.load();
      cluster.start();
      new FailOver(cluster).table();
    }
  }

  private void table() throws Exception {
    Thread stream = new Thread(this::change, "stream");
    stream.setDaemon(true);
    stream.start();
    System.out.printf("%-44s %8s %8s %8s%n", "fail-over, seconds", "rounds", "median", "max");
    row("kill -9 of the leader", Instance::kill);
    row("SIGTERM of the leader", Instance::beginToEnd);
    row("leader cut off from PostgreSQL", leader -> blackHole(leader.postgres()));
    row(
        "leader cut off from both databases",
        leader -> {
          blackHole(leader.postgres());
          blackHole(leader.neo4j());
        });
    row("SIGSTOP of the leader", Instance::pause);
    running = false;
    stream.join();
  }

  private static void blackHole(Proxy proxy) {
    proxy.hold(EnumSet.allOf(Proxy.Direction.class));
  }

  private void row(String name, Event event) throws Exception {
    List<Double> seconds = new ArrayList<>();
    while (seconds.size() < ROUNDS && !seconds.contains(Double.POSITIVE_INFINITY)) {
      seconds.add(once(event));
    }
    seconds.sort(null);
    int rounds = seconds.size();
    System.out.printf(
        "%-44s %8d %8.2f %8.2f%n", name, rounds, seconds.get(rounds / 2), seconds.get(rounds - 1));
  }

  private double once(Event event) throws Exception {
    cluster.awaitReady();
    Instance leader = cluster.awaitLeader();
    Instance other =
        cluster.instances().stream().filter(one -> one != leader).findFirst().orElseThrow();
    // the stream flows and the standby has asked for the lock
    awaitWritten(leader, System.currentTimeMillis());
    Processes.pause(1_500);
    long start = System.currentTimeMillis();
    event.on(leader);
    double seconds;
    try {
      seconds = (awaitWritten(other, start) - start) / 1000.0;
    } catch (ConditionTimeoutException e) {
      seconds = Double.POSITIVE_INFINITY;
    }
    leader.heal();
    return seconds;
  }

  /** Waits until the instance has completed a row after that time; returns when it did first. */
  private long awaitWritten(Instance writer, long after) {
    return Awaitility.await("rows are written by " + writer)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .until(
            () ->
                cluster.number(
                    """
                    SELECT extract(epoch FROM min(processed_at)) * 1000
                      FROM neo4j_sync_queue
                     WHERE status = 'completed' AND claimed_by LIKE ?
                       AND processed_at > to_timestamp(?::float8 / 1000)""",
                    writer.claimedBy(),
                    after),
            millis -> millis > 0);
  }

  /** A change every 20 milliseconds. */
  private void change() {
    for (int i = 0; running; i++) {
      try {
        cluster.sql("UPDATE tools SET description = 'n" + i + "' WHERE slug = 'ticketpilot'");
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      Processes.pause(20);
    }
  }
}
