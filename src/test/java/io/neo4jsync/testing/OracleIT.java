package io.neo4jsync.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neo4j.driver.Driver;

class OracleIT {

  private static final String ROLE = "00000000-0000-0000-0000-0000000000c1";

  private static final String SOURCE =
      """
      INSERT INTO tenants (id, name, slug, tenant_path, tenant_level, updated_at) VALUES
        ('00000000-0000-0000-0000-000000000001', 'T', 't', 'top', 0, '2025-01-01 01:00+01');
      INSERT INTO org_functions (id, name, slug, strategic_priority, updated_at, deleted_at) VALUES
        ('00000000-0000-0000-0000-0000000000a1', 'F1', 'f1', 7, '2025-01-01 00:00+00', NULL),
        ('00000000-0000-0000-0000-0000000000a2', 'F2', 'f2', 7, '2025-01-01 00:00+00', now());
      INSERT INTO org_departments (id, name, slug, function_id, operating_model, updated_at) VALUES
        ('00000000-0000-0000-0000-0000000000b1', 'D', 'd', '00000000-0000-0000-0000-0000000000a1',
         'hybrid', 'infinity');
      INSERT INTO org_roles (id, name, slug, function_id, department_id, geographic_scope,
        leadership_level, budget_min_usd, required_skills, required_certifications, gxp_types,
        role_kpis, last_validated, updated_at) VALUES
        ('00000000-0000-0000-0000-0000000000c1', 'R', 'r', '00000000-0000-0000-0000-0000000000a2',
         '00000000-0000-0000-0000-0000000000b1', 'global', NULL, 1.50, '{a,"b c"}', '{a,NULL}', '{}',
         'null', '2025-01-02 03:04:05.123456', '2025-01-01 00:00+00');
      INSERT INTO skills (id, name, is_active, metadata, updated_at) VALUES
        ('00000000-0000-0000-0000-0000000000d1', 'S', false, '{"a": [1]}', '2025-01-01 00:00+00');
      INSERT INTO ref_skills (id, unique_id, skill_name, updated_at) VALUES
        ('00000000-0000-0000-0000-0000000000d1', 'U', 'RS', '2025-01-01 00:00');
      INSERT INTO role_skills VALUES ('00000000-0000-0000-0000-0000000000c1',
        '00000000-0000-0000-0000-0000000000d1', 'Expert', true);
      INSERT INTO tools (id, name, updated_at) VALUES
        ('00000000-0000-0000-0000-0000000000e1', 'Tool', '2025-01-01 00:00+00');
      INSERT INTO role_tools (id, role_id, tool_id, usage_frequency) VALUES
        ('00000000-0000-0000-0000-0000000000f2', '00000000-0000-0000-0000-0000000000c1',
         '00000000-0000-0000-0000-0000000000e1', 'daily'),
        ('00000000-0000-0000-0000-0000000000f1', '00000000-0000-0000-0000-0000000000c1',
         '00000000-0000-0000-0000-0000000000e1', 'weekly'),
        ('00000000-0000-0000-0000-0000000000f3', '00000000-0000-0000-0000-0000000000c1', NULL, 'rare');
      INSERT INTO function_tenants (function_id, tenant_id) VALUES
        ('00000000-0000-0000-0000-0000000000a1', '00000000-0000-0000-0000-000000000001'),
        ('00000000-0000-0000-0000-0000000000a2', '00000000-0000-0000-0000-000000000001');
      """;

  private static final String GRAPH =
      """
      WITH '00000000-0000-0000-0000-0000000000' AS p, datetime('2025-01-01T00:00:00Z') AS time
      CREATE (:SyncState {id: 'neo4j-sync'})
      CREATE (t:Tenant {id: p + '01', name: 'T', slug: 't', tenant_path: 'top', tenant_level: 0,
        status: 'active', tier: 'free', source_updated_at: time})
      CREATE (f:Function {id: p + 'a1', name: 'F1', slug: 'f1', strategic_priority: 7,
        source_updated_at: datetime('2025-01-01T02:00:00+02:00')})
      CREATE (d:Department {id: p + 'b1', name: 'D', slug: 'd', function_id: p + 'a1',
        operating_model: 'hybrid', source_updated_at: 'infinity'})
      CREATE (r:Role {id: p + 'c1', name: 'R', slug: 'r', function_id: p + 'a2',
        department_id: p + 'b1', geographic_scope: 'global', budget_min_usd: 1.5,
        required_skills: ['a', 'b c'], required_certifications: '["a", null]', gxp_types: [],
        last_validated: localdatetime('2025-01-02T03:04:05.123456'), source_updated_at: time})
      CREATE (s:Skill {id: p + 'd1', source_table: 'skills', name: 'S', is_active: false,
        metadata: '{"a": [1]}', source_updated_at: time})
      CREATE (rs:Skill {id: p + 'd1', source_table: 'ref_skills', unique_id: 'U', name: 'RS',
        pharma_specific: false, source_updated_at: localdatetime('2025-01-01T00:00:00')})
      CREATE (x:Tool {id: p + 'e1', name: 'Tool', is_active: true, source_updated_at: time})
      CREATE (d)-[:BELONGS_TO]->(f), (r)-[:BELONGS_TO]->(d), (f)-[:IN_TENANT]->(t)
      CREATE (r)-[:REQUIRES_SKILL {proficiency_required: 'Expert', is_required: true}]->(rs)
      CREATE (r)-[:USES_TOOL {id: p + 'f1', usage_frequency: 'weekly', is_required: false}]->(x)
      WITH DISTINCT time MATCH (n) WHERE NOT n:SyncState SET n.updated_at = time
      """;

  @Test
  void anEmptyGraphMissesEverything() throws SQLException {
    String database = Databases.newDatabase();
    try (Connection connection = Databases.connect(database)) {
      VitalOntology.load(connection);
    }
    Oracle oracle = new Oracle(database, Databases.emptyGraph());
    assertThat(oracle.difference())
        .contains(
            VitalOntology.isReal()
                ? List.of(
                    missing("Role", 1068),
                    missing("Skill", 225),
                    missing("PERFORMED_BY_ROLE", 4846),
                    missing("IN_TENANT", 1245),
                    missing("BELONGS_TO", 1220))
                : List.of(missing("Role", 42), missing("Skill", 26), missing("Persona", 60)));
    assertThat(oracle.counts()).isEqualTo(new Oracle.Counts(0, 0, 0));
  }

  private static String missing(String what, int count) {
    return what
        + ": "
        + count
        + " expected, 0 found, "
        + count
        + " missing, 0 extra, 0 different, 0 duplicate";
  }

  @Test
  void anEmptyDatabaseAndAnEmptyGraphAreEqual() {
    assertThat(new Oracle(Databases.newDatabase(), Databases.emptyGraph()).difference()).isEmpty();
  }

  @Test
  void aGraphThatIsRightIsFoundEqual() throws SQLException {
    Oracle oracle = new Oracle(tinySource(), tinyGraph());
    assertThat(oracle.difference()).isEmpty();
    assertThat(oracle.counts()).isEqualTo(new Oracle.Counts(7, 5, 52));
    oracle.assertEqual();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          missing node          | MATCH (n:Tool) DETACH DELETE n | missing (Tool
          missing relationship  | MATCH ()-[r:USES_TOOL]->() DELETE r | USES_TOOL: 1 expected, 0 found, 1 missing
          extra node            | CREATE (:Role {id: 'x', updated_at: datetime()}) | extra (Role x)
          foreign node          | CREATE (:Stranger {id: 'x'}) | extra (Stranger x)
          second state          | CREATE (:SyncState {id: 'neo4j-sync'}) | extra (SyncState neo4j-sync)
          duplicate node        | MATCH (n:Role) CREATE (m:Role) SET m = n | duplicate (Role
          extra property        | MATCH (n:Role) SET n.rank = 0.5 | rank: expected nothing but found 0.5 (Double)
          missing property      | MATCH (n:Role) REMOVE n.slug | slug: expected "r" but found nothing
          wrong value           | MATCH (n:Role) SET n.name = 'Q' | name: expected "R" but found "Q"
          wrong number type     | MATCH (n:Function) SET n.strategic_priority = 7.0 | expected 7 (Long) but found 7.0 (Double)
          wrong time            | MATCH (n:Function) SET n.source_updated_at = datetime('2025-01-01T00:00:01Z') | source_updated_at
          text for a time       | MATCH (n:Function) SET n.source_updated_at = '2025-01-01T00:00:00Z' | source_updated_at
          no time of sync       | MATCH (n:Function) REMOVE n.updated_at | updated_at: expected nothing but found "no time of the sync"
          id that is a number   | MATCH (n:Tool) SET n.id = 1 | extra (Tool 1 as Long)
          wrong junction values | MATCH ()-[r:USES_TOOL]->() SET r.usage_frequency = 'daily' | usage_frequency: expected "weekly" but found "daily"
          property on foreign key | MATCH ()-[r:BELONGS_TO]->() SET r.x = true | x: expected nothing but found true (Boolean)
          duplicate relationship | MATCH (r:Role), (d:Department) CREATE (r)-[:BELONGS_TO]->(d) | duplicate (Role
          reversed relationship | MATCH (r:Role), (d:Department) CREATE (d)-[:BELONGS_TO]->(r) | extra (Department
          foreign relationship  | MATCH (r:Role), (d:Department) CREATE (r)-[:KNOWS]->(d) | other relationships: 0 expected, 1 found, 0 missing, 1 extra
          state with relationship | MATCH (r:Role), (s:SyncState) CREATE (r)-[:REPORTS_TO]->(s) | -[:REPORTS_TO]->(SyncState neo4j-sync)
          wrong skill table     | MATCH (r:Role)-[q:REQUIRES_SKILL]->(), (s:Skill {source_table: 'skills'}) CREATE (r)-[:REQUIRES_SKILL]->(s) DELETE q | (Skill skills 0
          extra label           | MATCH (n:Role) SET n:Boss | (labels): expected nothing but found [Role, Boss]
          """)
  void everySabotageIsReported(String name, String cypher, String finding) throws SQLException {
    Oracle oracle = new Oracle(tinySource(), tinyGraph());
    try (var session = Databases.driver().session()) {
      session.run(cypher).consume();
    }
    assertThat(oracle.difference()).contains(finding);
    assertThatThrownBy(oracle::assertEqual)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(finding);
  }

  @Test
  void aSoftDeletedRoleTakesItsRelationshipsAlong() throws SQLException {
    String database = tinySource();
    Driver driver = tinyGraph();
    try (Connection connection = Databases.connect(database);
        var statement = connection.createStatement()) {
      statement.execute("UPDATE org_roles SET deleted_at = now() WHERE id = '" + ROLE + "'");
    }
    assertThat(new Oracle(database, driver).difference())
        .contains("extra (Role " + ROLE + ")", "USES_TOOL: 0 expected, 1 found")
        .contains("REQUIRES_SKILL: 0 expected, 1 found", "BELONGS_TO: 1 expected, 2 found");
  }

  private static String tinySource() throws SQLException {
    String database = Databases.newDatabase();
    try (Connection connection = Databases.connect(database);
        var statement = connection.createStatement()) {
      VitalOntology.createSchemaWithConstraints(connection);
      statement.execute(SOURCE);
    }
    return database;
  }

  private static Driver tinyGraph() {
    Driver driver = Databases.emptyGraph();
    try (var session = driver.session()) {
      session.run(GRAPH).consume();
    }
    return driver;
  }
}
