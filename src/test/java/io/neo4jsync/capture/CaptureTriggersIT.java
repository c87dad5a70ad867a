package io.neo4jsync.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that have triggers of the application's own. */
@Execution(ExecutionMode.CONCURRENT)
class CaptureTriggersIT {

  private static final String FUNCTION =
      "CREATE FUNCTION own() RETURNS trigger LANGUAGE plpgsql AS"
          + " $$ BEGIN IF pg_trigger_depth() < 3 THEN %s END IF; RETURN %s; END $$";

  private static final String[] STATEMENTS = {
    "INSERT INTO items VALUES (4, 'a', 0), (5, 'b', 0)",
    "UPDATE items SET name = 'x' WHERE id = 1",
    "UPDATE items SET name = 'x'",
    "UPDATE items SET id = id + 10",
    "DELETE FROM items WHERE id = 1",
    "INSERT INTO items VALUES (1, 'a', 0), (6, 'b', 0)"
        + " ON CONFLICT (id) DO UPDATE SET name = 'conflict'",
    "MERGE INTO items t USING (VALUES (1), (7)) s (id) ON t.id = s.id"
        + " WHEN MATCHED THEN UPDATE SET name = 'merged'"
        + " WHEN NOT MATCHED THEN INSERT VALUES (s.id, 'merged', 0)",
    "DO $$ BEGIN UPDATE items SET name = 'one'; UPDATE items SET name = 'two';"
        + " DELETE FROM items WHERE id = 2; INSERT INTO items VALUES (2, 'three', 0); END $$"
  };

  @TempDir Path routes;

  /** Its statement ends, and is captured, before the statement that fired it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE items SET name = upper(name) WHERE name <> upper(name);",
        "UPDATE items SET name = 'n' || name WHERE name NOT LIKE 'n%' AND id <> 2;",
        "UPDATE items SET name = 'other' WHERE id = 2 AND name <> 'other';"
            + " INSERT INTO others VALUES (1, 'o') ON CONFLICT (id) DO UPDATE SET name = 'p';",
        "DELETE FROM items WHERE id IN (3, 5, 13, 7);",
        "DELETE FROM items WHERE id = 4;"
            + " INSERT INTO items VALUES (4, 'again', 0) ON CONFLICT DO NOTHING;"
      })
  void aTriggerThatChangesTheTableAgainReplaysToTheState(String body) throws Exception {
    try (var database = database()) {
      for (String sql : STATEMENTS) {
        for (String when :
            new String[] {
              "a_own AFTER INSERT OR UPDATE OR DELETE ON items FOR EACH ROW",
              "z_own AFTER INSERT OR UPDATE OR DELETE ON items FOR EACH ROW",
              "a_own AFTER INSERT OR UPDATE OR DELETE ON items FOR EACH STATEMENT",
              "z_own AFTER INSERT OR UPDATE OR DELETE ON items FOR EACH STATEMENT"
            }) {
          replay(database, sql, body, "NULL", when);
        }
      }
    }
  }

  private CaptureDatabase database() throws Exception {
    var database = new CaptureDatabase(routes);
    database.run(
        "CREATE TABLE items (id integer PRIMARY KEY, name text, hidden integer)",
        "CREATE TABLE others (id integer PRIMARY KEY, name text)");
    database.map("items", "id", "name").map("others", "id", "name").install();
    return database;
  }

  private static void replay(
      CaptureDatabase database, String sql, String body, String result, String when)
      throws Exception {
    database.run(
        "DROP FUNCTION IF EXISTS own CASCADE",
        "TRUNCATE items, others",
        "DELETE FROM neo4j_sync_queue",
        "INSERT INTO items VALUES (1, 'n1', 0), (2, 'n2', 0), (3, 'n3', 0)",
        FUNCTION.formatted(body, result),
        "CREATE TRIGGER " + when + " EXECUTE FUNCTION own()",
        sql);
    database.assertReplayGives("items");
    database.assertReplayGives("others");
  }

  @Test
  void whatABeforeTriggerMakesOfTheRowIsQueued() throws Exception {
    try (var database = database()) {
      replay(
          database,
          "INSERT INTO items VALUES (8, 'a', 0)",
          "NEW.name := 'made'; NEW.id := 9;",
          "NEW",
          "own BEFORE INSERT ON items FOR EACH ROW");
    }
  }

  @Test
  void aRowThatABeforeTriggerHoldsBackIsNotQueued() throws Exception {
    String body = "IF TG_OP = 'DELETE' THEN UPDATE items SET hidden = 1 WHERE id = OLD.id; END IF;";
    try (var database = database()) {
      replay(
          database,
          "DELETE FROM items WHERE id < 3",
          body,
          "NULL",
          "own BEFORE DELETE ON items FOR EACH ROW");
    }
  }

  /** Such a row is deleted where it was, and is nowhere else: there are more old rows than new. */
  @ParameterizedTest
  @ValueSource(
      strings = {"id = 1", "id IN (1, 3)", "id IN (1, 3, 4)", "id BETWEEN 3 AND 1500 OR id = 1"})
  void rowsThatAnotherPartitionRefusesAreQueued(String which) throws Exception {
    try (var database =
        CaptureDatabase.with(
            routes,
            "moved",
            "id",
            "name",
            "CREATE TABLE moved (id integer PRIMARY KEY, name text) PARTITION BY RANGE (id)",
            "CREATE TABLE moved_low PARTITION OF moved FOR VALUES FROM (0) TO (10000)",
            "CREATE TABLE moved_high PARTITION OF moved FOR VALUES FROM (10000) TO (20000)",
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
                + " BEGIN IF NEW.id IN (10001, 12000) THEN RETURN NULL; END IF; RETURN NEW; END $$",
            "CREATE TRIGGER refuse BEFORE INSERT ON moved_high"
                + " FOR EACH ROW EXECUTE FUNCTION refuse()")) {
      database.run("INSERT INTO moved SELECT n, 'n' || n FROM generate_series(1, 2000) n");
      database.run("UPDATE moved SET id = id + 10000 WHERE " + which);
      database.assertReplayGives("moved");
      assertThat(database.queued()).contains("UPDATE 1").doesNotContain("UPDATE ", "UPDATE null");
      database.run(
          "UPDATE moved SET name = 'x', id = CASE id WHEN 2000 THEN 12000 ELSE id END"
              + " WHERE id IN (1999, 2000)");
      database.assertReplayGives("moved");
    }
  }
}
