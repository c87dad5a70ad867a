package io.neo4jsync.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neo4jsync.capture.CaptureDatabase.Event;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writers without rights, sessions with settings of their own, and tables that change shape. */
@Execution(ExecutionMode.CONCURRENT)
class CaptureHostileIT {

  private static final String ID = "aaaaaaaa-0000-0000-0000-00000000000";

  private CaptureDatabase database;
  private String application;
  private String owner;

  /** The queue and the table belong to a plain role; so row-level security applies to it. */
  @BeforeEach
  void installAsPlainOwner(@TempDir Path routes) throws Exception {
    database = new CaptureDatabase(routes);
    owner = "owner_" + database.name();
    application = "application_" + database.name();
    database.run(
        "CREATE ROLE " + owner + " LOGIN",
        "CREATE ROLE " + application + " LOGIN",
        "ALTER DATABASE " + database.name() + " OWNER TO " + owner,
        """
        CREATE TABLE items (
          id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text, price numeric, note text)""",
        "ALTER TABLE items OWNER TO " + owner,
        "GRANT SELECT, INSERT, UPDATE, DELETE ON items TO " + application);
    database.map("items", "id", "name, price");
    assertThat(database.install(owner, false)).allMatch(CaptureInstaller.Line::good);
    database.run("INSERT INTO items SELECT ('" + ID + "' || n)::uuid FROM generate_series(1, 3) n");
    database.clear();
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  private void writeAs(String user, String... before) throws SQLException {
    try (Connection connection = database.connect(user);
        var statement = connection.createStatement()) {
      for (String sql : before) {
        statement.execute(sql);
      }
      statement.execute("INSERT INTO public.items VALUES ('" + ID + "9', 'new')");
      statement.execute("UPDATE public.items SET name = 'x' WHERE id = '" + ID + "1'");
      statement.execute("DELETE FROM public.items WHERE id = '" + ID + "2'");
    }
    assertThat(database.queued())
        .containsExactly("INSERT " + ID + "9", "UPDATE " + ID + "1", "DELETE " + ID + "2");
  }

  @Test
  void aRoleWithoutAnyRightOnTheQueueCanWrite() throws Exception {
    assertThatThrownBy(
            () -> {
              try (Connection connection = database.connect(application)) {
                connection.createStatement().execute("SELECT FROM neo4j_sync_queue");
              }
            })
        .hasMessageContaining("permission denied");
    database.run("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC");
    writeAs(application);
  }

  @Test
  void aRoleThatTookOnAnotherCanWrite() throws Exception {
    writeAs("postgres", "SET ROLE " + application);
  }

  @Test
  void nobodyElseCanMakeATriggerThatForgesEvents() throws Exception {
    try (Connection connection = database.connect(application);
        var statement = connection.createStatement()) {
      statement.execute("CREATE TEMP TABLE items (id uuid)");
      assertThatThrownBy(
              () ->
                  statement.execute(
                      "CREATE TRIGGER forge AFTER INSERT ON items FOR EACH ROW"
                          + " EXECUTE FUNCTION public.queue_neo4j_sync('items', '{id}', '{}')"))
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void rowLevelSecurityHidesNothingFromCapture() throws Exception {
    database.run(
        "ALTER TABLE neo4j_sync_queue ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE items ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE items FORCE ROW LEVEL SECURITY",
        "CREATE POLICY writes ON items TO " + application + " USING (true) WITH CHECK (true)");
    writeAs(application);
  }

  @Test
  void aSchemaInFrontOfThePathDoesNotDivertCapture() throws Exception {
    database.run(
        "CREATE SCHEMA evil AUTHORIZATION " + application,
        "CREATE TABLE evil.neo4j_sync_queue (LIKE public.neo4j_sync_queue)",
        "CREATE FUNCTION evil.lower(text) RETURNS text LANGUAGE sql AS $$ SELECT 'evil' $$",
        "CREATE FUNCTION evil.to_jsonb(anyelement) RETURNS jsonb LANGUAGE sql"
            + " AS $$ SELECT '{\"id\": \"evil\"}'::jsonb $$",
        "CREATE FUNCTION evil.unnest(anyarray) RETURNS SETOF text LANGUAGE sql"
            + " AS $$ SELECT 'evil' $$",
        "CREATE FUNCTION evil.lookup(jsonb, text) RETURNS text LANGUAGE sql AS $$ SELECT 'evil' $$",
        "CREATE OPERATOR evil.->> (LEFTARG = jsonb, RIGHTARG = text, FUNCTION = evil.lookup)",
        "CREATE FUNCTION evil.never(text, text) RETURNS boolean LANGUAGE sql AS $$ SELECT false $$",
        "CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.never)",
        "CREATE OPERATOR evil.~~ (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.never)",
        "CREATE DOMAIN evil.uuid AS text",
        "GRANT ALL ON ALL TABLES IN SCHEMA evil TO " + application);
    writeAs(application, "SET search_path = evil, pg_catalog, public");
    assertThat(database.texts("SELECT id FROM evil.neo4j_sync_queue")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"neo4j_sync_queue", "items", "new_rows", "old_rows", "changed"})
  void aTemporaryTableOfTheSameNameSwallowsNothing(String name) throws Exception {
    writeAs(
        application,
        "CREATE TEMP TABLE %s (LIKE public.items INCLUDING DEFAULTS)".formatted(name),
        "CREATE DOMAIN pg_temp.jsonb AS text",
        "INSERT INTO pg_temp.%s DEFAULT VALUES".formatted(name));
  }

  @Test
  void settingsOfTheSessionDoNotMakeTheWriteFail() throws Exception {
    writeAs(
        application,
        "SET plpgsql.extra_errors = 'all'",
        "SET standard_conforming_strings = off",
        "SET quote_all_identifiers = on",
        "SET transform_null_equals = on",
        "SET array_nulls = off",
        "SET enable_hashjoin = off",
        "SET enable_mergejoin = off",
        "SET enable_sort = off",
        "SET join_collapse_limit = 1",
        "SET plan_cache_mode = force_generic_plan",
        "SET row_security = off",
        "SET work_mem = '64kB'");
  }

  @Test
  void replicatedChangesAreCapturedOnlyWhereAsked() throws Exception {
    database.run("SET session_replication_role = replica", "UPDATE items SET name = 'silent'");
    assertThat(database.queued()).isEmpty();
    assertThat(database.install(owner, true)).allMatch(line -> line.text().startsWith("4 trig"));
    database.run("UPDATE items SET name = 'heard'");
    assertThat(database.queued()).hasSize(3);
    assertThat(database.installed(owner, "items").text()).isEqualTo("unchanged");
    database.run("DELETE FROM items", "TRUNCATE items");
    assertThat(database.queued()).hasSize(7).contains("TRUNCATE *");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "ALTER TABLE items DROP COLUMN price                                        ~ name",
        "ALTER TABLE items DROP COLUMN note                                         ~ name",
        "ALTER TABLE items RENAME COLUMN name TO title                              ~ title",
        "ALTER TABLE items RENAME COLUMN note TO remark                             ~ name",
        "ALTER TABLE items ALTER price TYPE text USING 'no number'                  ~ name",
        "ALTER TABLE items ALTER id TYPE text USING 'no uuid ' || id::text          ~ name",
        "ALTER TABLE items ADD COLUMN extra integer DEFAULT 7                       ~ name",
        "ALTER TABLE items ADD COLUMN g text GENERATED ALWAYS AS (name || '!') STORED ~ name",
        "ALTER TABLE items ADD COLUMN p point, ADD COLUMN x xml, ADD COLUMN j json  ~ name",
        "CREATE DOMAIN short AS text CHECK (length(value) < 99);"
            + " ALTER TABLE items ALTER name TYPE short                                ~ name",
        "ALTER TABLE items RENAME TO things; CREATE VIEW items AS SELECT * FROM things;"
            + " GRANT ALL ON items TO PUBLIC                                           ~ name"
      })
  void anAlteredTableIsWrittenAndCapturedInSessionsOldAndNew(String alter, String column)
      throws Exception {
    String[] writes = {
      "INSERT INTO items (%s) VALUES ('n')".formatted(column),
      "UPDATE items SET %1$s = %1$s || '!'".formatted(column),
      "DELETE FROM items"
    };
    database.run(
        "INSERT INTO items (name) VALUES ('planned')", "UPDATE items SET name = 'planned'");
    database.run(alter);
    for (boolean same : new boolean[] {true, false}) {
      for (String sql : writes) {
        database.clear();
        if (same) {
          database.run(sql);
        } else {
          try (Connection other = database.connect(owner)) {
            other.createStatement().execute(sql);
          }
        }
        assertThat(database.events())
            .as(sql)
            .isNotEmpty()
            .allMatch(event -> event.operation().equals(sql.substring(0, 6)))
            .extracting(Event::table)
            .containsOnly("items");
      }
    }
  }

  @Test
  void aKeyColumnUnderAnotherNameStillNamesTheRows() throws Exception {
    database.run(
        "ALTER TABLE items RENAME COLUMN id TO key",
        "INSERT INTO items (key, name) VALUES ('" + ID + "9', 'new')",
        "UPDATE items SET name = 'x' WHERE key = '" + ID + "1'",
        "UPDATE items SET key = '" + ID + "8' WHERE key = '" + ID + "2'",
        "DELETE FROM items WHERE key = '" + ID + "3'",
        "TRUNCATE items");
    assertThat(database.queued())
        .containsExactlyInAnyOrder(
            "UPDATE " + ID + "9",
            "UPDATE " + ID + "1",
            "UPDATE " + ID + "8",
            "UPDATE " + ID + "2",
            "UPDATE " + ID + "3",
            "TRUNCATE *");
    assertThat(database.events()).allMatch(event -> event.payload() == null);
  }

  @Test
  void theSameOnAPartition() throws Exception {
    database.run(
        "CREATE TABLE parts (a text, n integer, k integer, PRIMARY KEY (n, k)) PARTITION BY LIST (k)",
        "CREATE TABLE part (gone text, k integer NOT NULL, n integer NOT NULL, a text)",
        "ALTER TABLE part DROP COLUMN gone",
        "ALTER TABLE parts ATTACH PARTITION part FOR VALUES IN (1)");
    database.map("parts", "k, n", "a").install();
    database.run(
        "ALTER TABLE parts RENAME COLUMN k TO number",
        "INSERT INTO part (number, n, a) VALUES (1, 2, 'x')");
    assertThat(database.queued()).containsExactly("UPDATE [\"1\", \"2\"]");
  }

  @Test
  void withoutAKeyColumnAFullSyncOfTheTableIsQueued() throws Exception {
    database.run(
        "ALTER TABLE items DROP COLUMN id",
        "UPDATE items SET name = 'nobody' WHERE false",
        "INSERT INTO items (name) VALUES ('new')",
        "UPDATE items SET name = 'x'",
        "DELETE FROM items",
        "TRUNCATE items");
    assertThat(database.queued())
        .containsExactly(
            "FULL_SYNC * full sync",
            "FULL_SYNC * full sync",
            "FULL_SYNC * full sync",
            "TRUNCATE *");
  }

  @Test
  void generatedColumnsAreInThePayload() throws Exception {
    database.run(
        "ALTER TABLE items ADD COLUMN g text GENERATED ALWAYS AS (name || '!') STORED",
        "UPDATE items SET name = 'n' WHERE id = '" + ID + "1'");
    assertThat(database.events().get(0).payload()).contains("\"g\": \"n!\"");
  }
}
