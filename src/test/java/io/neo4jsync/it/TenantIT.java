package io.neo4jsync.it;

import static io.neo4jsync.it.SmallSource.graph;
import static io.neo4jsync.it.SmallSource.id;
import static io.neo4jsync.it.SmallSource.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.fullsync.RunScope;
import io.neo4jsync.testing.Databases;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run for one tenant: its rows, the shared rows they need, and nothing else. */
class TenantIT {

  private static final UUID A = id("tenant a");
  private static final UUID B = id("tenant b");
  private static final RunScope ONLY_A = new RunScope(A.toString(), null);

  private SmallSource source;

  @BeforeEach
  void load() throws Exception {
    source = new SmallSource("sync.full.chunk.size", "2");
    tenant(A, "a");
    tenant(B, "b");
    UUID ofA = source.function("of-a");
    UUID ofB = source.function("of-b");
    UUID shared = source.function("shared");
    UUID unneeded = source.function("unneeded");
    own("org_functions", A, ofA);
    map("function", B, ofB);
    UUID sharedDepartment = source.department("shared", shared);
    UUID departmentOfB = source.department("of-b", ofB);
    source.department("unneeded", unneeded);
    own("org_departments", B, departmentOfB);
    own("org_roles", A, source.role("of-a", ofA, sharedDepartment));
    map("role", A, source.role("mapped-to-a", ofA, departmentOfB));
    own("org_roles", B, source.role("of-b", ofB, departmentOfB));
    source.role("shared", shared, sharedDepartment);
    source.role("unneeded", unneeded, sharedDepartment);
    job("of-a", A);
    job("of-b", B);
    performs("of-a", "of-a");
    performs("of-a", "of-b");
    performs("of-a", "shared");
    performs("of-b", "unneeded");
    source.sql("DELETE FROM neo4j_sync_queue");
    source.start();
  }

  @AfterEach
  void close() throws Exception {
    source.close();
  }

  private void tenant(UUID id, String name) throws SQLException {
    source.sql(
        "INSERT INTO tenants (id, name, slug, tenant_path, tenant_level) VALUES ('%s', '%s', '%s', '%s', 0)"
            .formatted(id, name, name, name));
  }

  private void own(String table, UUID tenant, UUID row) throws SQLException {
    source.sql("UPDATE %s SET tenant_id = '%s' WHERE id = '%s'".formatted(table, tenant, row));
  }

  private void map(String what, UUID tenant, UUID row) throws SQLException {
    source.sql(
        "INSERT INTO %s_tenants (%s_id, tenant_id) VALUES ('%s', '%s')"
            .formatted(what, what, row, tenant));
  }

  private void job(String code, UUID tenant) throws SQLException {
    source.sql(
        """
        INSERT INTO jtbd (id, code, name, tenant_id, functional_area)
        VALUES ('%s', '%s', '%s', '%s', (enum_range(NULL::functional_area_type))[1])"""
            .formatted(id("job " + code), code, code, tenant));
  }

  private void performs(String job, String role) throws SQLException {
    source.sql(
        "INSERT INTO jtbd_roles (jtbd_id, role_id) VALUES ('%s', '%s')"
            .formatted(id("job " + job), id("role " + role)));
  }

  private static Object names(String label) {
    return value("MATCH (n:" + label + ") WITH n.name AS name ORDER BY name RETURN collect(name)");
  }

  @Test
  void withoutTheTenantColumnNobodySaysWhoseRowsTheyAre() throws Exception {
    source.sql("ALTER TABLE org_roles RENAME tenant_id TO owner");
    assertThat(source.fullSyncs().run(ONLY_A))
        .containsEntry("state", "failed")
        .containsEntry("read", 0L)
        .hasEntrySatisfying(
            "error",
            error ->
                assertThat((String) error)
                    .contains("column tenant_id is gone from table org_roles (renamed to owner)"));
  }

  @Test
  void takesItsRowsAndTheSharedRowsTheyNeed() throws Exception {
    assertThat(source.fullSyncs().run(ONLY_A))
        .containsEntry("state", "completed")
        .containsEntry("failed", 0L);
    assertThat(names("Tenant")).isEqualTo(List.of("a"));
    assertThat(names("Role")).isEqualTo(List.of("mapped-to-a", "of-a", "shared"));
    assertThat(names("JTBD")).isEqualTo(List.of("of-a"));
    assertThat(names("Department")).as("the role needs it").isEqualTo(List.of("shared"));
    assertThat(names("Function"))
        .as("its department needs it")
        .isEqualTo(List.of("of-a", "shared"));
    assertThat(graph("MATCH (:JTBD)-[e:PERFORMED_BY_ROLE]->() RETURN count(e)")).isEqualTo(2);
    assertThat(graph("MATCH (:Role)-[e:IN_TENANT]->(:Tenant) RETURN count(e)")).isEqualTo(1);
    assertThat(source.sync().queue().byStatus()).isEmpty();
    assertThat(source.number("SELECT count(*) FROM neo4j_sync_run_shared")).isZero();

    assertThat(source.fullSyncs().run(ONLY_A)).containsEntry("written", 0L);
    source.fullSyncs().run(RunScope.EVERYTHING);
    source.oracle().assertEqual();
  }

  @Test
  void touchesNothingOfOthersAndRemovesOnlyItsOwn() throws Exception {
    source.fullSyncs().run(RunScope.EVERYTHING);
    Map<String, Object> tenants = Map.of("a", A.toString(), "b", B.toString());
    Databases.driver()
        .executableQuery(
            """
            CREATE (:JTBD {id: 'gone-a', tenant_id: $a, updated_at: datetime()}),
                   (:JTBD {id: 'gone-b', tenant_id: $b, updated_at: datetime()}),
                   (:JTBD {id: 'gone-shared', updated_at: datetime()}),
                   (both:Role {id: 'gone-both', tenant_id: $a, updated_at: datetime()})
            WITH both MATCH (t:Tenant {id: $b}) CREATE (both)-[:IN_TENANT]->(t)
            WITH both MATCH (j:JTBD) WHERE j.name IN ['of-a', 'of-b'] SET j.code = 'spoilt'""")
        .withParameters(tenants)
        .execute();
    Databases.driver()
        .executableQuery(
            "MATCH (:JTBD {name: 'of-a'})-[e:PERFORMED_BY_ROLE]->(:Role {name: 'of-b'}) DELETE e")
        .execute();
    assertThat(source.fullSyncs().run(ONLY_A, true))
        .containsEntry("state", "completed")
        .containsEntry("pruned", 1L)
        .containsEntry("written", 2L);
    assertThat(value("MATCH (j:JTBD) WHERE j.code = 'spoilt' RETURN collect(j.name)"))
        .isEqualTo(List.of("of-b"));
    assertThat(
            value(
                "MATCH (n) WHERE n.id STARTS WITH 'gone' WITH n ORDER BY n.id RETURN collect(n.id)"))
        .isEqualTo(List.of("gone-b", "gone-both", "gone-shared"));
    assertThat(
            graph(
                "MATCH (:JTBD {name: 'of-a'})-[e:PERFORMED_BY_ROLE]->(:Role {name: 'of-b'}) RETURN count(e)"))
        .as("a relationship belongs to the tenant if one end does")
        .isEqualTo(1);
    source.fullSyncs().run(RunScope.EVERYTHING, true);
    source.oracle().assertEqual();
  }

  @Test
  void aTenantThatIsNotThereIsNamed() {
    assertThat(source.fullSyncs().run(new RunScope(id("nobody").toString(), null)))
        .containsEntry("state", "failed")
        .hasEntrySatisfying("error", e -> assertThat((String) e).contains("there is no tenant"));
    assertThat(source.fullSyncs().run(new RunScope("not a uuid", null)))
        .containsEntry("state", "failed")
        .hasEntrySatisfying("error", e -> assertThat((String) e).contains("not a uuid"));
    assertThat(graph("MATCH (n) WHERE NOT n:SyncState RETURN count(n)")).isZero();
  }
}
