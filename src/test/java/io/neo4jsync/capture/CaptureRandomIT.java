package io.neo4jsync.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/** Histories nobody thought of, many writers at once, and many rows at once. */
@Execution(ExecutionMode.CONCURRENT)
class CaptureRandomIT {

  private static final int STATEMENTS = 300;
  private static final String VALUES = "(%1$d, '%2$s', %3$d), (%4$d, '%5$s', %6$d)";

  /** On items, nodes (deferrable key) and links (composite key, two cascading references). */
  private static final List<String> TEMPLATES =
      List.of(
          "INSERT INTO nodes VALUES " + VALUES,
          "INSERT INTO items VALUES "
              + VALUES
              + " ON CONFLICT (id) DO UPDATE SET name = excluded.name",
          "INSERT INTO items VALUES (%1$d, '%2$s', %3$d) ON CONFLICT (id) DO UPDATE SET id = %4$d",
          "UPDATE nodes SET id = id + 1",
          "UPDATE nodes SET id = id - 1 WHERE id > %1$d",
          "UPDATE nodes SET id = %1$d + %4$d - id WHERE id IN (%1$d, %4$d)",
          "UPDATE nodes SET id = -id, name = '%2$s'",
          "UPDATE items SET name = '%2$s' WHERE id < %1$d",
          "UPDATE items SET hidden = %3$d",
          "UPDATE items SET name = '%2$s', hidden = %3$d WHERE id %% 3 = %1$d %% 3",
          "UPDATE items SET name = NULL WHERE id = %1$d",
          "UPDATE items i SET name = n.name FROM nodes n WHERE n.id = i.id",
          "DELETE FROM nodes WHERE id = %1$d",
          "DELETE FROM items WHERE id > %1$d AND id < %4$d",
          "DELETE FROM items i USING nodes n WHERE n.id = i.id AND i.id < %1$d",
          "INSERT INTO links SELECT a.id, b.id, '%2$s', %3$d FROM ends a, ends b WHERE a.id BETWEEN"
              + " 0 AND %1$d AND b.id BETWEEN 0 AND %4$d ON CONFLICT (a, b) DO UPDATE SET name ="
              + " excluded.name",
          "INSERT INTO links SELECT id, id, '%2$s', 0 FROM ends ON CONFLICT DO NOTHING",
          "UPDATE ends SET id = id + 100 WHERE id BETWEEN %1$d AND %4$d",
          "UPDATE ends SET id = id - 100 WHERE id > 50",
          "UPDATE ends SET id = id + 200 WHERE id IN (%1$d, %4$d)",
          "DELETE FROM ends WHERE id = %1$d + %4$d",
          "UPDATE links SET a = b, b = a WHERE a < b AND a + b > %1$d",
          "UPDATE links SET name = '%2$s' WHERE a = %1$d",
          "DELETE FROM links WHERE a = %1$d OR b = %4$d",
          "MERGE INTO items t USING (VALUES "
              + VALUES
              + ") s (id, name, hidden) ON t.id = s.id WHEN MATCHED AND s.hidden < 3 THEN DELETE"
              + " WHEN MATCHED THEN UPDATE SET name = s.name WHEN NOT MATCHED THEN INSERT VALUES"
              + " (s.id, s.name, 0)",
          "MERGE INTO items t USING (VALUES "
              + VALUES
              + ") s (id, name, hidden) ON t.name = s.name WHEN MATCHED AND s.hidden < 5 THEN"
              + " DELETE WHEN MATCHED THEN UPDATE SET id = s.id + 50 WHEN NOT MATCHED THEN INSERT"
              + " VALUES (s.id, s.name, 0)",
          "WITH d AS (DELETE FROM items WHERE id < %1$d RETURNING *)"
              + " INSERT INTO items SELECT id, '%2$s', 0 FROM d LIMIT 2",
          "WITH u AS (UPDATE items SET id = id + 30 WHERE id < %1$d RETURNING *),"
              + " d AS (DELETE FROM nodes WHERE id = %4$d RETURNING *)"
              + " INSERT INTO items SELECT id, name || '!', 0 FROM d ON CONFLICT DO NOTHING",
          "WITH a AS (UPDATE items SET name = '%2$s' WHERE id = %1$d RETURNING id)"
              + " UPDATE items SET name = '%5$s' WHERE id <> %1$d AND id < %4$d",
          "TRUNCATE links",
          "TRUNCATE items",
          "BEGIN; DELETE FROM items; SAVEPOINT s; INSERT INTO items VALUES (%1$d, '%2$s', 1);"
              + " ROLLBACK TO s; INSERT INTO items VALUES (%4$d, '%5$s', 1); COMMIT",
          "BEGIN; DELETE FROM nodes; UPDATE items SET name = '%2$s'; ROLLBACK");

  @TempDir Path routes;

  @ParameterizedTest
  @ValueSource(longs = {1, 20261122})
  void anyHistoryReplaysToTheState(long seed) throws Exception {
    Random random = new Random(seed);
    try (var database = new CaptureDatabase(routes)) {
      database.run(
          "CREATE TABLE items (id integer PRIMARY KEY, name text, hidden integer)",
          "CREATE TABLE nodes (id integer PRIMARY KEY DEFERRABLE, name text, hidden integer)",
          "CREATE TABLE ends (id integer PRIMARY KEY)",
          "INSERT INTO ends SELECT generate_series(-20, 20)",
          """
          CREATE TABLE links (
            a integer REFERENCES ends ON UPDATE CASCADE ON DELETE CASCADE,
            b integer REFERENCES ends ON UPDATE CASCADE ON DELETE CASCADE,
            name text, hidden integer, PRIMARY KEY (a, b))""");
      database.map("items", "id", "name").map("nodes", "id", "name").map("links", "a, b", "name");
      database.install();
      List<String> accepted = new ArrayList<>();
      for (int i = 0; i < STATEMENTS; i++) {
        String sql = statement(random);
        if (attempt(database, sql)) {
          accepted.add(sql);
        }
        if (i % 10 == 9) {
          copy(database, random);
        }
        if (i % 25 == 24) {
          for (String table : List.of("items", "nodes", "links")) {
            database.assertReplayGives(table);
          }
        }
      }
      assertThat(accepted).hasSizeGreaterThan(STATEMENTS / 2);
      assertThat(database.events()).hasSizeGreaterThan(STATEMENTS);
    }
  }

  private static String statement(Random random) {
    return TEMPLATES
        .get(random.nextInt(TEMPLATES.size()))
        .formatted(
            random.nextInt(12),
            "n" + random.nextInt(6),
            random.nextInt(9),
            random.nextInt(12),
            "n" + random.nextInt(6),
            random.nextInt(9));
  }

  /** Whether the database accepts it; a statement may hit a key that is taken. */
  private static boolean attempt(CaptureDatabase database, String sql) throws SQLException {
    try {
      database.run(sql);
      return true;
    } catch (SQLException e) {
      // 23505: duplicate key, 21000: a row would be changed twice; anything else is capture's fault
      assertThat(e.getSQLState()).as(sql + ": " + e.getMessage()).isIn("23505", "21000");
      database.run("ROLLBACK");
      return false;
    }
  }

  private static void copy(CaptureDatabase database, Random random) throws Exception {
    int from = 1000 + random.nextInt(1_000_000);
    new CopyManager(database.connection().unwrap(BaseConnection.class))
        .copyIn(
            "COPY items (id, name) FROM STDIN",
            new StringReader(from + "\tcopied\n" + -from + "\t\\N\n"));
  }

  @Test
  @Timeout(120)
  void writersAtTheSameTimeLeaveEachRowsEventsInTheOrderOfItsChanges() throws Exception {
    try (var database =
        CaptureDatabase.with(
            routes,
            "items",
            "id",
            "name",
            "CREATE TABLE items (id integer PRIMARY KEY, name text)",
            "INSERT INTO items SELECT n, '0' FROM generate_series(1, 20) n")) {
      ExecutorService writers = Executors.newFixedThreadPool(4);
      try {
        List<Callable<Integer>> work =
            IntStream.range(0, 4)
                .<Callable<Integer>>mapToObj(w -> () -> write(database, w))
                .toList();
        int written = 0;
        for (Future<Integer> done : writers.invokeAll(work)) {
          written += done.get();
        }
        assertThat(written).isGreaterThan(500);
      } finally {
        writers.shutdownNow();
      }
      assertThat(database.queued()).hasSizeGreaterThan(1_000);
      database.assertReplayGives("items");
    }
  }

  /** Transactions of one to three statements on rows that the other writers change as well. */
  private static int write(CaptureDatabase database, int writer) throws SQLException {
    Random random = new Random(writer);
    int written = 0;
    try (Connection connection = database.connect("postgres");
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < 200; i++) {
        try {
          for (int n = random.nextInt(3); n >= 0; n--) {
            int id = 1 + random.nextInt(20);
            String name = writer + "-" + i + "-" + n;
            statement.execute(
                switch (random.nextInt(6)) {
                  case 0 -> "DELETE FROM items WHERE id = " + id;
                  case 1 -> "UPDATE items SET name = '" + name + "' WHERE id % 4 = " + id % 4;
                  case 2 -> "UPDATE items SET name = '" + name + "' WHERE id = " + id;
                  default ->
                      ("INSERT INTO items VALUES (%d, '%s')"
                              + " ON CONFLICT (id) DO UPDATE SET name = excluded.name")
                          .formatted(id, name);
                });
          }
          connection.commit();
          written++;
        } catch (SQLException e) {
          assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo("40P01");
          connection.rollback();
        }
      }
    }
    return written;
  }

  @Test
  @Timeout(60)
  void aPlanMadeForOneRowStaysGoodForManyRows() throws Exception {
    try (var database =
        CaptureDatabase.with(
            routes,
            "items",
            "id",
            "name",
            "CREATE TABLE items (id uuid PRIMARY KEY, name text, note text, number integer)")) {
      for (int i = 0; i < 10; i++) {
        database.run(
            "INSERT INTO items VALUES (gen_random_uuid(), 'n', 'x', 0)",
            "UPDATE items SET name = 'plan" + i + "' WHERE number = 0",
            "DELETE FROM items");
      }
      database.clear();
      database.run(
          "INSERT INTO items SELECT gen_random_uuid(), 'n', 'x', n FROM generate_series(1, 50000)"
              + " n",
          "UPDATE items SET name = 'new' WHERE number > 100",
          "UPDATE items SET id = gen_random_uuid()",
          "UPDATE items SET note = 'unmapped'",
          "DELETE FROM items");
      assertThat(
              database.texts(
                  "SELECT operation || ' ' || count(*) FROM neo4j_sync_queue GROUP BY operation"))
          .containsExactlyInAnyOrder("INSERT 50000", "UPDATE 149900", "DELETE 50000");
    }
  }
}
