package io.neo4jsync.bench;

import io.neo4jsync.bench.Database.Stretch;
import io.neo4jsync.testing.ProcessUse;
import io.neo4jsync.testing.SyncProcess;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** Millions of events wait: whether they go as fast at the end as at the beginning. */
final class Backlog implements Scenario {

  private static final String BEFORE = "claim, all waiting";
  private static final String AFTER = "claim, none waiting any more";
  private static final int NODES = 50_000;
  private static final int EVENTS = 2_000_000;
  private static final int TRANSACTION = 5_000;

  /** Points of the plots. */
  private static final int STEPS = 20;

  private static final int CLAIMS = 10;

  @Override
  public String name() {
    return "backlog";
  }

  @Override
  public String title() {
    return "a queue of 2,000,000 events times the scale, in transactions of 5,000";
  }

  @Override
  public void run(Bench bench) throws Exception {
    Lab lab = bench.lab();
    int events = bench.options().scaled(EVENTS, 20_000);
    try (Base base = Base.of(lab, bench.options().scaled(NODES, 5_000));
        Database database = base.copy()) {
      lab.loadGraph(database);
      Stretch stretch;
      try (Changes changes = new Changes(database.connection(), base.model(), 7)) {
        stretch = database.load(events, TRANSACTION, changes::updates);
      }
      database.execute("CHECKPOINT");
      claims(bench, database, BEFORE);
      try (SyncProcess process = lab.sync(database, Map.of())) {
        watch(bench, database, process, stretch);
        bench.results().add(name(), JarVariant.NAME, 0, "memory, most", "MB", process.resident());
        SyncProcess.Heap heap = process.heap();
        bench
            .results()
            .add(name(), JarVariant.NAME, 0, "heap left by collections, most", "MB", heap.kept());
        double claim = process.mean("claim-batch");
        bench.results().add(name(), JarVariant.NAME, 0, "claim in the app, mean", "ms", claim);
      }
      claims(bench, database, AFTER);
      rates(bench, database, stretch);
      Scenario.check(bench, database, name());
      lab.drop(database);
    }
  }

  /** Under the last writer's epoch; what is claimed is given back by the rollback. */
  private void claims(Bench bench, Database database, String when) throws SQLException {
    if (database.text("SELECT pg_sequence_last_value('neo4j_sync_epoch')") == null) {
      database.number("SELECT nextval('neo4j_sync_epoch')");
    }
    Claim claim = new Claim(database);
    for (int n = 1; n <= CLAIMS; n++) {
      bench.results().add(name(), JarVariant.NAME, n, when, "ms", claim.explain().execution());
    }
  }

  private void watch(Bench bench, Database database, SyncProcess process, Stretch stretch) {
    long began = System.nanoTime();
    Awaitility.await("the backlog is worked off")
        .atMost(Duration.ofHours(3))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new WrongResult("the sync has ended: " + process.output());
              }
              double seconds = (System.nanoTime() - began) / 1e9;
              bench
                  .results()
                  .point(
                      name(),
                      "resident memory, MB",
                      JarVariant.NAME,
                      1,
                      "seconds",
                      seconds,
                      ProcessUse.resident(process.pid()));
              long seq = next(database);
              return seq > stretch.last();
            });
  }

  /** The oldest event that waits. */
  private static long next(Database database) throws SQLException {
    return database.number(
        """
        SELECT coalesce((SELECT seq FROM neo4j_sync_queue WHERE status IN ('pending', 'processing')
                          ORDER BY seq LIMIT 1), 9223372036854775807)""");
  }

  /** By the times in the queue, so that nothing was disturbed by looking. */
  private void rates(Bench bench, Database database, Stretch stretch) throws SQLException {
    long step = Math.max(1, stretch.events() / STEPS);
    String sql =
        """
        SELECT (seq - %1$d) / %2$d, extract(epoch FROM max(processed_at) - min(claimed_at)), count(*)
          FROM neo4j_sync_queue WHERE seq BETWEEN %1$d AND %3$d AND status = 'completed'
         GROUP BY 1 HAVING count(*) = %2$d ORDER BY 1"""
            .formatted(stretch.first(), step, stretch.last());
    double first = 0;
    double last = 0;
    long completed = 0;
    try (Statement statement = database.connection().createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        last = row.getLong(3) / row.getDouble(2);
        first = first == 0 ? last : first;
        completed += row.getLong(3);
        bench
            .results()
            .point(name(), "rate, events/s", JarVariant.NAME, 1, "events done", completed, last);
      }
    }
    double seconds =
        database.fraction(
            "SELECT extract(epoch FROM max(processed_at) - min(claimed_at)) FROM neo4j_sync_queue WHERE seq >= ?",
            stretch.first());
    Results results = bench.results();
    results.add(name(), JarVariant.NAME, 0, "events", "events", stretch.events());
    results.add(name(), JarVariant.NAME, 0, "rate", "events/s", stretch.events() / seconds);
    results.add(name(), JarVariant.NAME, 0, "rate of the first twentieth", "events/s", first);
    results.add(name(), JarVariant.NAME, 0, "rate of the last twentieth", "events/s", last);
    long wrong =
        database.number("SELECT count(*) FROM neo4j_sync_queue WHERE status <> 'completed'");
    if (wrong > 0) {
      results.failed("backlog: " + wrong + " events are not completed");
    }
  }
}
