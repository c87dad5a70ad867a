package io.neo4jsync.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neo4jsync.capture.CaptureDatabase.Event;
import java.io.StringReader;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
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

/** Which events the changes of a row leave in the queue, and what is in them. */
@Execution(ExecutionMode.CONCURRENT)
class CaptureIT {

  private static final String A = "aaaaaaaa-0000-0000-0000-000000000001";
  private static final String B = "bbbbbbbb-0000-0000-0000-000000000002";
  private static final String C = "cccccccc-0000-0000-0000-000000000003";

  private CaptureDatabase database;

  @BeforeEach
  void mapItems(@TempDir Path routes) throws Exception {
    database =
        CaptureDatabase.with(
            routes,
            "items",
            "id",
            "name, price, doc, at, old_doc",
            """
            CREATE TABLE items (
              id uuid PRIMARY KEY, name text, price numeric, doc jsonb, old_doc json,
              at timestamptz, took interval, bytes bytea, cost money, real_number float8,
              place point, markup xml, note text, deleted_at timestamptz)""");
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  private void insert(String... ids) throws SQLException {
    for (String id : ids) {
      database.run("INSERT INTO items (id, name) VALUES ('" + id + "', 'n')");
    }
    database.clear();
  }

  @Test
  void insertOfOneRowQueuesTheWholeRow() throws Exception {
    database.run("INSERT INTO items (id, name, note) VALUES ('" + A + "', 'Ärzte \"&\" 😀', 'x')");
    Event event = database.events().get(0);
    assertThat(database.events()).hasSize(1);
    assertThat(event.table()).isEqualTo("items");
    assertThat(event.id()).isEqualTo(A);
    assertThat(event.key()).isNull();
    assertThat(event.operation()).isEqualTo("INSERT");
    assertThat(event.payload()).isEqualTo(database.text("SELECT to_jsonb(i)::text FROM items i"));
    assertThat(database.text("SELECT status || attempts FROM neo4j_sync_queue"))
        .isEqualTo("pending0");
  }

  @Test
  void deleteQueuesTheRowAsItWas() throws Exception {
    insert(A);
    String row = database.text("SELECT to_jsonb(i)::text FROM items i");
    database.run("DELETE FROM items");
    assertThat(database.queued()).containsExactly("DELETE " + A);
    assertThat(database.events().get(0).payload()).isEqualTo(row);
  }

  @Test
  void updateQueuesTheRowAsItIs() throws Exception {
    insert(A);
    database.run("UPDATE items SET name = 'new', note = 'with it'");
    assertThat(database.queued()).containsExactly("UPDATE " + A);
    assertThat(database.events().get(0).payload())
        .isEqualTo(database.text("SELECT to_jsonb(i)::text FROM items i"))
        .contains("with it");
  }

  @Test
  void statementsOfManyRowsQueueOneEventForEachInOrder() throws Exception {
    database.run("INSERT INTO items (id, name) VALUES ('%s', 'a'), ('%s', 'b')".formatted(B, A));
    database.run("INSERT INTO items (id, name) VALUES ('%s', 'c')".formatted(C));
    assertThat(database.queued()).containsExactly("INSERT " + B, "INSERT " + A, "INSERT " + C);
    database.clear();
    database.run("UPDATE items SET name = name || '!' WHERE name < 'c'");
    assertThat(database.queued()).containsExactlyInAnyOrder("UPDATE " + A, "UPDATE " + B);
    database.clear();
    database.run("DELETE FROM items");
    assertThat(database.queued())
        .containsExactlyInAnyOrder("DELETE " + A, "DELETE " + B, "DELETE " + C);
  }

  @Test
  void seqFollowsTheOrderOfTheStatements() throws Exception {
    database.run(
        "INSERT INTO items (id, name) VALUES ('%1$s', 'a'); UPDATE items SET name = 'b';"
                .formatted(A)
            + "DELETE FROM items; INSERT INTO items (id, name) VALUES ('%s', 'c')".formatted(A));
    assertThat(database.queued())
        .containsExactly("INSERT " + A, "UPDATE " + A, "DELETE " + A, "INSERT " + A);
    assertThat(database.events()).extracting(Event::seq).doesNotHaveDuplicates();
    database.assertReplayGives("items");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE items SET name = name, price = price, id = id",
        "UPDATE items SET note = 'unmapped', cost = 3",
        "UPDATE items SET place = point(1, 2), markup = '<a/>', bytes = '\\x01'",
        "UPDATE items SET name = 'x' WHERE false",
        "DELETE FROM items WHERE false",
        "INSERT INTO items SELECT * FROM items WHERE false",
        "INSERT INTO items (id) SELECT id FROM items ON CONFLICT DO NOTHING",
        "INSERT INTO items (id) SELECT id FROM items ON CONFLICT (id) DO UPDATE SET note = 'y'"
      })
  void whatChangesNothingMappedQueuesNothing(String sql) throws Exception {
    insert(A, B);
    database.run(sql);
    assertThat(database.queued()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name = NULL          | name = 'value'",
        "name = 'value'       | name = NULL",
        "name = ''            | name = NULL",
        "name = 'a'           | name = 'A'",
        "name = 'a'           | name = 'a '",
        "price = 1.5          | price = 1.50",
        "doc = '1.5'          | doc = '1.50'",
        "doc = '{\"a\": 1}'   | doc = '{\"a\": 1.0}'",
        "doc = 'null'         | doc = NULL, name = 'x'",
        "old_doc = '[1]'      | old_doc = '[1, 2]'",
        "old_doc = '1.5'      | old_doc = '1.50'",
        "at = '2026-01-01'    | at = 'infinity'",
        "deleted_at = NULL    | deleted_at = now()",
        "deleted_at = now()   | deleted_at = NULL",
        "name = 'x', note = 'a' | name = 'y', note = 'b'"
      })
  void everyChangeOfAMappedValueIsQueuedOnce(String before, String after) throws Exception {
    insert(A, B);
    database.run("UPDATE items SET " + before + " WHERE id = '" + A + "'");
    database.clear();
    database.run("UPDATE items SET " + after + " WHERE id = '" + A + "'");
    assertThat(database.queued()).containsExactly("UPDATE " + A);
    assertThat(database.events().get(0).payload())
        .isEqualTo(
            database.text("SELECT to_jsonb(i)::text FROM items i WHERE id = '%s'".formatted(A)));
  }

  @Test
  void onlyTheChangedRowsOfAStatementAreQueued() throws Exception {
    insert(A, B, C);
    database.run("UPDATE items SET name = CASE WHEN id = '" + B + "' THEN 'new' ELSE name END");
    assertThat(database.queued()).containsExactly("UPDATE " + B);
  }

  @Test
  void thePayloadIsTheSameWhateverTheSessionsSettings() throws Exception {
    String row =
        "INSERT INTO items VALUES ('%s', 'n', 1.50, '{\"b\": 1}', '{\"b\": 1}',"
            + " '2026-03-29 01:30:00+01', '1 year 2 mons -3 days', '\\x00ff', 1234.5,"
            + " 0.1::float8 + 0.2::float8, '(1,2.5)', '<a>b</a>', 'n')";
    database.run(row.formatted(A));
    database.run(
        "SET TimeZone = 'Asia/Kathmandu'",
        "SET IntervalStyle = 'sql_standard'",
        "SET bytea_output = 'escape'",
        "SET extra_float_digits = -10",
        "SET lc_monetary = 'C.UTF-8'",
        "SET xmloption = 'content'",
        "SET quote_all_identifiers = on",
        "SET plpgsql.extra_errors = 'all'",
        "SET standard_conforming_strings = on",
        "SET enable_hashjoin = off",
        "SET work_mem = '64kB'",
        row.formatted(B));
    List<String> payloads = database.events().stream().map(Event::payload).toList();
    assertThat(payloads.get(1).replace(B, A)).isEqualTo(payloads.get(0));
    assertThat(payloads.get(0))
        .contains("\"at\": \"2026-03-29T00:30:00+00:00\"")
        .contains("\"took\": \"P1Y2M-3D\"")
        .contains("\"bytes\": \"\\\\x00ff\"")
        .contains("\"real_number\": 0.30000000000000004")
        .contains("\"price\": 1.50");
  }

  @Test
  void theSessionKeepsItsOwnSettings() throws Exception {
    database.run("SET TimeZone = 'Asia/Kathmandu'", "SET search_path = public");
    database.run("INSERT INTO items (id) VALUES ('" + A + "')");
    database.run(
        "UPDATE items SET name = current_setting('TimeZone') || current_setting('search_path')");
    assertThat(database.text("SELECT name FROM items")).isEqualTo("Asia/Kathmandupublic");
  }

  @Test
  void rollbackLeavesNothingAndASavepointTakesBackOnlyItsOwn() throws Exception {
    database.run(
        "BEGIN; INSERT INTO items (id) VALUES ('" + A + "'); UPDATE items SET name = 'x'; ROLLBACK",
        "BEGIN; INSERT INTO items (id) VALUES ('"
            + B
            + "'); SAVEPOINT s;"
            + " DELETE FROM items; INSERT INTO items (id) VALUES ('"
            + C
            + "');"
            + " ROLLBACK TO s; UPDATE items SET name = 'kept'; COMMIT");
    assertThat(database.queued()).containsExactly("INSERT " + B, "UPDATE " + B);
    database.assertReplayGives("items");
  }

  @Test
  void aStatementThatFailsLeavesNothing() throws Exception {
    insert(A);
    assertThatThrownBy(
            () -> database.run("INSERT INTO items (id) VALUES ('" + B + "'), ('" + A + "')"))
        .hasMessageContaining("duplicate key");
    assertThat(database.queued()).isEmpty();
  }

  @Test
  void copyIsCaptured() throws Exception {
    var copy = new CopyManager(database.connection().unwrap(BaseConnection.class));
    copy.copyIn(
        "COPY items (id, name) FROM STDIN", new StringReader(A + "\tone\n" + B + "\t\\N\n"));
    assertThat(database.queued()).containsExactly("INSERT " + A, "INSERT " + B);
    database.assertReplayGives("items");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\": 1, \"a\": 2}", "[1.0, \"\\ud83d\\ude00\"]", "null", " \t1"})
  void jsonOfAnyShapeDoesNotMakeTheWriteFail(String json) throws Exception {
    database.run("INSERT INTO items (id, old_doc) VALUES ('" + A + "', '" + json + "')");
    assertThat(database.queued()).containsExactly("INSERT " + A);
    database.clear();
    database.run("UPDATE items SET name = 'new'");
    assertThat(database.queued()).containsExactly("UPDATE " + A);
    database.clear();
    database.run("DELETE FROM items");
    assertThat(database.queued()).containsExactly("DELETE " + A);
  }

  @Test
  void truncateQueuesOneEventPerTableThatItEmpties() throws Exception {
    database.run("CREATE TABLE parts (id uuid PRIMARY KEY, item uuid REFERENCES items, name text)");
    database.map("parts", "id", "item, name").install();
    insert(A);
    database.run("INSERT INTO parts VALUES ('" + B + "', '" + A + "', 'p')");
    database.clear();
    database.run("TRUNCATE parts");
    assertThat(database.events()).extracting(Event::table).containsExactly("parts");
    assertThat(database.queued()).containsExactly("TRUNCATE *");
    database.clear();
    database.run("TRUNCATE items CASCADE");
    assertThat(database.queued()).containsExactly("TRUNCATE *", "TRUNCATE *");
    assertThat(database.events())
        .extracting(Event::table)
        .containsExactlyInAnyOrder("items", "parts");
    database.run("INSERT INTO items (id) VALUES ('" + A + "')");
    database.assertReplayGives("items");
    database.assertReplayGives("parts");
  }

  @Test
  void whatForeignKeysChangeIsQueued() throws Exception {
    database.run(
        """
        CREATE TABLE parts (
          id uuid PRIMARY KEY, item uuid REFERENCES items ON DELETE CASCADE ON UPDATE CASCADE,
          other uuid REFERENCES items ON DELETE SET NULL ON UPDATE CASCADE)""");
    database.map("parts", "id", "item, other").install();
    database.run(
        "INSERT INTO items (id) VALUES ('" + A + "'), ('" + B + "')",
        "INSERT INTO parts VALUES ('" + A + "', '" + A + "', '" + B + "')",
        "INSERT INTO parts VALUES ('" + B + "', '" + B + "', '" + A + "')");
    database.clear();
    database.run("UPDATE items SET id = '" + C + "' WHERE id = '" + A + "'");
    assertThat(database.events())
        .filteredOn(e -> e.table().equals("parts"))
        .extracting(Event::toString)
        .contains("UPDATE " + A, "UPDATE " + B);
    database.clear();
    database.run("DELETE FROM items WHERE id = '" + C + "'");
    assertThat(database.events())
        .filteredOn(e -> e.table().equals("parts"))
        .extracting(Event::toString)
        .containsExactlyInAnyOrder("DELETE " + A, "UPDATE " + B);
  }
}
