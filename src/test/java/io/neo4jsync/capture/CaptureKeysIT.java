package io.neo4jsync.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys: their types and their changes. */
@Execution(ExecutionMode.CONCURRENT)
class CaptureKeysIT {

  private static final String UUID = "aaaaaaaa-0000-0000-0000-000000000001";

  @TempDir Path routes;

  private CaptureDatabase slots(String key) throws Exception {
    return CaptureDatabase.with(
        routes,
        "slots",
        "id",
        "name",
        "CREATE TABLE slots (id integer " + key + ", name text, note text)",
        "INSERT INTO slots SELECT n, 'n' || n FROM generate_series(1, 5) n");
  }

  /** Events for the rows that were there before capture. */
  private static void start(CaptureDatabase database, String table) throws Exception {
    database.clear();
    database.run(
        "INSERT INTO neo4j_sync_queue (entity_type, entity_key, operation, payload)"
            + " SELECT '%1$s', id, 'INSERT', to_jsonb(t) FROM %1$s t".formatted(table));
  }

  @Test
  void aChangedKeyIsADeleteOfTheOldAndThenAnInsertOfTheNew() throws Exception {
    try (var database = slots("PRIMARY KEY")) {
      database.run("UPDATE slots SET id = 9, name = 'x' WHERE id = 5");
      assertThat(database.queued()).containsExactly("DELETE 5", "INSERT 9");
      assertThat(database.events().get(0).payload()).contains("\"name\": \"n5\"");
      assertThat(database.events().get(1).payload()).contains("\"name\": \"x\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE slots SET id = id + 1",
        "UPDATE slots SET id = id - 1",
        "UPDATE slots SET id = 6 - id",
        "UPDATE slots SET id = CASE id WHEN 1 THEN 2 WHEN 2 THEN 1 ELSE id END",
        "UPDATE slots SET id = CASE id WHEN 1 THEN 2 WHEN 2 THEN 1 ELSE id END, name = 'same'",
        "UPDATE slots SET id = id + 1, name = 'same'",
        "UPDATE slots SET id = id % 5 + 1 WHERE id < 6",
        "UPDATE slots SET name = 'same'; UPDATE slots SET id = id + 1",
        "UPDATE slots SET name = 'same'; UPDATE slots SET id = id - 1"
      })
  void shiftedAndSwappedKeysReplayToTheState(String sql) throws Exception {
    try (var database = slots("PRIMARY KEY DEFERRABLE")) {
      start(database, "slots");
      database.run(sql);
      database.assertReplayGives("slots");
    }
  }

  /** While the check of the key waits for the commit, two rows may share a key for some time. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE slots SET id = 2 WHERE id = 1; UPDATE slots SET id = 1 WHERE name = 'n2'",
        "INSERT INTO slots VALUES (1, 'new'); DELETE FROM slots WHERE name = 'n1'",
        "UPDATE slots SET id = 3 WHERE id = 2; DELETE FROM slots WHERE name = 'n3'",
        "DELETE FROM slots WHERE id = 1; INSERT INTO slots VALUES (1, 'new')"
      })
  void aKeyThatIsCheckedAtCommitReplaysToTheState(String sql) throws Exception {
    try (var database = slots("PRIMARY KEY DEFERRABLE INITIALLY DEFERRED")) {
      start(database, "slots");
      database.run("BEGIN; " + sql + "; COMMIT");
      database.assertReplayGives("slots");
    }
  }

  /**
   * PostgreSQL fires a MERGE's triggers in the order INSERT, UPDATE, DELETE, whatever came first.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "MERGE INTO slots t USING (VALUES ('n1', 0), ('new', 1)) s (name, id) ON t.name = s.name"
            + " WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.name)",
        "MERGE INTO slots t USING (VALUES ('n1', 7), ('new', 1)) s (name, id) ON t.name = s.name"
            + " WHEN MATCHED THEN UPDATE SET id = s.id"
            + " WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.name)",
        "WITH d AS (DELETE FROM slots RETURNING *)"
            + " INSERT INTO slots SELECT id, name || '!' FROM d LIMIT 1",
        "WITH d AS (DELETE FROM slots RETURNING *) INSERT INTO slots SELECT id, 'new' FROM d",
        "WITH u AS (UPDATE slots SET id = id + 10 RETURNING *)"
            + " INSERT INTO slots SELECT id - 10, 'new' FROM u LIMIT 2",
        "INSERT INTO slots VALUES (1, 'a'), (8, 'b')"
            + " ON CONFLICT (id) DO UPDATE SET id = 9, name = excluded.name"
      })
  void oneStatementThatDeletesAndInsertsAKeyReplaysToTheState(String sql) throws Exception {
    try (var database = slots("PRIMARY KEY")) {
      start(database, "slots");
      database.run(sql);
      database.assertReplayGives("slots");
    }
  }

  /** A row with two references is changed twice by one statement; its first state is gone then. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE people SET id = id + 100",
        "UPDATE people SET id = 9 WHERE id = 1",
        "UPDATE people SET id = -id WHERE id < 3",
        "DELETE FROM people WHERE id = 2"
      })
  void cascadesThatChangeARowTwiceReplayToTheState(String sql) throws Exception {
    try (var database = new CaptureDatabase(routes)) {
      database.run(
          "CREATE TABLE people (id integer PRIMARY KEY)",
          """
          CREATE TABLE knows (
            a integer REFERENCES people ON UPDATE CASCADE ON DELETE CASCADE,
            b integer REFERENCES people ON UPDATE CASCADE ON DELETE CASCADE,
            via integer REFERENCES people ON UPDATE CASCADE ON DELETE SET NULL,
            PRIMARY KEY (a, b))""");
      database.map("people", "id", "id").map("knows", "a, b", "via").install();
      database.run(
          "INSERT INTO people SELECT generate_series(1, 3)",
          "INSERT INTO knows SELECT a, b, a FROM generate_series(1, 3) a, generate_series(1, 3) b",
          sql);
      database.assertReplayGives("people");
      database.assertReplayGives("knows");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "uuid           | 'AAAAAAAA-0000-0000-0000-000000000001'   | id",
        "text           | 'aaaaaaaa-0000-0000-0000-000000000001'   | id",
        "text           | 'AAAAAAAA-0000-0000-0000-000000000001'   | key",
        "text           | '------------------------------------'   | key",
        "text           | 'aaaaaaaa-0000-0000-0000-00000000000g'   | key",
        "text           | 'aaaaaaaa-0000-0000-0000-00000000000'    | key",
        "text           | 'aaaaaaaa-0000-0000-000-0000000000001'   | key",
        "text           | 'aaaaaaaa-0000-0000-0000-00000000000ä'   | key",
        "text           | '{aaaaaaa-0000-0000-0000-00000000000}'   | key",
        "text           | E'it''s \"q\" \\\\ , {} 😀 \\n'          | key",
        "text           | ''                                       | key",
        "text           | ' a '                                    | key",
        "text           | 'NULL'                                   | key",
        "text           | '[\"a\", \"b\"]'                         | key",
        "varchar(40)    | 'aaaaaaaa-0000-0000-0000-000000000001'   | id",
        "char(40)       | 'aaaaaaaa-0000-0000-0000-000000000001'   | key",
        "char(5)        | 'ab'                                     | key",
        "integer        | '-2147483648'                            | key",
        "bigint         | '9223372036854775807'                    | key",
        "numeric        | '1.50'                                   | key",
        "date           | '2026-02-28'                             | key",
        "timestamptz    | '2026-02-28 12:00+05'                    | key",
        "boolean        | 'true'                                   | key",
        "bytea          | '\\x00ff'                                | key",
        "inet           | '10.0.0.1'                               | key"
      })
  void keysOfEveryTypeAreTheTextsOfTheirJsonForm(String type, String literal, String column)
      throws Exception {
    String create = "CREATE TABLE things (id " + type + " PRIMARY KEY, name text)";
    try (var database = CaptureDatabase.with(routes, "things", "id", "name", create)) {
      database.run(
          "INSERT INTO things VALUES (" + literal + ", 'a')", "UPDATE things SET name = 'b'");
      String key = database.text("SELECT to_jsonb(t) ->> 'id' FROM things t");
      assertThat(database.queued()).containsExactly("INSERT " + key, "UPDATE " + key);
      assertThat(database.events().get(0).id() != null).isEqualTo(column.equals("id"));
      database.assertReplayGives("things");
      database.run("DELETE FROM things");
      database.assertReplayGives("things");
    }
  }

  @Test
  void aCompositeKeyWithoutIdIsAJsonArrayOfTexts() throws Exception {
    try (var database =
        CaptureDatabase.with(
            routes,
            "pairs",
            "b, a",
            "name",
            "CREATE TABLE pairs (a uuid, b text, name text, PRIMARY KEY (a, b))")) {
      database.run(
          "INSERT INTO pairs VALUES ('" + UUID + "', 'x\"\\,y', 'n'), ('" + UUID + "', '', 'n')");
      assertThat(database.queued())
          .containsExactly(
              "INSERT [\"x\\\"\\\\,y\", \"" + UUID + "\"]", "INSERT [\"\", \"" + UUID + "\"]");
      assertThat(database.events().get(0).id()).isNull();
      database.run("UPDATE pairs SET b = 'z' WHERE b = ''", "UPDATE pairs SET name = 'new'");
      assertThat(database.queued().subList(2, 4))
          .containsExactly("DELETE [\"\", \"" + UUID + "\"]", "INSERT [\"z\", \"" + UUID + "\"]");
      database.assertReplayGives("pairs");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Mixed Case", "SELECT", "quote'd", "Ärzte", "a.b", "back\\slash", "😀"})
  void tablesAndColumnsMayHaveAnyName(String name) throws Exception {
    String table = CaptureTable.quoted(name);
    try (var database = new CaptureDatabase(routes)) {
      database.run(
          "CREATE TABLE %1$s (\"Key'%2$s\" text PRIMARY KEY, \"a {b}\" text, \"x\"\"\\y\" text)"
              .formatted(table, name.replace("\\", "")));
      database.map(name.replace("\\", "\\\\"), "Key'" + name.replace("\\", ""), "a {b}");
      database.install();
      assertThat(database.installed("postgres", name).text()).isEqualTo("unchanged");
      database.run(
          "INSERT INTO %s VALUES ('k', 'a', 'x')".formatted(table),
          "UPDATE %s SET \"x\"\"\\y\" = 'unmapped'".formatted(table),
          "UPDATE %s SET \"a {b}\" = 'mapped'".formatted(table));
      assertThat(database.queued()).containsExactly("INSERT k", "UPDATE k");
      assertThat(database.events()).allMatch(event -> event.table().equals(name));
      assertThat(database.uninstall()).singleElement().matches(CaptureInstaller.Line::good);
      database.run("DELETE FROM " + table);
      assertThat(database.queued()).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"n", "o", "w", "r", "j", "payload", "keys", "entity", "new_rows", "seen"})
  void columnsMayHaveTheNamesTheFunctionUses(String name) throws Exception {
    String create = "CREATE TABLE items (id integer PRIMARY KEY, %s text, note text)";
    try (var database = CaptureDatabase.with(routes, "items", "id", name, create.formatted(name))) {
      database.run(
          "INSERT INTO items VALUES (1, 'a'), (2, 'b')",
          "UPDATE items SET %1$s = %1$s || '!'".formatted(name),
          "UPDATE items SET note = 'unmapped'",
          "UPDATE items SET id = 3 WHERE id = 2");
      database.assertReplayGives("items");
      database.run("DELETE FROM items WHERE id = 1");
      database.assertReplayGives("items");
      assertThat(database.queued())
          .containsExactly(
              "INSERT 1", "INSERT 2", "UPDATE 1", "UPDATE 2", "DELETE 2", "INSERT 3", "DELETE 1");
    }
  }

  /** Only a text that is a uuid's own form is one. */
  @Test
  void keysThatLookLikeUuidsStayTexts() throws Exception {
    try (var database =
        CaptureDatabase.with(
            routes, "likes", "id", "name", "CREATE TABLE likes (id text PRIMARY KEY, name text)")) {
      List<String> texts =
          List.of(
              "0123456789ab-cdef-0123-4567-89abcdef",
              "01234567-89AB-cdef-0123-456789abcdef",
              "01234567-89ab-cdef-0123-456789abcde\n",
              "01234567-89ab-cdef-0123-456789abcdeg",
              "01234567-89ab-cdef-0123-456789abcde-",
              "-1234567-89ab-cdef-0123-456789abcdef",
              "------------------------------------",
              "0123456789abcdef0123456789abcdef",
              "");
      for (String text : texts) {
        database.run("INSERT INTO likes VALUES ('" + text + "', 'x')");
      }
      database.run("INSERT INTO likes VALUES ('01234567-89ab-cdef-0123-456789abcdef', 'x')");
      database.run("UPDATE likes SET name = 'y'");
      assertThat(
              database.texts(
                  "SELECT entity_key FROM neo4j_sync_queue WHERE operation = 'INSERT' ORDER BY seq LIMIT 9"))
          .isEqualTo(texts);
      assertThat(database.text("SELECT count(*) FROM neo4j_sync_queue WHERE entity_id IS NOT NULL"))
          .isEqualTo("2");
      database.assertReplayGives("likes");
    }
  }
}
