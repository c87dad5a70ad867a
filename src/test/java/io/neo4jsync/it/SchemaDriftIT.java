package io.neo4jsync.it;

import static io.neo4jsync.it.DriftingTables.nodes;
import static io.neo4jsync.it.SmallSource.graph;
import static io.neo4jsync.it.SmallSource.id;
import static io.neo4jsync.it.SmallSource.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.fullsync.RunScope;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Columns are dropped, renamed and retyped while the sync runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchemaDriftIT {

  private static final String A = id("a").toString();
  private static final String B = id("b").toString();
  private static final String C = id("c").toString();
  private static final String OWNER = id("owner").toString();

  private static final List<String> SIMPLE =
      List.of(
          "renamed",
          "dropped",
          "replaced",
          "marked",
          "unmarked",
          "keyed",
          "keyless",
          "held",
          "made",
          "unreadable");

  private DriftingTables tables;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    tables = new DriftingTables(folder).map("owners", "id", "title");
    StringBuilder sql = new StringBuilder("CREATE TABLE owners (id uuid PRIMARY KEY, title text);");
    StringBuilder rows =
        new StringBuilder("INSERT INTO owners VALUES ('%s', 'o');".formatted(OWNER));
    for (String table : SIMPLE) {
      tables.map(table, "id", "title, price", "owner", "owners");
      sql.append(
          "CREATE TABLE %s (id uuid PRIMARY KEY, title text, price integer, owner uuid, deleted_at timestamptz);"
              .formatted(table));
      rows.append(
          "INSERT INTO %s VALUES ('%s', 'a', 1, '%s'), ('%s', 'b', 2, NULL);"
              .formatted(table, A, OWNER, B));
    }
    tables.map("retyped", "id", "i, t, m, d, f, w, u");
    sql.append(
        "CREATE TABLE retyped (id uuid PRIMARY KEY, i integer, t text, m timestamptz, d jsonb, f float8, w text, u uuid);");
    tables.map("later", "id", "title, extra");
    sql.append("CREATE TABLE later (id uuid PRIMARY KEY, title text);");
    tables.map("plants", "number", "title");
    tables.map("machines", "number", "title", "plant", "plants");
    sql.append("CREATE TABLE plants (number bigint PRIMARY KEY, title text);");
    sql.append("CREATE TABLE machines (number bigint PRIMARY KEY, title text, plant bigint);");
    tables.start(sql.toString()).does(rows.toString());
  }

  @AfterAll
  void stop() throws Exception {
    tables.close();
  }

  private void assertEqual(String table) throws Exception {
    assertThat(tables.failures(table)).isEmpty();
    assertThat(nodes(table, "id", "title", "price", "of"))
        .isEqualTo(tables.rows(table, "id", "title", "price", "owner"));
  }

  private Map<String, Object> fullSync(String table, boolean allowPrune) {
    return tables.source().fullSyncs().run(new RunScope(null, table), allowPrune);
  }

  @Test
  void aRenamedColumnFailsItsTableAndBackAgainAllIsEqual() throws Exception {
    tables.does(
        "ALTER TABLE renamed RENAME price TO cost",
        """
        BEGIN;
        UPDATE renamed SET title = 'a2', cost = 11 WHERE id = '%s';
        DELETE FROM renamed WHERE id = '%s';
        INSERT INTO renamed VALUES ('%s', 'c', 3, '%s');
        INSERT INTO owners VALUES ('%s', 'lands');
        COMMIT"""
            .formatted(A, B, C, OWNER, C));
    assertThat(value("MATCH (o:Owners {id: $p0}) RETURN o.title", C)).isEqualTo("lands");
    assertThat(graph("MATCH (n:Renamed {id: $p0}) RETURN count(n)", B))
        .as("deletes go on")
        .isZero();
    assertThat(tables.failures("renamed")).containsOnlyKeys(A, C);
    assertThat(tables.failures("renamed").values())
        .allSatisfy(
            reason ->
                assertThat(reason)
                    .contains("column price is gone from table renamed")
                    .contains(
                        "renamed to cost", "renamed.camel.yaml", "entity-renamed", "install"));
    tables
        .does(
            "ALTER TABLE renamed RENAME cost TO price",
            "INSERT INTO renamed VALUES ('%s', 'd', 4)".formatted(id("d")))
        .retry();
    assertEqual("renamed");
  }

  @Test
  void aDroppedColumnIsAcceptedByInstall() throws Exception {
    tables.does(
        "ALTER TABLE dropped DROP price",
        "UPDATE dropped SET title = 'a2' WHERE id = '%s'".formatted(A));
    assertThat(tables.failures("dropped")).containsOnlyKeys(A);
    tables.install("owners");
    tables.retry();
    assertThat(tables.failures("dropped")).isEmpty();
    assertThat(nodes("dropped", "id", "title", "price"))
        .isEqualTo(Map.of(A, "'a2', null", B, "'b', 2"));
    fullSync("dropped", false);
    assertThat(nodes("dropped", "id", "title", "price"))
        .isEqualTo(Map.of(A, "'a2', null", B, "'b', null"));
  }

  @Test
  void aColumnThatWasDroppedAndAddedAgainIsReadFromTheSource() throws Exception {
    tables.does(
        "ALTER TABLE replaced DROP price",
        "UPDATE replaced SET title = 'a2' WHERE id = '%s'".formatted(A),
        "ALTER TABLE replaced ADD price integer DEFAULT 7");
    assertThat(tables.failures("replaced")).containsOnlyKeys(A);
    tables.retry();
    assertThat(nodes("replaced", "id", "title", "price"))
        .isEqualTo(Map.of(A, "'a2', 7", B, "'b', 2"));
    tables.install("owners");
    fullSync("replaced", false);
    assertEqual("replaced");
  }

  @Test
  void aTypeThatChangesIsSeenByEventsBeforeAndAfter() throws Exception {
    tables.does(
        "INSERT INTO retyped VALUES ('%s', 1, '2', '2024-01-02 03:04:05+00', '{\"a\": 1}', 1e30, 'w', '%s')"
            .formatted(A, A),
        "INSERT INTO retyped SELECT '%s', i, t, m, d, f, w, u FROM retyped".formatted(B));
    // captured before, written after
    tables.does(
        """
        BEGIN;
        UPDATE retyped SET i = 5 WHERE id = '%s';
        ALTER TABLE retyped ALTER i TYPE text USING 'about ' || i, ALTER t TYPE integer USING t::integer * 2,
          ALTER m TYPE text USING m::date::text, ALTER d TYPE text USING d::text, ALTER f TYPE text,
          ALTER w TYPE text[] USING ARRAY[w], ALTER u TYPE text USING upper(u::text);
        COMMIT"""
            .formatted(A));
    assertThat(tables.failures("retyped")).isEmpty();
    assertThat(nodes("retyped", "id", "i", "t", "m", "d", "f", "w", "u").get(A))
        .isEqualTo(
            "'about 5', 4, '2024-01-02', '{\"a\": 1}', '1e+30', '[w]', '%s'"
                .formatted(A.toUpperCase()));
    // captured after
    tables.does("UPDATE retyped SET i = 'six', t = 6, w = '{x,y}' WHERE id = '%s'".formatted(B));
    assertThat(tables.failures("retyped")).isEmpty();
    assertThat(nodes("retyped", "id", "i", "t", "m", "d", "f", "w", "u").get(B))
        .isEqualTo(
            "'six', 6, '2024-01-02', '{\"a\": 1}', '1e+30', '[x, y]', '%s'"
                .formatted(A.toUpperCase()));
  }

  @Test
  void theSoftDeleteColumnIsNotLostSilently() throws Exception {
    tables.does(
        "UPDATE marked SET deleted_at = now() WHERE id = '%s'".formatted(B),
        "ALTER TABLE marked RENAME deleted_at TO removed_at",
        "UPDATE marked SET title = 'a2' WHERE id = '%s'".formatted(A));
    assertThat(tables.failures("marked").get(A)).contains("deleted_at", "renamed to removed_at");
    assertThat(fullSync("marked", false))
        .containsEntry("state", "failed")
        .hasEntrySatisfying("error", error -> assertThat((String) error).contains("deleted_at"));
    assertThat(graph("MATCH (n:Marked {id: $p0}) RETURN count(n)", B)).as("stays away").isZero();
    tables.does("ALTER TABLE marked RENAME removed_at TO deleted_at").retry();
    assertEqual("marked");
  }

  @Test
  void withoutSoftDeleteColumnEveryRowIsLiveOnceInstallWasRun() throws Exception {
    tables.does(
        "UPDATE unmarked SET deleted_at = now() WHERE id = '%s'".formatted(B),
        "ALTER TABLE unmarked DROP deleted_at",
        "UPDATE unmarked SET title = 'a2' WHERE id = '%s'".formatted(A));
    assertThat(tables.failures("unmarked")).containsOnlyKeys(A);
    tables.install("owners");
    tables.retry();
    fullSync("unmarked", false);
    assertEqual("unmarked");
    assertThat(graph("MATCH (n:Unmarked) RETURN count(n)")).isEqualTo(2);
  }

  @Test
  void aRenamedKeyLosesNoEvent() throws Exception {
    tables.does(
        "ALTER TABLE keyed RENAME id TO number",
        "UPDATE keyed SET title = 'a2' WHERE number = '%s'".formatted(A),
        "UPDATE keyed SET number = '%s' WHERE number = '%s'".formatted(id("d"), B),
        "INSERT INTO keyed VALUES ('%s', 'c', 3), ('%s', 'e', 4)".formatted(C, id("e")),
        "DELETE FROM keyed WHERE number = '%s'".formatted(id("e")));
    assertThat(tables.failures("keyed").values())
        .isNotEmpty()
        .allSatisfy(
            reason ->
                assertThat(reason)
                    .contains("column id is gone from table keyed")
                    .contains("renamed to number", "keyed.camel.yaml"));
    assertThat(tables.failures("keyed")).containsKeys(A, B, C, id("d").toString());
    tables.does("ALTER TABLE keyed RENAME number TO id").retry();
    assertEqual("keyed");
  }

  @Test
  void aDroppedKeyLosesNoEvent() throws Exception {
    tables.does(
        "ALTER TABLE keyless DROP id",
        "INSERT INTO keyless (title) VALUES ('c')",
        "UPDATE keyless SET title = title || '2'",
        "DELETE FROM keyless WHERE title = 'b2'",
        "UPDATE keyless SET title = 'nobody' WHERE false");
    assertThat(tables.failures("keyless").values())
        .singleElement()
        .asString()
        .contains("column id is gone from table keyless");
    tables.does("ALTER TABLE keyless ADD id uuid PRIMARY KEY DEFAULT gen_random_uuid()").retry();
    assertThat(tables.failures("keyless")).isEmpty();
    tables.source().fullSyncs().await(lastRun());
    assertThat(fullSync("keyless", true)).containsEntry("state", "completed");
    assertEqual("keyless");
  }

  private long lastRun() throws Exception {
    return tables.source().number("SELECT max(id) FROM neo4j_sync_run");
  }

  @Test
  void aForeignKeyThatIsGoneDoesNotHoldUpTheTableItPointsTo() throws Exception {
    String late = id("late").toString();
    tables.does(
        "INSERT INTO held VALUES ('%s', 'c', 3, '%s')".formatted(C, late),
        "ALTER TABLE held RENAME owner TO holder",
        "INSERT INTO owners VALUES ('%s', 'late')".formatted(late));
    assertThat(tables.failures("owners")).isEmpty();
    assertThat(graph("MATCH (o:Owners {id: $p0}) RETURN count(o)", late)).isEqualTo(1);
    tables.does("ALTER TABLE held RENAME holder TO owner").retry();
    tables.source().fullSyncs().await(lastRun());
    assertEqual("held");
  }

  @Test
  void aKeyThatIsGoneDoesNotHoldUpTheTableThatRefersToIt() throws Exception {
    String maker = id("maker").toString();
    tables.source().silently("INSERT INTO owners VALUES ('%s', 'maker')".formatted(maker));
    tables.does(
        "ALTER TABLE owners RENAME id TO number",
        "INSERT INTO made VALUES ('%s', 'c', 3, '%s')".formatted(C, maker));
    assertThat(tables.failures("made")).isEmpty();
    assertThat(graph("MATCH (n:Made {id: $p0}) RETURN count(n)", C)).isEqualTo(1);
    assertThat(tables.failures("owners")).containsOnlyKeys(maker);
    tables.does("ALTER TABLE owners RENAME number TO id").retry();
    assertThat(nodes("owners", "id", "title")).isEqualTo(tables.rows("owners", "id", "title"));
    assertEqual("made");
  }

  @Test
  void aTableThatCannotBeReadFailsAtOnce() throws Exception {
    long before = tables.deadLetters();
    tables.does(
        "ALTER TABLE unreadable DROP CONSTRAINT unreadable_pkey, ALTER id TYPE json USING to_json(id)",
        "INSERT INTO unreadable SELECT to_json(gen_random_uuid()), 'x', n FROM generate_series(1, 500) n");
    assertThat(tables.failures("unreadable"))
        .hasSize(500)
        .allSatisfy(
            (key, reason) -> assertThat(reason).contains("table unreadable cannot be read"));
    assertThat(tables.deadLetters() - before).as("once for all").isLessThan(5);
    tables.does("ALTER TABLE unreadable ALTER id TYPE uuid USING (id #>> '{}')::uuid").retry();
    assertEqual("unreadable");
  }

  @Test
  void anEventFromBeforeAColumnWasAddedGetsItsValue() throws Exception {
    tables.does("INSERT INTO later VALUES ('%s', 'a')".formatted(A));
    assertThat(tables.failures("later")).as("never there, never set").isEmpty();
    tables.does(
        """
        BEGIN;
        UPDATE later SET title = 'a2';
        UPDATE neo4j_sync_queue SET status = 'failed' WHERE entity_type = 'later' AND status = 'pending';
        COMMIT""",
        "ALTER TABLE later ADD extra integer DEFAULT 7");
    tables.install("later");
    tables.does("INSERT INTO later VALUES ('%s', 'b', 8)".formatted(B)).retry();
    assertThat(nodes("later", "id", "title", "extra")).isEqualTo(Map.of(A, "'a2', 7", B, "'b', 8"));
  }

  @Test
  void aKeyOfAnotherTypeStopsItsTableAndThoseThatReferToIt() throws Exception {
    tables.does(
        "INSERT INTO plants VALUES (1, 'one'), (2, 'two')",
        "INSERT INTO machines VALUES (1, 'press', 1)",
        "ALTER TABLE plants ALTER number TYPE text",
        "INSERT INTO plants VALUES ('3', 'three')",
        "INSERT INTO machines VALUES (2, 'lamp', 2)",
        "DELETE FROM plants WHERE number = '2'");
    assertThat(tables.failures("plants")).containsOnlyKeys("2", "3");
    assertThat(tables.failures("plants").get("3"))
        .contains("column number", "plants", "bigint", "text", "install");
    assertThat(tables.failures("machines").get("2"))
        .contains("column plant of table machines", "bigint", "plants", "text");
    tables.does("ALTER TABLE machines ALTER plant TYPE text");
    tables.install("owners");
    tables.retry();
    for (String table : List.of("plants", "machines")) {
      assertThat(fullSync(table, true)).containsEntry("state", "completed");
    }
    assertThat(value("MATCH (p:Plants) WITH p.number AS n ORDER BY n RETURN collect(n)"))
        .isEqualTo(List.of("1", "3"));
    assertThat(value("MATCH (m:Machines)-[:OF]->(p) RETURN collect([m.number, p.number])"))
        .isEqualTo(List.of(List.of(1L, "1")));
  }
}
