package io.neo4jsync.chaos;

import io.neo4jsync.testing.SyncJar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What operators and applications do: full syncs, resets, wrong edits, changes of many rows. */
final class DataFaults {

  private static final int COMMAND_SECONDS = 90;
  private static final int TRIES = 40;

  private final Cluster cluster;
  private final Audit audit;
  private final Bulk bulk;
  private final Tally tally;
  private final Semaphore routes = new Semaphore(1);

  DataFaults(Cluster cluster, Audit audit, Tally tally) {
    this.cluster = cluster;
    this.audit = audit;
    this.bulk = new Bulk(cluster);
    this.tally = tally;
  }

  private static String anyTable(Random random) {
    return Routes.TABLES.get(random.nextInt(Routes.TABLES.size()));
  }

  void fullSync() throws Exception {
    tally.count("full syncs asked for by the schedule");
    String now = String.valueOf(System.currentTimeMillis());
    cluster.patiently(
        Files.readString(Path.of("sql/run/request-scheduled.sql"))
            .replace(":#${header.scheduledFireTime.time}", now));
  }

  void fullSyncByCommand(Random random) throws Exception {
    tally.count("full syncs by command");
    Process process =
        SyncJar.command(
                SyncJar.shortLived("192m", "-XX:+UseSerialGC"),
                cluster.postgres().jdbcUrl(),
                cluster.neo4j().uri(),
                "full-sync",
                "--entity",
                anyTable(random))
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(
                    cluster.folder().resolve("full-sync.log").toFile()))
            .start();
    if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      tally.count("full syncs by command, killed");
    } else if (process.exitValue() != 0) {
      tally.count("full syncs by command, failed");
    }
  }

  void reset() throws Exception {
    tally.count("resets of failed rows");
    cluster.patiently("UPDATE neo4j_sync_queue SET status = 'pending' WHERE status = 'failed'");
  }

  /**
   * Rows fail under a broken route, with their payload; the route is repaired, newer changes of
   * these rows are written, and then the failed ones are reset.
   */
  void brokenRoute(Random random) throws Exception {
    String table = anyTable(random);
    Faults.hold(
        routes,
        tally,
        () -> {
          tally.count("fault: broken route", table);
          long start = patiently("SELECT max(seq) FROM neo4j_sync_queue");
          try {
            cluster.routes().breakRoute(table);
            long before = failed(table);
            for (int i = 0; i < TRIES && failed(table) == before; i++) {
              bulk.update(table, "under a broken route " + random.nextInt(1000));
              Faults.last(random, 1_000, 2_000);
            }
            bulk.update(table, "and again " + random.nextInt(1000));
            Faults.last(random, 500, 3_000);
          } finally {
            cluster.routes().repair(table);
          }
          int tries = 0;
          do {
            bulk.update(table, "after the repair " + random.nextInt(1000));
            Faults.last(random, 1_000, 2_000);
          } while (++tries < TRIES && !isNewerWritten(table, start));
          reset();
        });
  }

  private long failed(String table) {
    return patiently(
        "SELECT count(*) FROM neo4j_sync_queue WHERE status = 'failed' AND entity_type = ?", table);
  }

  /** Whether newer events of rows that have failed since are written. */
  private boolean isNewerWritten(String table, long after) {
    return patiently(LateReset.WRITTEN_SINCE, table, after) > 0;
  }

  private long patiently(String sql, Object... parameters) {
    try {
      return cluster.number(sql, parameters);
    } catch (SQLException e) {
      return 0;
    }
  }

  void poison() throws Exception {
    tally.add("events injected that nobody can write", 3);
    audit.injectPoison();
  }

  void bulkUpdate(Random random) throws Exception {
    tally.count("bulk updates");
    bulk.update(anyTable(random), "bulk " + random.nextInt(1000));
  }

  void bulkInsertOrDelete(Random random) throws Exception {
    tally.count("bulk inserts and deletes");
    bulk.insertOrDelete(random);
  }
}
