package io.neo4jsync.load;

import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.RunningSync;
import io.neo4jsync.testing.SyncProcess;
import io.neo4jsync.testing.VitalOntology;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Shows that backlogs, huge transactions and large rows go through a process with little memory: a
 * million events, then a transaction with half a million rows, then rows of 6 and 64 MB, each
 * drained by the jar with a heap of 128 MB. Prints how fast, and how much memory it took; ends with
 * exit code 1 if something was lost, failed or did not fit. Arguments: events of the backlog, rows
 * of the transaction.
 */
public final class Load {

  private static final Path FOLDER = Path.of("target/load");
  private static final String HEAP = "128m";
  private static final int LINE_SECONDS = 10;
  private static final int TRANSACTIONS = 100;
  private static final int LARGE_ROWS = 200;

  private static final String ROWS =
      """
      INSERT INTO tools (name, slug, vendor, description)
      SELECT 'tool ' || n, 'tool-' || n, 'vendor ' || n %% 100, repeat('some words ', 20)
        FROM generate_series(%d, %d) n""";

  private static final String LARGE =
      """
      INSERT INTO tools (name, slug, description)
      SELECT 'large ' || n, 'large-' || n, CASE n %% 2 WHEN 0 THEN repeat('x', 6000000) ELSE n || noise END
        FROM generate_series(%d, %d) n
       CROSS JOIN (SELECT string_agg(md5(i::text), '') FROM generate_series(1, 187500) i) AS x (noise)""";

  private static final String HUGE =
      "INSERT INTO tools (name, slug, description)"
          + " VALUES ('huge', 'huge', repeat('0123456789abcdef', 4 * 1024 * 1024))";

  private final String url;
  private final Connection connection;
  private boolean good = true;

  private Load(String url, Connection connection) {
    this.url = url;
    this.connection = connection;
  }

  public static void main(String[] arguments) throws Exception {
    List<String> given = List.of(arguments);
    int backlog = given.isEmpty() ? 1_000_000 : Integer.parseInt(given.get(0));
    int transaction = given.size() < 2 ? backlog / 2 : Integer.parseInt(given.get(1));
    int code = 1;
    try {
      String url = Databases.newDatabase();
      try (Connection connection = Databases.connect(url);
          RunningSync sync = RunningSync.on(url)) {
        VitalOntology.createSchemaWithConstraints(connection);
        sync.install();
        code = new Load(url, connection).run(backlog, transaction) ? 0 : 1;
      }
    } finally {
      System.exit(code);
    }
  }

  private boolean run(int backlog, int transaction) throws Exception {
    say("A backlog of %,d events, from %d transactions", backlog, TRANSACTIONS);
    int step = backlog / TRANSACTIONS;
    int rows = 0;
    for (int i = 0; i < TRANSACTIONS; i++) {
      sql(ROWS, rows + 1, rows + step);
      rows += step;
    }
    drain("backlog");
    expect("tools in the graph", rows, tools());

    say("One transaction with %,d rows", transaction);
    sql(ROWS, rows + 1, rows + transaction);
    rows += transaction;
    drain("transaction");
    expect("tools in the graph", rows, tools());

    say("%d rows of 6 MB, one of 64 MB", LARGE_ROWS);
    for (int n = 1; n <= LARGE_ROWS; n += 10) {
      sql(LARGE, n, n + 9);
    }
    sql(HUGE);
    drain("large");
    expect("tools in the graph", rows + LARGE_ROWS, tools());
    expect("failed", 1, number("SELECT count(*) FROM neo4j_sync_queue WHERE status = 'failed'"));
    say("  " + text("SELECT error FROM neo4j_sync_queue WHERE status = 'failed'"));

    say("The one that failed, with the heap it asks for");
    expect("exit code", 0, command("retry", HEAP, "retry-failed"));
    expect("exit code", 0, command("huge", "680m", "process-queue"));
    say("All rows compared with the graph");
    expect("exit code", 0, command("verify", "680m", "verify", "--entity", "tools"));
    return good;
  }

  /** Runs the sync until nothing is left. */
  private void drain(String name) throws Exception {
    long first = next();
    long last = number("SELECT max(seq) FROM neo4j_sync_queue") + 1;
    long began = System.nanoTime();
    try (SyncProcess process = process(name, HEAP)) {
      long before = first;
      long seq = first;
      while (seq < last && process.isAlive()) {
        TimeUnit.SECONDS.sleep(LINE_SECONDS);
        seq = Math.min(last, next());
        SyncProcess.Heap heap = process.heap();
        say(
            "  %4d s  %,9d left  %,6d/s  heap %d MB, after collection %d MB  resident %d MB",
            seconds(began),
            last - seq,
            (seq - before) / LINE_SECONDS,
            heap.most(),
            heap.kept(),
            process.resident());
        before = seq;
      }
      expect("the process is running", 1, process.isAlive() ? 1 : 0);
      say(
          "  %,d events in %d s; claim %.1f ms, whole batch %.1f ms on average",
          last - first,
          seconds(began),
          process.mean("claim-batch"),
          process.mean("claim-batch") + process.mean("process-claimed"));
      expect("OutOfMemoryError", 0, process.output().contains("OutOfMemoryError") ? 1 : 0);
    }
  }

  private SyncProcess process(String name, String heap, String... arguments) throws IOException {
    return new SyncProcess(
        FOLDER,
        name,
        List.of("-Xmx" + heap),
        Map.of(),
        url,
        Databases.neo4j().boltURI().toString(),
        arguments);
  }

  /** The oldest event that waits. */
  private long next() throws SQLException {
    return number(
        """
        SELECT coalesce((SELECT seq FROM neo4j_sync_queue WHERE status IN ('pending', 'processing')
                          ORDER BY seq LIMIT 1), 9223372036854775807)""");
  }

  private int command(String name, String heap, String... arguments) throws Exception {
    long began = System.nanoTime();
    try (SyncProcess process = process(name, heap, arguments)) {
      int code = process.await();
      say(process.output().strip().indent(4).stripTrailing());
      SyncProcess.Heap used = process.heap();
      say("  %d s, heap %d MB of %s", seconds(began), used.most(), heap);
      return code;
    }
  }

  private void expect(String what, long expected, long found) {
    boolean as = expected == found;
    good &= as;
    say("  %s: %,d%s", what, found, as ? "" : ", NOT AS EXPECTED: " + expected);
  }

  private static long tools() {
    return Databases.driver()
        .executableQuery("MATCH (t:Tool) RETURN count(t)")
        .execute()
        .records()
        .get(0)
        .get(0)
        .asLong();
  }

  private static long seconds(long since) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since);
  }

  private void sql(String sql, Object... arguments) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(arguments.length == 0 ? sql : sql.formatted(arguments));
    }
  }

  private long number(String sql) throws SQLException {
    return Long.parseLong(text(sql));
  }

  private String text(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  private static void say(String text, Object... arguments) {
    System.out.println(arguments.length == 0 ? text : String.format(Locale.ROOT, text, arguments));
  }
}
