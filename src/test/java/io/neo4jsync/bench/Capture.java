package io.neo4jsync.bench;

import io.neo4jsync.testing.Databases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What capture costs the source: statements and transactions with and without triggers. */
final class Capture implements Scenario {

  private static final String NONE = "no trigger";
  private static final int ROWS = 10_000;
  private static final int TOOLS = 20_000;
  private static final int TRANSACTIONS = 2_000;
  private static final int CONNECTIONS = 8;

  /** Transactions on each new connection before the clock starts: applications pool them. */
  private static final int WARM_UP = 20;

  /** Statements are short, so they are measured more often than other things. */
  private static final int ROUNDS = 5;

  private static final String STAGE =
      """
      CREATE TABLE bench_stage AS
      SELECT n, bench_id('new tools', n) AS id, description, reverse(description) AS changed
        FROM generate_series(1, %1$d) n JOIN tools ON tools.id = bench_id('tools', n %% %2$d)""";

  private static final String INSERT =
      """
      INSERT INTO tools (id, name, slug, category, vendor, description, tool_type, tags)
      SELECT id, 'New tool ' || n, 'new-tool-' || n, 'category', 'Vendor', description, 'software', ARRAY['a', 'b']
        FROM bench_stage""";

  private static final String UPDATE =
      "UPDATE tools t SET description = changed FROM bench_stage s WHERE t.id = s.id";

  private static final String SINGLE =
      "UPDATE tools SET description = reverse(description) WHERE id = bench_id('tools', ?)";

  @Override
  public String name() {
    return "capture";
  }

  @Override
  public String title() {
    return "what triggers cost the source";
  }

  @Override
  public void run(Bench bench) throws Exception {
    Lab lab = bench.lab();
    int tools = bench.options().scaled(TOOLS, 2_000);
    int rows = bench.options().scaled(ROWS, 1_000);
    int transactions = bench.options().scaled(TRANSACTIONS, 400);
    try (Base plain = Base.withoutQueue(lab, changes -> changes.fill("tools", tools));
        Base captured = Base.of(lab, changes -> changes.fill("tools", tools))) {
      Map<String, Database> variants = new LinkedHashMap<>();
      variants.put(NONE, plain.copy());
      variants.put(SketchVariant.NAME, plain.copy());
      variants.get(SketchVariant.NAME).execute(Files.readString(Path.of("bench/strategy.sql")));
      variants.put(JarVariant.NAME, captured.copy());
      for (Database database : variants.values()) {
        database.execute(STAGE.formatted(rows, tools));
        database.execute("ANALYZE bench_stage");
      }
      for (int round = 0; round <= ROUNDS * bench.options().rounds(); round++) {
        for (var variant : variants.entrySet()) {
          measure(bench, variant.getKey(), variant.getValue(), round, rows, tools, transactions);
        }
      }
      for (Database database : variants.values()) {
        lab.drop(database);
      }
    }
    for (String metric : List.of("bulk insert", "bulk update", "1 connection", "8 connections")) {
      bench.results().ratio(name(), metric, JarVariant.NAME, NONE);
      bench.results().ratio(name(), metric, SketchVariant.NAME, NONE);
    }
  }

  /** Round 0 warms up. */
  private void measure(
      Bench bench,
      String variant,
      Database database,
      int round,
      int rows,
      int tools,
      int transactions)
      throws Exception {
    clean(database, variant);
    double insert = seconds(database, INSERT);
    double update = seconds(database, UPDATE);
    double one = rate(database, 1, transactions, tools);
    double eight = rate(database, CONNECTIONS, transactions, tools);
    if (variant.equals(JarVariant.NAME)) {
      long events = 2L * rows + 2L * transactions + (1L + CONNECTIONS) * WARM_UP;
      long found = database.number("SELECT count(*) FROM neo4j_sync_queue");
      if (found != events) {
        bench.results().failed("capture queued %d events of %d".formatted(found, events));
      }
    }
    if (round > 0) {
      Results results = bench.results();
      results.add(name(), variant, round, "bulk insert", "µs/row", 1e6 * insert / rows);
      results.add(name(), variant, round, "bulk update", "µs/row", 1e6 * update / rows);
      results.add(name(), variant, round, "1 connection", "transactions/s", one);
      results.add(name(), variant, round, "8 connections", "transactions/s", eight);
    }
  }

  /** As it was, and nothing left to do for PostgreSQL. */
  private static void clean(Database database, String variant) throws SQLException {
    database.execute("SET session_replication_role = replica");
    database.execute("DELETE FROM tools WHERE id IN (SELECT id FROM bench_stage)");
    database.execute("SET session_replication_role = origin");
    if (!variant.equals(NONE)) {
      database.execute("TRUNCATE neo4j_sync_queue");
    }
    database.execute("VACUUM tools");
    database.execute("CHECKPOINT");
  }

  private static double seconds(Database database, String statement) throws SQLException {
    long began = System.nanoTime();
    database.execute(statement);
    return (System.nanoTime() - began) / 1e9;
  }

  /** Single-row transactions a second; each connection has rows of its own. */
  private static double rate(Database database, int connections, int transactions, int tools)
      throws Exception {
    List<Connection> open = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      for (int i = 0; i < connections; i++) {
        open.add(Databases.connect(database.url()));
        update(open.get(i), i, connections, WARM_UP * connections, tools);
      }
      List<Future<?>> ends = new ArrayList<>();
      long began = System.nanoTime();
      for (int i = 0; i < connections; i++) {
        int first = i;
        ends.add(
            threads.submit(
                () -> {
                  update(open.get(first), first, connections, transactions, tools);
                  return null;
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
      return transactions / ((System.nanoTime() - began) / 1e9);
    } finally {
      threads.shutdownNow();
      for (Connection connection : open) {
        connection.close();
      }
    }
  }

  private static void update(
      Connection connection, int first, int step, int transactions, int tools) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(SINGLE)) {
      for (int i = first; i < transactions; i += step) {
        update.setInt(1, i % tools);
        update.executeUpdate();
      }
    }
  }
}
