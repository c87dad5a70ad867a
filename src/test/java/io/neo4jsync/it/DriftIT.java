package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.app.Verifier;
import io.neo4jsync.fullsync.RunScope;
import io.neo4jsync.fullsync.Runs.Request;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.verify.DriftReport;
import io.neo4jsync.verify.DriftReport.Sample;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What somebody does to the graph behind the sync's back is found, named and healed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DriftIT {

  private SmallSource source;

  @BeforeAll
  void load() throws Exception {
    source = SmallSource.ofDemo("sync.full.chunk.size", "50").start();
    source.fullSyncs().run(RunScope.EVERYTHING);
  }

  @AfterEach
  void isHealed() {
    source.oracle().assertEqual();
  }

  @AfterAll
  void close() throws Exception {
    source.close();
  }

  private DriftReport verify() throws Exception {
    return Verifier.verify(source.sync().parts(), null);
  }

  /** Does what verify --repair does. */
  private Map<String, Object> repair() {
    long run =
        source
            .fullSyncs()
            .request(new Request(RunScope.EVERYTHING, false, false, 10, "verify --repair"));
    return source.fullSyncs().await(run);
  }

  /** What somebody does, and what verify must say of it. */
  private record Sabotage(String cypher, String table, String kind, List<String> words) {}

  private static Sabotage sabotage(String table, String kind, String cypher, String... words) {
    return new Sabotage(cypher, table, kind, List.of(words));
  }

  /** Spoils the graph; checks what verify says, and that a repair heals it and nothing else. */
  private void heals(Sabotage... sabotages) throws Exception {
    long spoilt = 0;
    for (Sabotage sabotage : sabotages) {
      var counters =
          Databases.driver().executableQuery(sabotage.cypher()).execute().summary().counters();
      assertThat(counters.containsUpdates()).as(sabotage.cypher()).isTrue();
      spoilt += counters.nodesCreated() + counters.nodesDeleted() + counters.propertiesSet();
      spoilt += counters.relationshipsCreated() + counters.relationshipsDeleted();
    }
    DriftReport report = verify();
    assertThat(report.isDrift()).isTrue();
    for (Sabotage sabotage : sabotages) {
      assertThat(report.samples())
          .as("what verify says after %s", sabotage.cypher())
          .anySatisfy(
              sample -> {
                assertThat(sample.table()).isEqualTo(sabotage.table());
                assertThat(sample.kind()).isEqualTo(sabotage.kind());
                assertThat(sabotage.words()).allMatch(sample.toString()::contains);
              });
    }
    Map<String, Object> run = repair();
    assertThat(run).containsEntry("state", "completed");
    assertThat((Long) run.get("written") + (Long) run.get("pruned"))
        .as("what the repair touched")
        .isPositive()
        .isLessThanOrEqualTo(spoilt);
    source.drain();
    source.oracle().assertEqual();
  }

  @Test
  void anEqualGraphIsNoDrift() throws Exception {
    DriftReport report = verify();
    assertThat(report.samples()).isEmpty();
    assertThat(report.total().checked())
        .isEqualTo(source.fullSyncs().run(RunScope.EVERYTHING).get("read"));
  }

  @Test
  void nodes() throws Exception {
    heals(
        sabotage(
            "org_roles",
            "missing",
            "MATCH (r:Role)<-[:PERFORMED_BY_ROLE]-() WITH r LIMIT 1 DETACH DELETE r",
            "(:Role)"),
        sabotage("org_roles", "extra", "CREATE (:Role {id: 'nobody', name: 'x'})", "nobody"),
        sabotage("(:Tool)", "extra", "CREATE (:Tool {name: 'keyless'})", "keyless"),
        sabotage("(:Function)", "extra", "CREATE (:Function {id: 42})", "42"),
        sabotage(
            "(:Skill)", "extra", "CREATE (:Skill {id: 'x', source_table: 'nowhere'})", "nowhere"),
        sabotage(
            "org_departments",
            "different",
            "MATCH (d:Department) WITH d ORDER BY d.id LIMIT 1 SET d.name = 'spoilt'",
            "property=name",
            "found=spoilt"),
        sabotage(
            "value_categories",
            "different",
            "MATCH (v:ValueCategory) WITH v ORDER BY v.id LIMIT 1 SET v.sort_order = toFloat(v.sort_order)",
            "property=sort_order"),
        sabotage(
            "value_categories",
            "different",
            "MATCH (v:ValueCategory) WITH v ORDER BY v.id LIMIT 1 REMOVE v.name",
            "property=name",
            "found=null"));
  }

  @Test
  void relationshipsOfForeignKeys() throws Exception {
    String top =
        (String)
            source
                .rows(
                    "SELECT min(id::text) AS id FROM org_roles WHERE reports_to_role_id IS NULL AND deleted_at IS NULL")
                .get(0)
                .get("id");
    heals(
        sabotage(
            "personas",
            "missing",
            "MATCH (p:Persona)-[e:HAS_ROLE]->() WITH e ORDER BY p.id LIMIT 1 DELETE e",
            "HAS_ROLE"),
        sabotage(
            "org_departments",
            "different",
            """
            MATCH (d:Department)-[e:BELONGS_TO]->(f:Function) WITH d, e, f ORDER BY d.id LIMIT 1
            MATCH (other:Function) WHERE other <> f WITH d, e, other LIMIT 1
            DELETE e CREATE (d)-[:BELONGS_TO]->(other)""",
            "property=ends"),
        sabotage(
            "org_departments",
            "extra",
            """
            MATCH (d:Department)-[:BELONGS_TO]->(f:Function) WITH d, f ORDER BY d.id DESC LIMIT 1
            CREATE (d)-[:BELONGS_TO]->(f)""",
            "BELONGS_TO"),
        sabotage(
            "org_roles",
            "extra",
            """
            MATCH (r:Role {id: '%s'})
            MATCH (other:Role) WHERE other <> r WITH r, other LIMIT 1
            CREATE (r)-[:REPORTS_TO]->(other)"""
                .formatted(top),
            "REPORTS_TO"));
  }

  @Test
  void relationshipsOfJunctionRows() throws Exception {
    heals(
        sabotage(
            "jtbd_roles",
            "missing",
            "MATCH ()-[e:PERFORMED_BY_ROLE]->() WITH e ORDER BY e.id LIMIT 1 DELETE e",
            "PERFORMED_BY_ROLE"),
        sabotage(
            "jtbd_roles",
            "different",
            """
            MATCH (j:JTBD)-[e:PERFORMED_BY_ROLE]->(r:Role) WITH j, e, r ORDER BY e.id LIMIT 1
            MATCH (other:Role) WHERE NOT (j)-[:PERFORMED_BY_ROLE]->(other) WITH j, e, other LIMIT 1
            CREATE (j)-[c:PERFORMED_BY_ROLE]->(other) SET c = properties(e) DELETE e""",
            "property=ends"),
        sabotage(
            "jtbd_roles",
            "different",
            """
            MATCH ()-[e:PERFORMED_BY_ROLE]->() WITH e ORDER BY e.id DESC LIMIT 1
            SET e.relevance_score = 17.5""",
            "property=relevance_score",
            "found=17.5"),
        sabotage(
            "jtbd_functions",
            "extra",
            """
            MATCH (j:JTBD)-[e:PERFORMED_BY_FUNCTION]->(f) WITH j, e, f ORDER BY e.id LIMIT 1
            CREATE (j)-[c:PERFORMED_BY_FUNCTION]->(f) SET c = properties(e)""",
            "PERFORMED_BY_FUNCTION"),
        sabotage(
            "()-[:PERFORMED_BY_FUNCTION]->()",
            "extra",
            """
            MATCH (j:JTBD)-[e:PERFORMED_BY_FUNCTION]->(f) WITH j, f ORDER BY e.id DESC LIMIT 1
            CREATE (j)-[:PERFORMED_BY_FUNCTION {keyless: true}]->(f)""",
            "keyless"),
        sabotage(
            "jtbd_functions",
            "extra",
            """
            MATCH (j:JTBD)-[e:PERFORMED_BY_FUNCTION]->(f) WITH j, f ORDER BY e.id SKIP 1 LIMIT 1
            CREATE (j)-[:PERFORMED_BY_FUNCTION {id: 'nobody'}]->(f)""",
            "nobody"),
        sabotage(
            "role_tenants",
            "missing",
            "MATCH (r:Role)-[e:IN_TENANT]->() WITH e ORDER BY r.id LIMIT 1 DELETE e",
            "IN_TENANT"),
        sabotage(
            "role_tenants",
            "extra",
            """
            MATCH (r:Role)-[e:IN_TENANT]->(t) WITH r, t ORDER BY r.id DESC LIMIT 1
            CREATE (r)-[:IN_TENANT]->(t)""",
            "IN_TENANT"),
        sabotage(
            "jtbd_value_categories",
            "different",
            """
            MATCH (j:JTBD)-[e:DELIVERS_VALUE]->(v) WITH j, e, v ORDER BY e.id LIMIT 1
            DELETE e CREATE (j)-[:DELIVERS_VALUE]->(v), (j)-[:DELIVERS_VALUE]->(v)""",
            "property=key"),
        sabotage(
            "jtbd_value_categories",
            "different",
            "MATCH ()-[e:DELIVERS_VALUE]->() WITH e ORDER BY e.id DESC LIMIT 1 SET e.id = 42",
            "property=key"),
        sabotage(
            "()-[:USES_TOOL]->()",
            "extra",
            """
            MATCH (a:Tool) WITH a LIMIT 1 MATCH (b:Function) WITH a, b LIMIT 1
            CREATE (a)-[:USES_TOOL {between: 'others'}]->(b)""",
            "others"));
  }

  @Test
  void duplicatesOfANodeWithTheRelationshipsThatHangOnThem() throws Exception {
    Databases.driver().executableQuery("DROP CONSTRAINT neo4j_sync_department_id").execute();
    Databases.driver()
        .executableQuery(
            """
            MATCH (d:Department)-[e:BELONGS_TO]->(f:Function) WITH d, e, f ORDER BY d.id LIMIT 1
            CREATE (twin:Department)-[:BELONGS_TO]->(f) SET twin = properties(d) DELETE e""")
        .execute();
    assertThat(verify().total().extra()).isEqualTo(1);
    Databases.driver()
        .executableQuery(
            """
            MATCH (d:Department)-[:BELONGS_TO]->(f:Function) WITH d, f ORDER BY d.id DESC LIMIT 1
            CREATE (twin:Department)-[:BELONGS_TO]->(f)<-[:BELONGS_TO]-(d) SET twin = properties(d)""")
        .execute();
    assertThat(verify().total().extra())
        .as("two nodes and two of three relationships")
        .isEqualTo(4);
    assertThat(repair()).containsEntry("state", "completed");
    source.drain();
    source.oracle().assertEqual();
    source.sync().install();
  }

  @Test
  void aKeyThatIsNotWrittenAsPostgresqlWritesItIsAForeignOne() throws Exception {
    heals(
        sabotage(
            "org_functions",
            "extra",
            "MATCH (f:Function) WITH f ORDER BY f.id LIMIT 1 CREATE (:Function {id: toUpper(f.id)})"));
  }

  @Test
  void whatOthersKeepInTheGraphIsNeitherDriftNorTouched() throws Exception {
    Databases.driver()
        .executableQuery(
            """
            MATCH (r:Role) WITH r ORDER BY r.id LIMIT 2 WITH collect(r) AS two
            WITH two[0] AS a, two[1] AS b
            SET a.pagerank = 0.5, b.pagerank = 0.5
            CREATE (:Community {id: 1})-[:HOLDS]->(a)-[:SIMILAR_TO {score: 1.0}]->(b)
            """)
        .execute();
    assertThat(verify().samples()).isEmpty();
    assertThat(repair()).containsEntry("written", 0L).containsEntry("pruned", 0L);
    assertThat(
            SmallSource.graph(
                "MATCH (r:Role) WHERE r.pagerank = 0.5 AND (r)-[:SIMILAR_TO]-() RETURN count(r)"))
        .isEqualTo(2);
    Databases.driver()
        .executableQuery(
            "MATCH (c:Community) DETACH DELETE c WITH count(*) AS gone MATCH (r:Role) REMOVE r.pagerank")
        .execute();
    Databases.driver().executableQuery("MATCH ()-[e:SIMILAR_TO]->() DELETE e").execute();
  }

  @Test
  void aTableEmptiedByMistakeDoesNotEmptyTheGraph() throws Exception {
    long tools = source.number("SELECT count(*) FROM tools");
    source.sql("CREATE TABLE kept AS TABLE tools");
    source.silently("DELETE FROM tools");
    assertThat(source.fullSyncs().run(RunScope.EVERYTHING))
        .satisfies(
            run -> {
              assertThat(run).containsEntry("state", "failed").containsEntry("pruned", 0L);
              assertThat((String) run.get("error"))
                  .contains(
                      "tools: " + tools + " of " + tools, "--allow-prune", "restore the source");
            });
    assertThat(repair()).containsEntry("state", "failed");
    assertThat(SmallSource.graph("MATCH (t:Tool) RETURN count(t)")).isEqualTo(tools);

    assertThat(source.fullSyncs().run(new RunScope(null, "tools"), true))
        .containsEntry("state", "completed")
        .containsEntry("pruned", tools);
    assertThat(SmallSource.graph("MATCH (t:Tool) RETURN count(t)")).isZero();
    source.silently("INSERT INTO tools SELECT * FROM kept; DROP TABLE kept");
    source.fullSyncs().run(RunScope.EVERYTHING);
  }

  @Test
  void aDryRunSaysWhatItWouldDoAndDoesNothing() throws Exception {
    Databases.driver()
        .executableQuery("MATCH (t:Tool) WITH t ORDER BY t.id LIMIT 1 SET t.name = 'spoilt'")
        .execute();
    Databases.driver()
        .executableQuery("CREATE (:JTBD {id: 'nobody'}) CREATE (:JTBD {name: 'keyless'})")
        .execute();
    long dry = source.fullSyncs().request(new Request(RunScope.EVERYTHING, true, false, 0, "test"));
    assertThat(source.fullSyncs().await(dry))
        .satisfies(
            run -> {
              assertThat(run)
                  .containsEntry("state", "completed")
                  .containsEntry("written", 1L)
                  .containsEntry("pruned", 0L);
              assertThat((String) run.get("tables"))
                  .contains("name is 'spoilt'", "nobody", "keyless");
            });
    assertThat(verify().total())
        .satisfies(total -> assertThat(total.extra()).isEqualTo(2))
        .satisfies(total -> assertThat(total.different()).isEqualTo(1));
    repair();
  }

  @Test
  void aBadRowBecomesAFailedEventAndTheRunGoesOn() throws Exception {
    String tooLong = "x".repeat(9_000);
    source.silently("CREATE TABLE kept AS TABLE tools");
    Databases.driver().executableQuery("MATCH (t:Tool) DETACH DELETE t").execute();
    Databases.driver()
        .executableQuery("CREATE INDEX too_small IF NOT EXISTS FOR (t:Tool) ON (t.description)")
        .execute();
    Databases.driver().executableQuery("CALL db.awaitIndexes()").execute();
    source.silently(
        "UPDATE tools SET description = '%s' WHERE id = (SELECT min(id::text)::uuid FROM tools)"
            .formatted(tooLong));
    assertThat(source.fullSyncs().run(RunScope.EVERYTHING))
        .containsEntry("state", "completed")
        .containsEntry("failed", 1L);
    assertThat(source.sync().queue().failures(5))
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure)
                    .containsEntry("entity_type", "tools")
                    .hasEntrySatisfying(
                        "error", error -> assertThat((String) error).contains("merge-tool")));
    assertThat(SmallSource.graph("MATCH (t:Tool) RETURN count(t)"))
        .isEqualTo(source.number("SELECT count(*) FROM tools") - 1);

    source.silently(
        "UPDATE tools t SET description = kept.description FROM kept WHERE kept.id = t.id; DROP TABLE kept");
    Databases.driver().executableQuery("DROP INDEX too_small").execute();
    // a full sync settles the failed event too
    assertThat(source.fullSyncs().run(RunScope.EVERYTHING)).containsEntry("failed", 0L);
    source.drain();
    assertThat(source.sync().queue().failures(5)).isEmpty();
  }

  @Test
  void aBusyQueueIsNoDrift() throws Exception {
    source.sync().stop();
    source.sql("UPDATE tools SET name = name || '!'");
    DriftReport report = verify();
    source.sync().start();
    assertThat(report.isDrift()).as("drift: %s", report.samples()).isFalse();
    assertThat(report.total().inFlight()).isEqualTo(source.number("SELECT count(*) FROM tools"));
    source.drain();
    assertThat(verify().samples()).map(Sample::toString).isEmpty();
  }
}
