package io.neo4jsync.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statements of very many rows: their events carry the key alone. */
@Execution(ExecutionMode.CONCURRENT)
class CaptureBulkIT {

  private static final String ROWS =
      "INSERT INTO items SELECT n, 'n' || n, 'x' FROM generate_series(1, %d) n";

  @TempDir Path routes;

  private CaptureDatabase items() throws Exception {
    return CaptureDatabase.with(
        routes,
        "items",
        "id",
        "name",
        "CREATE TABLE items (id integer PRIMARY KEY, name text, note text)");
  }

  /** What a statement queued: operation, whether with payload, and how many events. */
  private static List<String> counts(CaptureDatabase database) throws SQLException {
    return database.texts(
        "SELECT operation || CASE WHEN payload IS NULL THEN '? ' ELSE ' ' END || count(*)"
            + " FROM neo4j_sync_queue GROUP BY operation, payload IS NULL ORDER BY 1");
  }

  @Test
  void aThousandRowsHavePayloadsAndOneMoreHasNone() throws Exception {
    try (var database = items()) {
      database.run(ROWS.formatted(1000), "UPDATE items SET name = 'new'");
      assertThat(counts(database)).containsExactly("INSERT 1000", "UPDATE 1000");
      database.run("DELETE FROM items");
      database.clear();
      database.run(ROWS.formatted(1001), "UPDATE items SET name = 'new'");
      assertThat(counts(database)).containsExactly("INSERT? 1001", "UPDATE? 1001");
      database.assertReplayGives("items");
    }
  }

  @Test
  void onlyRowsThatChangedAreQueued() throws Exception {
    try (var database = items()) {
      database.run(ROWS.formatted(2000));
      database.clear();
      database.run("UPDATE items SET note = 'unmapped'", "UPDATE items SET name = name");
      assertThat(counts(database)).isEmpty();
      database.run("UPDATE items SET name = CASE WHEN id % 4 = 0 THEN 'fourth' ELSE name END");
      assertThat(counts(database)).containsExactly("UPDATE? 500");
      assertThat(database.queued()).contains("UPDATE 4", "UPDATE 2000").doesNotContain("UPDATE 5");
    }
  }

  @Test
  void changedKeysQueueTheOldAndTheNew() throws Exception {
    try (var database = items()) {
      database.run(ROWS.formatted(2000), "UPDATE items SET id = id + 5000 WHERE id > 500");
      assertThat(counts(database)).containsExactly("INSERT? 2000", "UPDATE? 3000");
      database.assertReplayGives("items");
      database.run("DELETE FROM items WHERE id > 500");
      assertThat(counts(database)).contains("DELETE 1500");
      database.assertReplayGives("items");
    }
  }

  /** The statement before or after a bulk statement keeps its payload. */
  @Test
  void theNextStatementIsAsUsual() throws Exception {
    try (var database = items()) {
      database.run(
          "BEGIN; INSERT INTO items VALUES (0, 'a'); "
              + ROWS.formatted(1500)
              + "; INSERT INTO items VALUES (-1, 'b'); COMMIT");
      assertThat(counts(database)).containsExactly("INSERT 2", "INSERT? 1500");
      database.assertReplayGives("items");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "uuid        | md5(concat('k', n))::uuid",
        "text        | concat('key \"', n)",
        "text        | md5(concat('k', n))::uuid::text",
        "bigint      | n * 10000000000",
        "numeric     | n + 0.50",
        "date        | DATE '2026-01-01' + n",
        "timestamptz | TIMESTAMPTZ '2026-01-01 00:00:00.5+02' + n * INTERVAL '1 hour'"
      })
  void keysAreWrittenAsInSmallStatements(String type, String value) throws Exception {
    try (var database =
        CaptureDatabase.with(
            routes,
            "keyed",
            "id",
            "name",
            "CREATE TABLE keyed (id %s PRIMARY KEY, name text)".formatted(type))) {
      String insert =
          "INSERT INTO keyed SELECT %s, 'n' || n FROM generate_series(1, %d) n"
              .formatted(value, 1100);
      database.run(insert);
      String keys =
          "SELECT coalesce(entity_id::text, '-') || ' ' || coalesce(entity_key, '-')"
              + " FROM neo4j_sync_queue WHERE operation = '%s' ORDER BY 1 LIMIT 200";
      List<String> bulk = database.texts(keys.formatted("INSERT"));
      assertThat(bulk).hasSize(200);
      assertThat(counts(database)).containsExactly("INSERT? 1100");
      database.assertReplayGives("keyed");
      database.run("DELETE FROM keyed");
      assertThat(database.texts(keys.formatted("DELETE"))).isEqualTo(bulk);
    }
  }

  /** Names that need quotes, a composite key, a column that is gone, one of type json. */
  @Test
  void oddTablesAreTakenToo() throws Exception {
    try (var database =
        CaptureDatabase.with(
            routes,
            "Odd %s 'Pairs'",
            "b, Key'a",
            "doc",
            "CREATE TABLE \"Odd %s 'Pairs'\" (gone int, \"Key'a\" uuid, b text, n int, doc json,"
                + " PRIMARY KEY (\"Key'a\", b))",
            "ALTER TABLE \"Odd %s 'Pairs'\" DROP COLUMN gone")) {
      database.run(
          "INSERT INTO \"Odd %s 'Pairs'\" SELECT md5('k' || n)::uuid, 'b\"' || n, n, '\"\\u0000\"'"
              + " FROM generate_series(1, 1500) n",
          "UPDATE \"Odd %s 'Pairs'\" SET doc = '2' WHERE n > 100",
          "UPDATE \"Odd %s 'Pairs'\" SET b = b || 'x' WHERE n > 200");
      assertThat(counts(database)).containsExactly("INSERT? 1500", "UPDATE? 4000");
      assertThat(database.queued().get(0)).startsWith("INSERT [\"b\\\"").endsWith("\"]");
      database.assertReplayGives("Odd %s 'Pairs'");
      database.run(
          "ALTER TABLE \"Odd %s 'Pairs'\" RENAME b TO c",
          "UPDATE \"Odd %s 'Pairs'\" SET doc = '3'");
      assertThat(counts(database)).containsExactly("INSERT? 1500", "UPDATE? 5500");
      database.run(
          "ALTER TABLE \"Odd %s 'Pairs'\" DROP COLUMN c", "UPDATE \"Odd %s 'Pairs'\" SET n = 0");
      assertThat(counts(database)).contains("FULL_SYNC? 1");
    }
  }

  private CaptureDatabase things(String columns) throws Exception {
    return CaptureDatabase.with(
        routes, "things", "id", "name", "CREATE TABLE things (%s)".formatted(columns));
  }

  private static final String THINGS =
      "INSERT INTO things SELECT md5('k' || n)::uuid, 'n' || n, n FROM generate_series(1, 2000) n";

  /** Keys that are one unique uuid are compared by key. */
  @Test
  void rowsOfAUuidThatChangedAreQueuedUnderOldAndNewKeys() throws Exception {
    try (var database = things("id uuid PRIMARY KEY, name text, number int")) {
      database.run(THINGS);
      database.clear();
      database.run("UPDATE things SET number = -number", "UPDATE things SET name = name");
      assertThat(counts(database)).isEmpty();
      database.run("UPDATE things SET name = CASE WHEN number % 4 = 0 THEN 'x' ELSE name END");
      assertThat(counts(database)).containsExactly("UPDATE? 500");
      database.run(
          "UPDATE things SET id = CASE WHEN number < -500 THEN md5(id::text)::uuid ELSE id END");
      assertThat(counts(database)).containsExactly("UPDATE? 3500");
    }
  }

  @Test
  void uuidsThatRowsExchangeReplayToTheState() throws Exception {
    try (var database =
        things("id uuid PRIMARY KEY DEFERRABLE INITIALLY IMMEDIATE, name text, number int")) {
      assertExchanged(database);
    }
    try (var database = things("id uuid NOT NULL, name text, number int")) {
      assertExchanged(database);
    }
  }

  private static void assertExchanged(CaptureDatabase database) throws Exception {
    database.run(
        THINGS,
        "UPDATE things t SET id = o.id FROM things o WHERE o.number = 2001 - t.number",
        "UPDATE things SET number = 0");
    assertThat(counts(database)).contains("INSERT? 2000");
    database.assertReplayGives("things");
  }

  /** Many rows of one key would be paired each with each. */
  @Test
  void rowsThatShareAUuidAreQueuedOnceEach() throws Exception {
    try (var database = things("id uuid NOT NULL, name text, number int PRIMARY KEY")) {
      database.run(THINGS, "UPDATE things SET id = '00000000-0000-0000-0000-000000000000'");
      database.clear();
      database.run("UPDATE things SET name = 'x' || number");
      assertThat(counts(database)).containsExactly("UPDATE? 2000");
    }
  }

  @Test
  void rowsWithoutKeyThatDidNotChangeAreNotQueued() throws Exception {
    try (var database = things("id uuid UNIQUE, name text, number int")) {
      database.run(THINGS, "INSERT INTO things VALUES (NULL, 'no key')");
      database.clear();
      database.run("UPDATE things SET number = 0");
      assertThat(counts(database)).isEmpty();
    }
  }

  /** Thousands of random ids would cost the primary key twice as much. */
  @Test
  void theIdsOfAStatementAreNeighbours() throws Exception {
    try (var database = items()) {
      database.run(ROWS.formatted(1500), "UPDATE items SET name = 'new'");
      assertThat(
              database.texts(
                  """
                  SELECT operation || ' ' || count(DISTINCT left(id::text, 24)) || ' ' || (max(seq) - min(seq))
                         || ' ' || bool_and(n = m)
                    FROM (SELECT *, row_number() OVER (PARTITION BY operation ORDER BY id) AS n,
                                 row_number() OVER (PARTITION BY operation ORDER BY seq) AS m
                            FROM neo4j_sync_queue) q
                   GROUP BY operation ORDER BY 1"""))
          .containsExactly("INSERT 1 1499 true", "UPDATE 1 1499 true");
      assertThat(database.text("SELECT count(DISTINCT left(id::text, 24)) FROM neo4j_sync_queue"))
          .isEqualTo("2");
    }
  }

  /**
   * A plan that is made while a statement changes many rows must not make the session plan each
   * later statement anew.
   */
  @Test
  void bulkStatementsDoNotSpoilThePlanForOneRow() throws Exception {
    try (var database = items()) {
      database.run(ROWS.formatted(2000));
      for (int i = 1; i <= 6; i++) {
        database.run("UPDATE items SET name = 'one' WHERE id = " + i);
      }
      database.run("ANALYZE neo4j_sync_queue", "UPDATE items SET name = 'many'");
      database.run("UPDATE items SET name = 'one' WHERE id = 7");
      database.run(
          "LOAD 'auto_explain'",
          "SET auto_explain.log_nested_statements = on",
          "SET auto_explain.log_verbose = on",
          "SET auto_explain.log_min_duration = 0",
          "SET client_min_messages = log");
      StringBuilder plans = new StringBuilder();
      try (var statement = database.connection().createStatement()) {
        statement.execute("UPDATE items SET name = 'one' WHERE id = 8");
        for (var log = statement.getWarnings(); log != null; log = log.getNextWarning()) {
          plans.append(log.getMessage()).append('\n');
        }
      }
      // the key columns as a parameter, and not as a value
      assertThat(plans).containsPattern("Filter: .*e\\.after \\?& \\$");
    }
  }
}
