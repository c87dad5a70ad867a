package io.neo4jsync.it;

import static io.neo4jsync.it.SmallSource.graph;
import static io.neo4jsync.it.SmallSource.id;
import static io.neo4jsync.it.SmallSource.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.Oracle;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Relationships exist exactly when their row exists and both ends are live, in whichever order. */
class RelationshipsIT {

  private SmallSource source;
  private UUID function;
  private UUID department;
  private UUID role;

  @BeforeEach
  void startWithOneRole() throws Exception {
    source = new SmallSource().start();
    function = source.function("f");
    department = source.department("d", function);
    role = source.role("r", function, department);
    source.drain();
  }

  @AfterEach
  void endEqual() throws Exception {
    try (SmallSource ended = source) {
      ended.drain();
      assertThat(ended.sync().queue().failures(3)).isEmpty();
      new Oracle(ended.url(), Databases.driver()).assertEqual();
    }
  }

  @Test
  void aChangedForeignKeyMovesTheRelationshipAndNullRemovesIt() throws Exception {
    UUID other = source.department("other", function);
    UUID boss = source.role("boss", function, department);
    source.sql(
        "UPDATE org_roles SET department_id = '%s', reports_to_role_id = '%s' WHERE id = '%s'"
            .formatted(other, boss, role));
    source.drain();
    assertThat(value("MATCH (:Role {id: $p0})-[:BELONGS_TO]->(d) RETURN collect(d.slug)", role))
        .isEqualTo(List.of("other"));
    assertThat(
            graph(
                "MATCH (:Role {id: $p0})-[e:REPORTS_TO]->(:Role {id: $p1}) RETURN count(e)",
                role,
                boss))
        .isEqualTo(1);
    source.sql("UPDATE org_roles SET reports_to_role_id = NULL WHERE id = '%s'".formatted(role));
    source.drain();
    assertThat(graph("MATCH ()-[e:REPORTS_TO]->() RETURN count(e)")).isZero();
  }

  @Test
  void aNodeThatSomebodyElseMadeLosesTheRelationshipItShouldNotHave() throws Exception {
    UUID id = UUID.randomUUID();
    graph(
        "MATCH (d:Department {id: $p1}) CREATE (r:Role {id: $p0})-[:BELONGS_TO]->(d) RETURN 1",
        id,
        department);
    UUID other = source.department("other", function);
    source.sql(
        "INSERT INTO org_roles (id, name, slug, function_id, department_id, geographic_scope) VALUES ('%s', 'x', 'x', '%s', '%s', 'global')"
            .formatted(id, function, other));
    source.drain();
    assertThat(value("MATCH (:Role {id: $p0})-[:BELONGS_TO]->(d) RETURN collect(d.slug)", id))
        .isEqualTo(List.of("other"));
  }

  @Test
  void aRelationshipSharedByTwoRowsStaysUntilTheLastGoes() throws Exception {
    UUID tool = source.tool("t");
    UUID first = new UUID(0, 1);
    UUID second = new UUID(0, 2);
    for (UUID row : new UUID[] {second, first}) {
      source.sql(
          "INSERT INTO role_tools (id, role_id, tool_id, proficiency_level) VALUES ('%s', '%s', '%s', '%s')"
              .formatted(row, role, tool, row.equals(first) ? "basic" : "expert"));
      source.drain();
    }
    assertThat(value("MATCH (:Role)-[e:USES_TOOL]->(:Tool) RETURN collect(e.proficiency_level)"))
        .isEqualTo(List.of("basic"));
    source.sql("DELETE FROM role_tools WHERE id = '%s'".formatted(first));
    source.drain();
    assertThat(value("MATCH (:Role)-[e:USES_TOOL]->(:Tool) RETURN collect(e.proficiency_level)"))
        .isEqualTo(List.of("expert"));
    source.sql("UPDATE role_tools SET tool_id = NULL WHERE id = '%s'".formatted(second));
    source.drain();
    assertThat(graph("MATCH ()-[e:USES_TOOL]->() RETURN count(e)")).isZero();
    source.sql("UPDATE role_tools SET tool_id = '%s' WHERE id = '%s'".formatted(tool, second));
  }

  @Test
  void aSoftDeletedRowLeavesAndComesBackWithItsRelationships() throws Exception {
    UUID tool = source.tool("t");
    UUID report = source.role("report", function, department);
    source.sql(
        "UPDATE org_roles SET reports_to_role_id = '%s' WHERE id = '%s'".formatted(role, report));
    source.sql(
        "INSERT INTO role_tools (role_id, tool_id) VALUES ('%s', '%s')".formatted(role, tool));
    source.drain();
    source.sql("UPDATE org_roles SET deleted_at = now() WHERE id = '%s'".formatted(role));
    source.drain();
    assertThat(graph("MATCH (r:Role {id: $p0}) RETURN count(r)", role)).isZero();
    UUID late = source.tool("late");
    source.sql(
        "INSERT INTO role_tools (role_id, tool_id) VALUES ('%s', '%s')".formatted(role, late));
    source.drain();
    source.sql("UPDATE org_roles SET deleted_at = NULL WHERE id = '%s'".formatted(role));
    source.drain();
    assertThat(graph("MATCH (:Role {id: $p0})-[e:USES_TOOL]->() RETURN count(e)", role))
        .isEqualTo(2);
    assertThat(graph("MATCH ()-[e:REPORTS_TO]->(:Role {id: $p0}) RETURN count(e)", role))
        .isEqualTo(1);
  }

  @Test
  void anEndWhoseEventIsDamagedIsReadFromTheSourceForTheRowsThatReferToIt() throws Exception {
    UUID tool = id("damaged");
    source.sync().stop();
    source.sql("INSERT INTO tools (id, name, slug) VALUES ('%s', 'fine', 'fine')".formatted(tool));
    source.sql("UPDATE neo4j_sync_queue SET payload = '[]' WHERE entity_id = '%s'".formatted(tool));
    source.sql(
        "INSERT INTO role_tools (role_id, tool_id) VALUES ('%s', '%s')".formatted(role, tool));
    source.start().drain();
    assertThat(graph("MATCH ()-[e:USES_TOOL]->(:Tool {id: $p0}) RETURN count(e)", tool))
        .isEqualTo(1);
    assertThat(
            source.number("SELECT count(*) FROM neo4j_sync_queue WHERE superseded_by IS NOT NULL"))
        .isEqualTo(1);
  }

  @Test
  void anEndThatFailsIsReportedOnceAndBringsItsRelationshipsWhenItIsRepaired() throws Exception {
    source.sql("ALTER TABLE role_tools DROP CONSTRAINT role_tools_tool_id_fkey");
    source.sql("ALTER TABLE role_tools ALTER COLUMN tool_id TYPE text");
    source.sql("ALTER TABLE tools ALTER COLUMN id TYPE text, DROP CONSTRAINT tools_pkey CASCADE");
    String tool = "longer than an index of Neo4j takes ".repeat(500);
    source.sql("INSERT INTO tools (id, name, slug) VALUES ('%s', 'long', 'long')".formatted(tool));
    source.sql(
        "INSERT INTO role_tools (role_id, tool_id) VALUES ('%s', '%s')".formatted(role, tool));
    source.drain();
    assertThat(source.rows("SELECT * FROM neo4j_sync_queue WHERE status = 'failed'")).hasSize(1);
    source.sql("UPDATE tools SET id = 'short'");
    source.sql("UPDATE role_tools SET tool_id = 'short'");
    source.drain();
    assertThat(graph("MATCH ()-[e:USES_TOOL]->(:Tool {id: 'short'}) RETURN count(e)")).isEqualTo(1);
  }

  @Test
  void withoutForeignKeysJunctionRowsMayComeLongBeforeTheirEnds() throws Exception {
    source.sql(
        "ALTER TABLE jtbd_roles DROP CONSTRAINT jtbd_roles_jtbd_id_fkey, DROP CONSTRAINT jtbd_roles_role_id_fkey");
    UUID job = id("job");
    UUID lateRole = id("role late");
    source.sql(
        "INSERT INTO jtbd_roles (jtbd_id, role_id) VALUES ('%s', '%s')".formatted(job, lateRole));
    source.drain();
    source.sql(
        "INSERT INTO jtbd (id, code, name, functional_area) VALUES ('%s', 'J', 'J', (enum_range(NULL::functional_area_type))[1])"
            .formatted(job));
    source.drain();
    source.role("late", function, department);
    source.drain();
    assertThat(
            graph(
                "MATCH (:JTBD)-[e:PERFORMED_BY_ROLE]->(:Role {id: $p0}) RETURN count(e)", lateRole))
        .isEqualTo(1);
    source.sql("DELETE FROM jtbd WHERE id = '%s'".formatted(job));
    source.drain();
    source.sql(
        "INSERT INTO jtbd (id, code, name, functional_area) VALUES ('%s', 'J', 'again', (enum_range(NULL::functional_area_type))[1])"
            .formatted(job));
    source.drain();
    assertThat(graph("MATCH (:JTBD)-[e:PERFORMED_BY_ROLE]->() RETURN count(e)")).isEqualTo(1);
  }

  @Test
  void aJunctionRowThatNamesAnotherPairTakesItsRelationshipThere() throws Exception {
    UUID one = source.tool("one");
    UUID two = source.tool("two");
    UUID row = id("row");
    source.sql(
        "INSERT INTO role_tools (id, role_id, tool_id) VALUES ('%s', '%s', '%s')"
            .formatted(row, role, one));
    source.drain();
    source.sql("UPDATE role_tools SET tool_id = '%s' WHERE id = '%s'".formatted(two, row));
    source.drain();
    assertThat(value("MATCH (:Role)-[:USES_TOOL]->(t) RETURN collect(t.slug)"))
        .isEqualTo(List.of("two"));
  }

  @Test
  void truncateEmptiesItsPartOfTheGraphAndWhatIsWrittenAfterStays() throws Exception {
    UUID one = source.tool("one");
    source.sql(
        "INSERT INTO role_tools (role_id, tool_id) VALUES ('%s', '%s')".formatted(role, one));
    source.drain();
    UUID after = id("after");
    source.sql(
        "BEGIN; TRUNCATE tools CASCADE; INSERT INTO tools (id, name, slug) VALUES ('%s', 'after', 'after'); COMMIT"
            .formatted(after));
    source.drain();
    assertThat(value("MATCH (t:Tool) RETURN collect(t.slug)")).isEqualTo(List.of("after"));
    assertThat(graph("MATCH ()-[e:USES_TOOL]->() RETURN count(e)")).isZero();
    source.sql("TRUNCATE org_functions CASCADE");
    source.drain();
    assertThat(graph("MATCH (n) WHERE NOT n:SyncState AND NOT n:Tool RETURN count(n)")).isZero();
  }
}
