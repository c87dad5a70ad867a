package io.neo4jsync.bench;

import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.ProcessUse;
import io.neo4jsync.testing.SyncProcess;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Steady changes for an hour, of which for a third a transaction stays open that keeps PostgreSQL
 * from cleaning up: how large the queue becomes. Events are kept for a sixth of the time.
 */
final class Churn implements Scenario {

  private static final int NODES = 20_000;
  private static final int RATE = 200;
  private static final int SAMPLES = 120;

  private final Map<String, List<Double>> samples = new LinkedHashMap<>();

  @Override
  public String name() {
    return "churn";
  }

  @Override
  public String title() {
    return "size of the queue under steady changes, with a long transaction in the middle third";
  }

  @Override
  public boolean isDefault() {
    return false;
  }

  @Override
  public void run(Bench bench) throws Exception {
    Lab lab = bench.lab();
    double seconds = 60 * bench.options().minutes();
    Map<String, String> retention =
        Map.of("SYNC_RETENTION_HOURS", String.format(Locale.ROOT, "%.4f", seconds / 3600 / 6));
    try (Base base = Base.of(lab, bench.options().scaled(NODES, 5_000));
        Database database = base.copy()) {
      lab.loadGraph(database);
      int tools = base.model().of("tools").size();
      try (SyncProcess process = lab.sync(database, retention)) {
        OpenLoop changes = new OpenLoop(database.url(), RATE, tools);
        CompletableFuture<Void> writing =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    changes.run(seconds);
                  } catch (InterruptedException | ExecutionException e) {
                    throw new IllegalStateException(e);
                  }
                });
        watch(bench, database, process, writing, seconds);
      }
      summary(bench);
      bench
          .results()
          .note(
              name(),
              "%d changes/s for %s minutes, completed events kept for %s hours, a transaction with a snapshot open in the middle third."
                  .formatted(
                      RATE, bench.options().minutes(), retention.get("SYNC_RETENTION_HOURS")));
      Scenario.check(bench, database, name());
      lab.drop(database);
    }
  }

  private void watch(
      Bench bench,
      Database database,
      SyncProcess process,
      CompletableFuture<Void> writing,
      double seconds)
      throws Exception {
    long began = System.nanoTime();
    Connection longRunning = null;
    try {
      while (!ends(writing, seconds / SAMPLES)) {
        double at = (System.nanoTime() - began) / 1e9;
        if (longRunning == null && at > seconds / 3 && at < seconds * 2 / 3) {
          longRunning = open(database);
        } else if (longRunning != null && at > seconds * 2 / 3) {
          longRunning.close();
          longRunning = null;
        }
        sample(bench, database, process, at / 60);
      }
    } finally {
      if (longRunning != null) {
        longRunning.close();
      }
    }
    new JarVariant(bench.lab(), database, process).awaitEmpty();
  }

  private static boolean ends(CompletableFuture<Void> writing, double seconds) throws Exception {
    try {
      writing.get((long) (seconds * 1000), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private static Connection open(Database database) throws SQLException {
    Connection connection = Databases.connect(database.url());
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT count(*) FROM tools");
    }
    return connection;
  }

  private void sample(Bench bench, Database database, SyncProcess process, double minutes)
      throws SQLException {
    point(bench, "size, MB", "table", minutes, size(database, "pg_table_size"));
    point(bench, "size, MB", "indexes", minutes, size(database, "pg_indexes_size"));
    String statistics = " FROM pg_stat_user_tables WHERE relname = 'neo4j_sync_queue'";
    point(bench, "rows", "live", minutes, database.number("SELECT n_live_tup" + statistics));
    point(bench, "rows", "dead", minutes, database.number("SELECT n_dead_tup" + statistics));
    point(bench, "claim, ms", "claim", minutes, new Claim(database).explain().execution());
    point(bench, "memory, MB", "app", minutes, ProcessUse.resident(process.pid()));
  }

  private static double size(Database database, String function) throws SQLException {
    return database.number("SELECT " + function + "('neo4j_sync_queue')") / 1048576.0;
  }

  private void point(Bench bench, String what, String line, double minutes, double value) {
    bench.results().point(name(), what, line, 1, "minutes", minutes, value);
    samples.computeIfAbsent(line + "|" + what, key -> new ArrayList<>()).add(value);
  }

  private void summary(Bench bench) {
    samples.forEach(
        (key, values) -> {
          String line = key.split("\\|")[0];
          String[] what = key.split("\\|")[1].split(", ");
          String unit = what.length > 1 ? what[1] : "";
          Results results = bench.results();
          results.add(
              name(), line, 0, what[0] + " after a third", unit, values.get(values.size() / 3));
          results.add(name(), line, 0, what[0] + " at most", unit, Collections.max(values));
          results.add(
              name(), line, 0, what[0] + " at the end", unit, values.get(values.size() - 1));
        });
  }
}
