package io.neo4jsync.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/**
 * Rows that are not copied into the queue: those that jsonb cannot hold, and large ones. The
 * statement that writes them succeeds, and each of them leaves an event without a payload, which is
 * marked with a question mark here.
 */
@Execution(ExecutionMode.CONCURRENT)
class CaptureJsonIT {

  private static final String BAD = "\"\\u0000\"";

  private CaptureDatabase database;

  @BeforeEach
  void mapDocs(@TempDir Path routes) throws Exception {
    database = new CaptureDatabase(routes);
    database.run("CREATE TABLE docs (id integer PRIMARY KEY, name text, doc json, note text)");
    database.map("docs", "id", "name, doc").install();
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  /** The events that the statements leave; all events so far must lead to the table's state. */
  private List<String> events(String... statements) throws SQLException {
    List<String> events = queued(statements);
    for (String table : database.texts("SELECT table_name FROM neo4j_sync_capture")) {
      database.assertReplayGives(table);
    }
    return events;
  }

  private List<String> queued(String... statements) throws SQLException {
    String last = database.text("SELECT coalesce(max(seq), 0) FROM neo4j_sync_queue");
    database.run(statements);
    return database.texts(
        "SELECT concat(operation, ' ', entity_key, CASE WHEN payload IS NULL THEN '?' END)"
            + " FROM neo4j_sync_queue WHERE seq > "
            + last
            + " ORDER BY seq");
  }

  /** Keys may be shifted then. */
  private void deferKeys() throws SQLException {
    database.run("ALTER TABLE docs DROP CONSTRAINT docs_pkey, ADD PRIMARY KEY (id) DEFERRABLE");
  }

  /** Rows 1 and 3 are good, 2 and 4 are not. */
  private void insertFour() throws SQLException {
    events(
        "INSERT INTO docs SELECT n, 'n' || n, CASE WHEN n % 2 = 0 THEN '"
            + BAD
            + "' ELSE '{}' END::json FROM generate_series(1, 4) n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        BAD,
        "{\"a\": [{\"b\": \"x\\u0000y\"}]}",
        "{\"\\u0000\": 1}",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "1e999999",
        "[1, -1e99999999999]",
        "{\"a\": 1, \"a\": 1e1000000}"
      })
  void aValueThatJsonbCannotHoldFailsNoStatement(String json) throws Exception {
    assertThat(events("INSERT INTO docs VALUES (1, 'n', '" + json + "')"))
        .containsExactly("UPDATE 1?");
    assertThat(events("UPDATE docs SET name = 'x'")).containsExactly("UPDATE 1?");
    assertThat(events("UPDATE docs SET doc = '{}'")).containsExactly("UPDATE 1?");
    assertThat(events("UPDATE docs SET doc = '[]'")).containsExactly("UPDATE 1");
    assertThat(events("UPDATE docs SET doc = '" + json + "'")).containsExactly("UPDATE 1?");
    assertThat(events("UPDATE docs SET id = 2"))
        .containsExactlyInAnyOrder("UPDATE 1?", "UPDATE 2?");
    assertThat(events("DELETE FROM docs")).containsExactly("UPDATE 2?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "json          | 'JSON'",
        "json[]        | ARRAY['1', 'JSON']::json[]",
        "document      | 'JSON'",
        "document[]    | ARRAY[NULL, 'JSON']::document[]",
        "page          | ROW(1, 'JSON')",
        "page[]        | ARRAY[ROW(1, 'JSON')]::page[]",
        "pages         | ARRAY[ROW(1, 'JSON')]::page[]",
        "book          | ROW(ARRAY[ROW(1, 'JSON')]::page[])",
        "refused       | 'JSON'"
      })
  void jsonIsFoundInsideEveryType(String type, String literal) throws Exception {
    database.run(
        "CREATE DOMAIN document AS json",
        "CREATE TYPE page AS (number integer, body document)",
        "CREATE DOMAIN pages AS page[]",
        "CREATE TYPE book AS (contents pages)",
        "CREATE TYPE refused AS ENUM ('1', '" + BAD + "')",
        "CREATE FUNCTION refuse(refused) RETURNS json LANGUAGE plpgsql AS"
            + " $$ BEGIN IF $1 = '1' THEN RETURN '1'; END IF; RAISE 'refused'; END $$",
        "CREATE CAST (refused AS json) WITH FUNCTION refuse(refused)",
        "CREATE TABLE things (id integer PRIMARY KEY, thing " + type + ")");
    database.map("things", "id", "thing").install();
    String insert = "INSERT INTO things VALUES (%d, " + literal + ")";
    assertThat(events(insert.formatted(1).replace("JSON", "1"))).containsExactly("INSERT 1");
    assertThat(events(insert.formatted(2).replace("JSON", BAD))).containsExactly("UPDATE 2?");
    assertThat(events("UPDATE things SET id = id + 2"))
        .containsExactlyInAnyOrder("UPDATE 1?", "UPDATE 3?", "UPDATE 2?", "UPDATE 4?");
    assertThat(events("DELETE FROM things")).containsExactly("DELETE 3", "UPDATE 4?");
  }

  @Test
  void goodRowsOfTheSameStatementKeepTheirPayload() throws Exception {
    insertFour();
    assertThat(database.queued()).containsExactly("INSERT 1", "INSERT 3", "UPDATE 2", "UPDATE 4");
    assertThat(database.events().get(1).payload())
        .isEqualTo(database.text("SELECT to_jsonb(d)::text FROM docs d WHERE id = 3"));
    assertThat(events("UPDATE docs SET name = 'x' WHERE id > 1"))
        .containsExactly("UPDATE 3", "UPDATE 2?", "UPDATE 4?");
    assertThat(events("UPDATE docs SET note = 'unmapped' WHERE id % 2 = 1")).isEmpty();
    assertThat(events("DELETE FROM docs WHERE id < 3")).containsExactly("DELETE 1", "UPDATE 2?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE docs SET id = id + 1",
        "UPDATE docs SET id = 5 - id",
        "UPDATE docs SET id = 5 - id, doc = '{}'",
        "UPDATE docs SET id = id % 4 + 1, doc = CASE WHEN id = 1 THEN '" + BAD + "' ELSE doc END",
        "UPDATE docs SET id = 9 WHERE id = 2; UPDATE docs SET id = 2 WHERE id = 1"
      })
  void changedKeysOfGoodAndBadRowsReplayToTheState(String sql) throws Exception {
    deferKeys();
    insertFour();
    assertThat(events(sql)).isNotEmpty();
    assertThat(events("DELETE FROM docs WHERE id > 2")).isNotEmpty();
  }

  @Test
  void everyWayToWriteIsCaptured() throws Exception {
    insertFour();
    String values = "(VALUES (1, '%1$s'), (5, '%1$s'), (6, '1')) AS s (id, doc)".formatted(BAD);
    assertThat(
            events(
                "INSERT INTO docs SELECT id, 'upsert', doc::json FROM "
                    + values
                    + " ON CONFLICT (id) DO UPDATE SET doc = excluded.doc"))
        .containsExactlyInAnyOrder("INSERT 6", "UPDATE 5?", "UPDATE 1?");
    assertThat(
            events(
                "MERGE INTO docs t USING "
                    + values
                    + " ON t.id = s.id WHEN MATCHED AND t.id = 5 THEN DELETE"
                    + " WHEN MATCHED THEN UPDATE SET doc = s.doc::json, name = 'merged'"))
        .containsExactlyInAnyOrder("UPDATE 6", "UPDATE 1?", "UPDATE 5?");
    new CopyManager(database.connection().unwrap(BaseConnection.class))
        .copyIn("COPY docs (id, doc) FROM STDIN", new StringReader("7\t\"\\\\u0000\"\n8\t{}\n"));
    assertThat(database.queued()).endsWith("INSERT 8", "UPDATE 7");
    assertThat(events("TRUNCATE docs")).containsExactly("TRUNCATE *?");
  }

  /** As the strategy makes it. */
  @Test
  void aRowTriggerWithoutArgumentsFailsNoStatement() throws Exception {
    database.run(
        "DROP TRIGGER neo4j_sync_insert ON docs",
        "DROP TRIGGER neo4j_sync_update ON docs",
        "DROP TRIGGER neo4j_sync_delete ON docs",
        "CREATE TRIGGER own AFTER INSERT OR UPDATE OR DELETE ON docs"
            + " FOR EACH ROW EXECUTE FUNCTION queue_neo4j_sync()");
    insertFour();
    assertThat(database.queued()).containsExactly("INSERT 1", "UPDATE 2", "INSERT 3", "UPDATE 4");
    assertThat(events("UPDATE docs SET id = id + 10 WHERE id < 3"))
        .containsExactlyInAnyOrder("DELETE 1", "INSERT 11", "UPDATE 2?", "UPDATE 12?");
    assertThat(events("UPDATE docs SET doc = '" + BAD + "' WHERE id = 11"))
        .containsExactly("UPDATE 11?");
    assertThat(events("UPDATE docs SET doc = '[]', id = 13 WHERE id = 12"))
        .containsExactlyInAnyOrder("UPDATE 12?", "UPDATE 13?");
    assertThat(events("DELETE FROM docs WHERE id IN (11, 13)"))
        .containsExactlyInAnyOrder("UPDATE 11?", "DELETE 13");
  }

  @Test
  void compositeKeysAndKeysThatAreGoneFailNoStatement() throws Exception {
    database.run(
        "CREATE TABLE \"Odd 'Pairs'\" (\"Key'a\" uuid, b text, doc json, PRIMARY KEY (\"Key'a\", b))");
    database.map("Odd 'Pairs'", "b, Key'a", "doc").install();
    String id = "aaaaaaaa-0000-0000-0000-000000000001";
    assertThat(events("INSERT INTO \"Odd 'Pairs'\" VALUES ('" + id + "', 'x\"y', '" + BAD + "')"))
        .containsExactly("UPDATE [\"x\\\"y\", \"" + id + "\"]?");
    database.run(
        "ALTER TABLE \"Odd 'Pairs'\" RENAME b TO c",
        "UPDATE \"Odd 'Pairs'\" SET c = 'z'",
        "ALTER TABLE \"Odd 'Pairs'\" DROP COLUMN c, DROP COLUMN \"Key'a\"",
        "UPDATE \"Odd 'Pairs'\" SET doc = '1'");
    assertThat(database.queued())
        .endsWith("UPDATE [\"z\", \"" + id + "\"]", "FULL_SYNC * full sync");
  }

  @Test
  void aJsonColumnAddedAfterInstallFailsNoStatement() throws Exception {
    database.run("CREATE TABLE plain (id integer PRIMARY KEY, name text)");
    database.map("plain", "id", "name").install();
    String insert = "INSERT INTO plain VALUES (%d, 'n', '" + BAD + "')";
    database.run("INSERT INTO plain VALUES (1, 'n')", "ALTER TABLE plain ADD doc json[]");
    database.run("ALTER TABLE plain ALTER doc TYPE json USING NULL");
    try (Connection other = database.connect("postgres");
        var statement = other.createStatement()) {
      statement.execute(insert.formatted(2));
    }
    // this session has asked the catalogue a moment ago
    database.run("SELECT pg_sleep(1.1)", insert.formatted(3));
    assertThat(database.queued()).containsExactly("INSERT 1", "UPDATE 2", "UPDATE 3");
  }

  /** The writer then says that the key has no value. */
  @Test
  void aKeyThatJsonbCannotHoldFailsNoStatement() throws Exception {
    database.run("CREATE TABLE odd (id json, name text)");
    database.map("odd", "id", "name").install();
    database.run("INSERT INTO odd VALUES ('" + BAD + "', 'n'), ('1', 'n')", "DELETE FROM odd");
    assertThat(database.queued()).containsExactly("INSERT 1", "UPDATE ", "DELETE 1", "UPDATE ");
  }

  @Test
  void largeRowsAreNotCopied() throws Exception {
    database.run("CREATE TABLE files (id integer PRIMARY KEY, name text, content text)");
    database.map("files", "id", "name, content").install();
    assertThat(database.texts("SELECT tgnargs FROM pg_trigger WHERE tgrelid = 'files'::regclass"))
        .containsOnly("3");
    assertThat(
            queued(
                "INSERT INTO files VALUES (1, 'large', repeat('x', 9000000)),"
                    + " (2, 'not so large', repeat('x', 7000000))"))
        .containsExactly("INSERT 2", "UPDATE 1?");
    // the old row comes compressed now
    assertThat(queued("UPDATE files SET id = id + 2"))
        .containsExactlyInAnyOrder("UPDATE 2?", "UPDATE 4?", "UPDATE 1?", "UPDATE 3?");
    assertThat(queued("DELETE FROM files")).containsExactly("DELETE 4", "UPDATE 3?");
  }

  @Test
  void installReplacesTriggersThatAreNotGuarded() throws Exception {
    database.run(
        "CREATE OR REPLACE TRIGGER neo4j_sync_insert AFTER INSERT ON docs"
            + " REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT"
            + " EXECUTE FUNCTION queue_neo4j_sync('docs', '{\"id\"}', '{\"note\"}')");
    assertThat(database.installed("postgres", "docs").text()).isEqualTo("1 triggers installed");
    assertThat(database.installed("postgres", "docs").text()).isEqualTo("unchanged");
    assertThat(events("INSERT INTO docs VALUES (1, 'n', '" + BAD + "')"))
        .containsExactly("UPDATE 1?");
  }

  @Test
  void childrenWithJsonOfTheirOwnAreGuarded() throws Exception {
    database.run(
        "CREATE TABLE plain (id integer PRIMARY KEY, name text)",
        "CREATE TABLE child (own json, PRIMARY KEY (id)) INHERITS (plain)");
    database.map("plain", "id", "name").install();
    database.run("INSERT INTO child VALUES (1, 'n', '" + BAD + "')");
    assertThat(database.queued()).containsExactly("UPDATE 1");
    assertThat(database.texts("SELECT tgnargs FROM pg_trigger WHERE tgrelid = 'plain'::regclass"))
        .containsOnly("3");
  }

  @Test
  void aRoleWithoutAnyRightCanWriteABadValue() throws Exception {
    String role = "writer_" + database.name();
    database.run(
        "CREATE ROLE " + role + " LOGIN",
        "GRANT INSERT ON docs TO " + role,
        "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC");
    try (Connection connection = database.connect(role);
        var statement = connection.createStatement()) {
      statement.execute("SET plpgsql.extra_errors = 'all'");
      statement.execute("INSERT INTO docs VALUES (1, 'n', '" + BAD + "'), (2, 'n', '1')");
    }
    assertThat(database.queued()).containsExactly("INSERT 2", "UPDATE 1");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void anyHistoryReplaysToTheState(long seed) throws Exception {
    deferKeys();
    Random random = new Random(seed);
    List<String> templates =
        List.of(
            "INSERT INTO docs VALUES (%1$d, 'a%1$d', '%3$s'), (-%1$d - 1, 'b', '%3$s')",
            "INSERT INTO docs SELECT id + 20, name, '%3$s' FROM docs WHERE id = %1$d",
            "UPDATE docs SET doc = '%3$s' WHERE id < %1$d",
            "UPDATE docs SET doc = '%3$s', name = 'u%2$d' WHERE id %% 3 = %1$d %% 3",
            "UPDATE docs SET id = id + 1",
            "UPDATE docs SET id = -id WHERE id %% 2 = 0",
            "UPDATE docs SET id = %1$d + %2$d - id WHERE id IN (%1$d, %2$d)",
            "UPDATE docs SET id = id - 1, doc = CASE WHEN id = %1$d THEN '%3$s' ELSE doc END",
            "UPDATE docs SET note = 'n%1$d'",
            "DELETE FROM docs WHERE id = %1$d",
            "DELETE FROM docs WHERE abs(id) > 15",
            "BEGIN; DELETE FROM docs WHERE id > %1$d; SAVEPOINT s; UPDATE docs SET doc = '%3$s';"
                + " ROLLBACK TO s; INSERT INTO docs VALUES (100 + %1$d, 'x', '%3$s'); COMMIT");
    int accepted = 0;
    for (int i = 0; i < 120; i++) {
      String sql =
          templates
              .get(random.nextInt(templates.size()))
              .formatted(
                  random.nextInt(9),
                  random.nextInt(9),
                  random.nextInt(3) == 0 ? BAD : "[" + random.nextInt(3) + "]");
      try {
        database.run(sql);
        accepted++;
      } catch (SQLException e) {
        // a key that is taken; anything else is capture's fault
        assertThat(e.getSQLState()).as(sql + ": " + e.getMessage()).isEqualTo("23505");
        database.run("ROLLBACK");
      }
      if (i % 5 == 4) {
        database.assertReplayGives("docs");
      }
    }
    assertThat(accepted).isGreaterThan(70);
    assertThat(database.events()).anyMatch(event -> event.payload() == null);
    assertThat(database.events()).anyMatch(event -> event.payload() != null);
  }
}
