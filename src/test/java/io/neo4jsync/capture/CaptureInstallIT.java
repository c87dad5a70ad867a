package io.neo4jsync.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neo4jsync.capture.CaptureDatabase.Event;
import io.neo4jsync.capture.CaptureInstaller.Line;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What install and uninstall do and say. */
@Execution(ExecutionMode.CONCURRENT)
class CaptureInstallIT {

  private static final String A = "aaaaaaaa-0000-0000-0000-000000000001";

  /** The three snippets of the strategy, as they stand there. */
  private static final String STRATEGY_QUEUE =
      """
      CREATE TABLE IF NOT EXISTS neo4j_sync_queue (
          id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
          entity_type TEXT NOT NULL,  -- 'function', 'department', 'role', 'jtbd', etc.
          entity_id UUID NOT NULL,
          operation TEXT NOT NULL,    -- 'INSERT', 'UPDATE', 'DELETE'
          payload JSONB,
          created_at TIMESTAMPTZ DEFAULT NOW(),
          processed_at TIMESTAMPTZ,
          status TEXT DEFAULT 'pending'  -- 'pending', 'processing', 'completed', 'failed'
      );
      """;

  private static final String STRATEGY_FUNCTION =
      """
      CREATE OR REPLACE FUNCTION queue_neo4j_sync()
      RETURNS TRIGGER AS $$
      BEGIN
          IF TG_OP = 'DELETE' THEN
              INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation, payload)
              VALUES (TG_TABLE_NAME, OLD.id, TG_OP, row_to_json(OLD));
              RETURN OLD;
          ELSE
              INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation, payload)
              VALUES (TG_TABLE_NAME, NEW.id, TG_OP, row_to_json(NEW));
              RETURN NEW;
          END IF;
      END;
      $$ LANGUAGE plpgsql;
      """;

  private static final String STRATEGY_TRIGGER =
      """
      CREATE TRIGGER sync_org_functions_to_neo4j
          AFTER INSERT OR UPDATE OR DELETE ON org_functions
          FOR EACH ROW EXECUTE FUNCTION queue_neo4j_sync();
      """;

  private CaptureDatabase database;

  @BeforeEach
  void createTable(@TempDir Path routes) throws Exception {
    database = new CaptureDatabase(routes);
    database.run("CREATE TABLE org_functions (id uuid PRIMARY KEY, name text, note text)");
    database.map("org_functions", "id", "name");
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  private Line line() throws Exception {
    return database.installed("postgres", "org_functions");
  }

  private long triggers() throws SQLException {
    return Long.parseLong(
        database.text(
            "SELECT count(*) FROM pg_trigger t JOIN pg_proc p ON p.oid = tgfoid"
                + " WHERE proname = 'queue_neo4j_sync'"));
  }

  private void write() throws SQLException {
    database.run(
        "INSERT INTO org_functions (id, name) VALUES ('" + A + "', 'a')",
        "UPDATE org_functions SET name = 'b'",
        "DELETE FROM org_functions");
  }

  @Test
  void theSecondTimeNothingIsChanged() throws Exception {
    assertThat(line()).isEqualTo(new Line("org_functions", true, "4 triggers installed"));
    assertThat(line()).isEqualTo(new Line("org_functions", true, "unchanged"));
    assertThat(triggers()).isEqualTo(4);
  }

  @Test
  void aNewColumnReplacesTheTriggers() throws Exception {
    database.install();
    database.run("ALTER TABLE org_functions ADD COLUMN more text");
    assertThat(line().text()).isEqualTo("4 triggers installed");
    assertThat(database.text("SELECT columns::text FROM neo4j_sync_capture"))
        .isEqualTo("{id,name,note,more}");
  }

  @Test
  void disabledAndDroppedTriggersAreRepaired() throws Exception {
    database.install();
    database.run(
        "ALTER TABLE org_functions DISABLE TRIGGER neo4j_sync_update",
        "DROP TRIGGER neo4j_sync_delete ON org_functions");
    assertThat(line().text())
        .isEqualTo(
            "2 triggers installed; found: triggers for [DELETE, UPDATE] are missing or disabled; run full-sync --entity org_functions");
    write();
    assertThat(database.queued()).containsExactly("INSERT " + A, "UPDATE " + A, "DELETE " + A);
  }

  @Test
  void everyTableIsReportedAndNoneSpoilsTheOthers() throws Exception {
    database.run(
        "CREATE TABLE keyless (name text)",
        "CREATE TABLE partly (id uuid)",
        "CREATE VIEW shown AS SELECT * FROM org_functions");
    database.map("keyless", "id", "name").map("partly", "id", "gone").map("shown", "id", "name");
    database.map("absent", "id", "name");
    List<Line> lines = database.install("postgres", false);
    assertThat(lines)
        .extracting(Line::table)
        .containsExactly("absent", "keyless", "org_functions", "partly", "shown");
    assertThat(lines).extracting(Line::good).containsExactly(true, false, true, true, true);
    assertThat(lines.get(0).text()).contains("not in schema public", "skipped");
    assertThat(lines.get(1).text()).contains("no key column [id]", "'key'");
    assertThat(lines.get(3).text()).contains("never set: [gone]");
    assertThat(lines.get(4).text()).contains("skipped");
    assertThat(triggers()).isEqualTo(8);
  }

  @Test
  void aTableInUseIsReportedAndLeftAsItIs() throws Exception {
    try (Connection other = database.connect("postgres")) {
      other.setAutoCommit(false);
      other.createStatement().execute("LOCK org_functions IN ROW EXCLUSIVE MODE");
      assertThat(line().good()).isFalse();
      assertThat(line().text()).contains("could not be locked within 5 s", "run install again");
      other.rollback();
    }
    assertThat(triggers()).isZero();
    assertThat(line().text()).isEqualTo("4 triggers installed");
  }

  @Test
  void aUserWithoutRightOnTheTableIsToldSo() throws Exception {
    String user = "guest_" + database.name();
    database.run("CREATE ROLE " + user + " LOGIN");
    assertThatThrownBy(() -> database.install(user, false))
        .isInstanceOf(CaptureException.class)
        .hasMessageContaining("needs CREATE on the schema");
    database.run("GRANT CREATE ON SCHEMA public TO " + user);
    assertThat(database.installed(user, "org_functions").text())
        .contains("own the table or have TRIGGER on it");
    database.run("GRANT TRIGGER, SELECT ON org_functions TO " + user);
    assertThat(database.installed(user, "org_functions").text()).isEqualTo("4 triggers installed");
    write();
    assertThat(database.queued()).hasSize(3);
  }

  @Test
  void theOwnerOfTheDatabaseNeedsNotBeSuperuser() throws Exception {
    String user = "plain_" + database.name();
    database.run(
        "CREATE ROLE " + user + " LOGIN",
        "ALTER DATABASE " + database.name() + " OWNER TO " + user,
        "ALTER TABLE org_functions OWNER TO " + user);
    assertThat(database.installed(user, "org_functions").text()).isEqualTo("4 triggers installed");
    assertThat(database.installed(user, "org_functions").text()).isEqualTo("unchanged");
    write();
    assertThat(database.queued()).hasSize(3);
  }

  @Test
  void theStrategysQueueAndTriggersAreTakenOver() throws Exception {
    database.run(STRATEGY_QUEUE, STRATEGY_FUNCTION, STRATEGY_TRIGGER);
    write();
    database.run(
        "UPDATE neo4j_sync_queue SET created_at = now() - CASE operation WHEN 'INSERT' THEN 1"
            + " WHEN 'UPDATE' THEN 3 ELSE 2 END * interval '1 h'",
        "UPDATE neo4j_sync_queue SET status = NULL WHERE operation = 'UPDATE'",
        "UPDATE neo4j_sync_queue SET status = 'completed' WHERE operation = 'DELETE'");
    List<String> rows =
        database.texts(
            "SELECT id || payload::text || created_at FROM neo4j_sync_queue ORDER BY created_at");

    assertThat(line().text()).isEqualTo("5 triggers installed");

    assertThat(database.queued()).containsExactly("UPDATE " + A, "DELETE " + A, "INSERT " + A);
    assertThat(database.events()).extracting(Event::seq).containsExactly(1L, 2L, 3L);
    assertThat(
            database.texts(
                "SELECT id || payload::text || created_at FROM neo4j_sync_queue ORDER BY seq"))
        .isEqualTo(rows);
    assertThat(database.texts("SELECT status FROM neo4j_sync_queue ORDER BY seq"))
        .containsExactly("pending", "completed", "pending");
    write();
    assertThat(database.events()).extracting(Event::seq).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void theStrategysTriggerWorksOnTheNewFunction() throws Exception {
    database.install();
    assertThat(database.uninstall()).allMatch(Line::good);
    database.run(STRATEGY_TRIGGER);
    write();
    assertThat(database.queued()).containsExactly("INSERT " + A, "UPDATE " + A, "DELETE " + A);
    assertThat(database.events()).allMatch(event -> event.id().equals(A));
    database.run("INSERT INTO org_functions SELECT gen_random_uuid() FROM generate_series(1, 9)");
    database.run("UPDATE org_functions SET id = gen_random_uuid(), name = 'moved'");
    database.assertReplayGives("org_functions");
    assertThat(line().text()).isEqualTo("5 triggers installed");
  }

  @Test
  void theStrategysTriggerBesideOursDoesNoHarm() throws Exception {
    database.install();
    database.run(STRATEGY_TRIGGER);
    write();
    database.run("INSERT INTO org_functions VALUES ('" + A + "', 'again')");
    assertThat(database.queued()).hasSize(8);
    database.assertReplayGives("org_functions");
    assertThat(database.uninstall()).allMatch(Line::good);
    assertThat(triggers()).isZero();
  }

  @Test
  void uninstallTakesTheTriggersAndLeavesTheRows() throws Exception {
    database.install();
    write();
    assertThat(database.uninstall())
        .containsExactly(new Line("org_functions", true, "4 triggers dropped"));
    assertThat(triggers()).isZero();
    write();
    assertThat(database.queued()).hasSize(3);
    assertThat(database.uninstall()).isEmpty();
    assertThat(line().text()).isEqualTo("4 triggers installed");
  }

  @Test
  void triggersOfATableThatIsNoLongerMappedAreDropped() throws Exception {
    database.run("CREATE TABLE later (id uuid PRIMARY KEY, name text)");
    database.map("later", "id", "name").install();
    database.unmap("later");
    assertThat(database.installed("postgres", "later").text())
        .contains("no route maps it any more", "4 triggers dropped");
    assertThat(triggers()).isEqualTo(4);
  }

  @Test
  void partitionsAreCapturedThroughTheParentAndDirectly() throws Exception {
    database.run(
        "CREATE TABLE parts (k integer PRIMARY KEY, n text, extra text) PARTITION BY RANGE (k)",
        "CREATE TABLE low PARTITION OF parts FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE high PARTITION OF parts FOR VALUES FROM (10) TO (100) PARTITION BY RANGE (k)",
        "CREATE TABLE high_a (n text, gone int, extra text, k integer NOT NULL)",
        "ALTER TABLE high_a DROP COLUMN gone",
        "ALTER TABLE high ATTACH PARTITION high_a FOR VALUES FROM (10) TO (50)",
        "CREATE TABLE high_b PARTITION OF high FOR VALUES FROM (50) TO (100)");
    database.map("parts", "k", "n").install();
    database.run(
        "INSERT INTO parts VALUES (1, 'low'), (11, 'a'), (60, 'b')",
        "INSERT INTO high_a (k, n) VALUES (12, 'direct')",
        "UPDATE parts SET n = 'all' WHERE k > 1",
        "UPDATE low SET n = 'leaf'",
        "UPDATE parts SET k = k + 20 WHERE k = 1",
        "UPDATE parts SET k = CASE k WHEN 60 THEN 2 WHEN 12 THEN 70 ELSE k END, n = 'moved'",
        "UPDATE parts SET extra = 'unmapped'",
        "DELETE FROM high WHERE k > 60");
    assertThat(database.events()).allMatch(event -> event.table().equals("parts"));
    assertThat(database.queued()).contains("UPDATE 60", "UPDATE 2");
    database.assertReplayGives("parts");
    database.run("CREATE TABLE later PARTITION OF parts FOR VALUES FROM (100) TO (200)");
    database.run("INSERT INTO parts VALUES (150, 'through the parent')");
    database.assertReplayGives("parts");
    assertThat(database.installed("postgres", "parts").text())
        .startsWith("4 triggers installed, with 5 partitions; found: triggers for")
        .contains("on public.later", "it had 4 partitions and has 5 now");
    database.run("INSERT INTO later VALUES (151, 'directly')", "DELETE FROM later WHERE k = 150");
    database.assertReplayGives("parts");
  }

  @Test
  void childrenOfClassicInheritanceAreCaptured() throws Exception {
    database.run("CREATE TABLE child (own text, PRIMARY KEY (id)) INHERITS (org_functions)");
    assertThat(line().text()).contains("8 triggers installed");
    database.run(
        "INSERT INTO child VALUES ('" + A + "', 'name', 'note', 'own')",
        "UPDATE org_functions SET name = 'through the parent'");
    assertThat(database.queued()).containsExactly("INSERT " + A, "UPDATE " + A);
    database.run("UPDATE child SET name = 'directly'");
    database.assertReplayGives("org_functions");
    database.run("DELETE FROM org_functions");
    database.assertReplayGives("org_functions");
  }
}
