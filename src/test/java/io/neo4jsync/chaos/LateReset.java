package io.neo4jsync.chaos;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import org.awaitility.Awaitility;

/**
 * The sharpest trial of superseding: events fail under a broken route with their payload; the route
 * is repaired and newer events of the same rows are written; then an operator resets what has
 * failed, and nothing newer follows that could hide an old value.
 */
final class LateReset {

  /** Completed events of the table that are newer than failed ones of the same row. */
  static final String WRITTEN_SINCE =
      """
      SELECT count(*)
        FROM chaos_audit a
        JOIN neo4j_sync_queue q ON q.entity_type = a.entity_type
         AND coalesce(q.entity_key, q.entity_id::text) = a.key AND q.seq > a.seq
       WHERE a.what = 'failed' AND q.status = 'completed' AND q.superseded_by IS NULL
         AND a.entity_type = ? AND a.seq > ?""";

  private static final String FAILED_SINCE =
      "SELECT count(*) FROM chaos_audit WHERE what = 'failed' AND entity_type = ? AND seq > ?";

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Cluster cluster;
  private final Tally tally;
  private final Bulk bulk;

  LateReset(Cluster cluster, Tally tally) {
    this.cluster = cluster;
    this.tally = tally;
    this.bulk = new Bulk(cluster);
  }

  /** The writers must rest and the queue must be empty; both are so again afterwards. */
  void run(Random random, Judge judge) throws Exception {
    tally.count("late resets");
    String table = Routes.TABLES.get(random.nextInt(Routes.TABLES.size()));
    long start = cluster.number("SELECT max(seq) FROM neo4j_sync_queue");
    cluster.routes().breakRoute(table);
    changeUntil(table, "fails", "true", FAILED_SINCE, start);
    cluster.routes().repair(table);
    // the other half keeps the value that failed, so these events must not get lost either
    changeUntil(table, "is newer", "id::text < '8'", WRITTEN_SINCE, start);
    judge.awaitQuiet();
  }

  private void changeUntil(String table, String note, String which, String count, long start) {
    Awaitility.await("rows of " + table + ": " + note)
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(700))
        .until(() -> change(table, note, which) && cluster.number(count, table, start) > 0);
  }

  private boolean change(String table, String note, String which) throws SQLException {
    bulk.update(table, note + " " + System.nanoTime(), which);
    return true;
  }
}
