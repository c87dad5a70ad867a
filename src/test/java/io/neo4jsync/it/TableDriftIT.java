package io.neo4jsync.it;

import static io.neo4jsync.it.DriftingTables.nodes;
import static io.neo4jsync.it.SmallSource.graph;
import static io.neo4jsync.it.SmallSource.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.app.Verifier;
import io.neo4jsync.fullsync.RunScope;
import io.neo4jsync.verify.DriftReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tables are dropped, renamed and made anew while the sync runs, and lose their triggers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TableDriftIT {

  private static final String A = id("a").toString();
  private static final String B = id("b").toString();
  private static final String C = id("c").toString();

  private static final List<String> TABLES =
      List.of(
          "dropped", "renamed", "moved", "swapped", "silent", "wider", "broken", "good", "told");

  private DriftingTables tables;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    tables = new DriftingTables(folder);
    StringBuilder sql = new StringBuilder();
    StringBuilder rows = new StringBuilder();
    for (String table : TABLES) {
      tables.map(table, "id", "title, price");
      sql.append(
          "CREATE TABLE %s (id uuid PRIMARY KEY, title text, price integer, deleted_at timestamptz);"
              .formatted(table));
      rows.append("INSERT INTO %s VALUES ('%s', 'a', 1), ('%s', 'b', 2);".formatted(table, A, B));
    }
    tables.map("parts", "id", "title");
    sql.append(
        "CREATE TABLE parts (id uuid PRIMARY KEY, title text) PARTITION BY HASH (id);"
            + "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 0);");
    tables.start(sql.toString()).does(rows.toString());
  }

  @AfterAll
  void stop() throws Exception {
    tables.close();
  }

  private void assertEqual(String table) throws Exception {
    assertThat(tables.failures(table)).isEmpty();
    assertThat(nodes(table, "id", "title", "price"))
        .isEqualTo(tables.rows(table, "id", "title", "price"));
  }

  private Map<String, Object> fullSync(String table, boolean allowPrune) {
    return tables.source().fullSyncs().run(new RunScope(null, table), allowPrune);
  }

  private DriftReport verify(String table) throws Exception {
    return Verifier.verify(tables.source().sync().parts(), table);
  }

  @Test
  void aDroppedTableFailsAtOnceAndTheOthersGoOn() throws Exception {
    long before = tables.deadLetters();
    tables.does(
        """
        BEGIN;
        INSERT INTO dropped SELECT gen_random_uuid(), 'pending ' || n FROM generate_series(1, 5000) n;
        INSERT INTO good SELECT gen_random_uuid(), 'lands ' || n FROM generate_series(1, 1000) n;
        INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation) VALUES ('dropped', '%s', 'UPDATE');
        INSERT INTO neo4j_sync_queue (entity_type, entity_key, operation) VALUES ('dropped', '*', 'TRUNCATE');
        DROP TABLE dropped;
        COMMIT"""
            .formatted(A));
    assertThat(tables.deadLetters() - before).as("at once, not one by one").isLessThan(20);
    assertThat(graph("MATCH (n:Good) WHERE n.title STARTS WITH 'lands' RETURN count(n)"))
        .isEqualTo(1000);
    assertThat(tables.failures("dropped"))
        .hasSize(5002)
        .hasEntrySatisfying(
            A,
            reason ->
                assertThat(reason)
                    .contains("there is no table dropped in schema public any more")
                    .contains("dropped.camel.yaml", "entity-dropped", "install"));
    assertThat(graph("MATCH (n:Dropped) RETURN count(n)")).as("nothing is removed").isEqualTo(2);
    assertThat(fullSync("dropped", true))
        .containsEntry("state", "failed")
        .hasEntrySatisfying(
            "error", error -> assertThat((String) error).containsOnlyOnce("there is no table"));
    assertThat(verify("dropped"))
        .satisfies(
            report -> {
              assertThat(report.isDrift()).isFalse();
              assertThat(report.problems().get("dropped")).contains("there is no table dropped");
            });
    assertThat(tables.problems("dropped")).singleElement().asString().contains("there is no table");

    // another table of the name, without its triggers
    tables.does(
        "CREATE TABLE dropped (id uuid PRIMARY KEY, title text, price integer)",
        "INSERT INTO dropped VALUES ('%s', 'anew', 5)".formatted(B));
    assertThat(String.join(" ", tables.problems("dropped")))
        .contains("column deleted_at is gone from table dropped", "run install to accept that")
        .contains("created anew", "triggers for [DELETE, INSERT, TRUNCATE, UPDATE] are missing");
    assertThat(tables.install("dropped"))
        .contains("created anew", "every row counts as live", "run full-sync --entity dropped");
    assertThat(tables.problems("dropped")).isEmpty();
    tables.retry();
    fullSync("dropped", true);
    assertEqual("dropped");
  }

  @Test
  void aRenamedTableLosesNothingAndComesBack() throws Exception {
    tables.does(
        "ALTER TABLE renamed RENAME TO another",
        "UPDATE another SET title = 'a2' WHERE id = '%s'".formatted(A),
        "INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation) VALUES ('renamed', '%s', 'UPDATE')"
            .formatted(B));
    assertThat(tables.failures("renamed")).containsOnlyKeys(A, B);
    assertThat(tables.failures("renamed").get(A)).contains("renamed to another");
    tables.does(
        "INSERT INTO neo4j_sync_queue (entity_type, entity_key, operation) VALUES ('renamed', '*', 'TRUNCATE')");
    assertThat(graph("MATCH (n:Renamed) RETURN count(n)")).isEqualTo(2);
    tables.does("ALTER TABLE another RENAME TO renamed").retry();
    assertEqual("renamed");
  }

  @Test
  void aTableInAnotherSchemaIsNamed() throws Exception {
    tables.does(
        "CREATE SCHEMA archive; ALTER TABLE moved SET SCHEMA archive",
        "DELETE FROM archive.moved WHERE id = '%s'".formatted(A));
    assertThat(tables.failures("moved").get(A)).contains("it stands in schema archive as moved");
    tables.does("ALTER TABLE archive.moved SET SCHEMA public").retry();
    assertEqual("moved");
  }

  @Test
  void theTriggersOfAnExchangedTableDoNoHarm() throws Exception {
    tables.does(
        """
        CREATE TABLE swapped_new (LIKE swapped INCLUDING ALL);
        INSERT INTO swapped_new SELECT id, title || ' new', price FROM swapped;
        ALTER TABLE swapped RENAME TO swapped_old;
        ALTER TABLE swapped_new RENAME TO swapped""",
        "UPDATE swapped_old SET title = 'old' WHERE id = '%s'".formatted(A),
        "DELETE FROM swapped_old WHERE id = '%s'".formatted(B),
        "TRUNCATE swapped_old");
    assertThat(tables.failures("swapped")).isEmpty();
    assertEqual("swapped");
    assertThat(tables.problems("swapped"))
        .singleElement()
        .asString()
        .contains("created anew", "missing");
    tables.does("DROP TABLE swapped_old");
    assertThat(tables.install("swapped"))
        .contains("4 triggers installed", "created anew", "run full-sync --entity swapped");
    tables.does("UPDATE swapped SET title = 'captured again' WHERE id = '%s'".formatted(A));
    assertEqual("swapped");
  }

  @Test
  void triggersThatAreGoneOrDisabledAreReported() throws Exception {
    assertThat(tables.problems("silent")).isEmpty();
    tables.does(
        "ALTER TABLE silent DISABLE TRIGGER neo4j_sync_update",
        "DROP TRIGGER neo4j_sync_delete ON silent",
        "UPDATE silent SET title = 'unseen'");
    assertThat(tables.problems("silent"))
        .singleElement()
        .asString()
        .contains("triggers for [DELETE, UPDATE] are missing or disabled");
    tables.install("silent");
    assertThat(tables.problems("silent")).isEmpty();
    fullSync("silent", false);
    assertEqual("silent");
    tables.does("ALTER TABLE silent ENABLE REPLICA TRIGGER neo4j_sync_insert");
    assertThat(tables.problems("silent")).singleElement().asString().contains("[INSERT]");
    tables.install("silent");
    tables.does("ALTER TABLE silent DROP CONSTRAINT silent_pkey");
    assertThat(tables.problems("silent")).singleElement().asString().contains("[id] unique");
    tables.does("CREATE UNIQUE INDEX ON silent (id)");
    assertThat(tables.problems("silent")).isEmpty();
  }

  @Test
  void partitionsThatComeAndGoAreReported() throws Exception {
    assertThat(tables.problems("parts")).isEmpty();
    tables.does("DROP TABLE parts_1");
    assertThat(tables.problems("parts"))
        .singleElement()
        .asString()
        .contains("it had 1 partitions and has 0 now", "full-sync --entity parts");
    tables.does("CREATE TABLE parts_2 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 0)");
    assertThat(tables.problems("parts"))
        .singleElement()
        .asString()
        .contains("missing or disabled on public.parts_2");
    tables.install("parts");
    assertThat(tables.problems("parts")).isEmpty();
  }

  @Test
  void aColumnMoreIsNoMatter() throws Exception {
    tables.does(
        "ALTER TABLE wider ADD extra integer DEFAULT 5, ALTER title TYPE varchar(80), ALTER price TYPE bigint",
        "UPDATE wider SET extra = 6, title = 'a2' WHERE id = '%s'".formatted(A),
        "INSERT INTO wider VALUES ('%s', 'c', 3)".formatted(C));
    assertEqual("wider");
    assertThat(tables.problems("wider")).isEmpty();
    // what the install of an earlier version leaves
    tables.does(
        "UPDATE neo4j_sync_capture SET columns = columns || '{extra}' WHERE table_name = 'wider'",
        "UPDATE wider SET title = 'a3' WHERE id = '%s'".formatted(A));
    assertEqual("wider");
  }

  @Test
  void valuesThatFitNoLongerAreSettledByAFullSync() throws Exception {
    tables.does(
        "INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation, payload) SELECT 'broken', id, 'UPDATE', '{\"price\": \"dear\"}' FROM broken");
    assertThat(tables.failures("broken")).containsOnlyKeys(A, B);
    assertThat(fullSync("broken", false)).containsEntry("state", "completed");
    assertEqual("broken");
  }

  @Test
  void whatIsNewIsToldOnce() throws Exception {
    var check = tables.source().sync().parts().captureCheck();
    check.news();
    tables.does("ALTER TABLE told DISABLE TRIGGER neo4j_sync_update");
    assertThat(check.news())
        .singleElement()
        .hasToString(
            "told: triggers for [UPDATE] are missing or disabled; run install, then full-sync --entity told");
    assertThat(check.news()).isEmpty();
    assertThat(tables.source().sync().camel().getRoute("watch-schema")).isNotNull();
    tables.install("told");
  }
}
