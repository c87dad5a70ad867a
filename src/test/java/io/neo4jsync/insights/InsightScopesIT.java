package io.neo4jsync.insights;

import static io.neo4jsync.insights.InsightLab.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.insights.InsightLab.Outcome;
import io.neo4jsync.testing.Databases;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What a scope is made of, and what becomes of results whose ground is gone. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Databases.GRAPH_WITH_GDS)
class InsightScopesIT {

  private InsightLab lab;

  @BeforeEach
  void load() throws Exception {
    lab = InsightLab.empty();
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  private void tenants() throws Exception {
    lab.tenant("a");
    lab.tenant("b");
    lab.role("nurse", "a");
    lab.role("doctor", "a");
    lab.role("porter", "a");
    lab.role("auditor", null);
    lab.role("seller", "b");
    lab.job("care", "a", "nurse", "doctor");
    lab.job("round", "a", "nurse", "doctor");
    lab.job("check", "a", "doctor", "auditor");
    lab.job("sale", "b", "seller", "auditor");
  }

  private void refresh() {
    lab.sync().drain();
    Outcome outcome = lab.refresh();
    assertThat(outcome.code()).as(outcome.out() + outcome.err()).isZero();
  }

  /** All that the tenant's scope says, but when. */
  private Map<String, Object> ratings(String tenant) {
    return lab.pairs(
        """
        MATCH (n)-[r:RATED_IN]->(:Tenant {id: '%s'})
        RETURN n.id, [r.pagerank, r.betweenness, r.community, r.island] ORDER BY n.id"""
            .formatted(id(tenant)));
  }

  @Test
  void foreignJobsMakeNoDifferenceToATenant() throws Exception {
    tenants();
    refresh();
    Map<String, Object> before = ratings("a");
    Map<String, Object> whole =
        lab.pairs("MATCH (r:Role) RETURN r.id, [r.insight_pagerank, r.insight_betweenness]");
    assertThat(before.keySet())
        .as("its own roles and jobs and those of nobody; porter is an island")
        .containsExactlyInAnyOrder(
            ids("nurse", "doctor", "porter", "auditor", "care", "round", "check"));

    for (int n = 0; n < 5; n++) {
      lab.role("of b " + n, "b");
      lab.job("for b " + n, "b", "of b " + n, "auditor", "nurse", "porter");
    }
    lab.sql(
        "INSERT INTO jtbd_roles (jtbd_id, role_id, tenant_id) VALUES ('%s', '%s', '%s')"
            .formatted(id("care"), id("porter"), id("b")));
    refresh();
    assertThat(ratings("a")).isEqualTo(before);
    assertThat(
            lab.<Object>pairs(
                "MATCH (r:Role) RETURN r.id, [r.insight_pagerank, r.insight_betweenness]"))
        .as("while the whole graph is another")
        .doesNotContainEntry(id("auditor").toString(), whole.get(id("auditor").toString()))
        .doesNotContainEntry(id("nurse").toString(), whole.get(id("nurse").toString()));
  }

  private static String[] ids(String... names) {
    return List.of(names).stream().map(name -> id(name).toString()).toArray(String[]::new);
  }

  @Test
  void aTenantThatIsGoneLeavesNothing() throws Exception {
    tenants();
    refresh();
    assertThat(notes()).containsExactlyInAnyOrder("all", id("a").toString(), id("b").toString());
    assertThat(ratings("b")).isNotEmpty();
    Map<String, Object> ofA = ratings("a");

    lab.sql("UPDATE tenants SET deleted_at = now() WHERE slug = 'b'");
    refresh();
    assertThat(notes()).containsExactlyInAnyOrder("all", id("a").toString());
    assertThat(lab.value("MATCH ()-[r:RATED_IN]->(t) WHERE t.slug <> 'a' RETURN count(r)"))
        .isEqualTo(0L);
    assertThat(ratings("a")).isEqualTo(ofA);
  }

  private List<String> notes() {
    return lab.texts("MATCH (i:InsightRun) RETURN i.scope");
  }

  @Test
  void aRoleThatIsGoneIsInNoResult() throws Exception {
    tenants();
    refresh();
    assertThat(similar()).contains("nurse doctor", "doctor nurse");
    lab.sql("DELETE FROM jtbd_roles WHERE role_id = '%s'".formatted(id("nurse")));
    lab.sql("DELETE FROM org_roles WHERE id = '%s'".formatted(id("nurse")));
    lab.sync().drain();
    assertThat(similar())
        .as("even before the next run")
        .isNotEmpty()
        .noneMatch(s -> s.contains("nurse"));
    refresh();
    assertThat(similar()).isNotEmpty().noneMatch(s -> s.contains("nurse"));
    assertThat(ratings("a")).doesNotContainKey(id("nurse").toString());
    assertThat(lab.value("MATCH (i:InsightRun {scope: 'all'}) RETURN i.roles")).isEqualTo(4L);
  }

  private List<String> similar() {
    return lab.texts("MATCH (a)-[:SIMILAR_TO]->(b) RETURN a.name + ' ' + b.name");
  }

  @Test
  void whatNoLongerHoldsIsTakenAway() throws Exception {
    tenants();
    refresh();
    assertThat(islands()).containsExactly("porter Role:" + id("porter"));
    assertThat(similar()).contains("nurse doctor");
    lab.sql("DELETE FROM jtbd_roles WHERE role_id = '%s'".formatted(id("nurse")));
    lab.sql(
        "INSERT INTO jtbd_roles (jtbd_id, role_id) VALUES ('%s', '%s')"
            .formatted(id("check"), id("porter")));
    refresh();
    assertThat(similar()).contains("doctor porter").noneMatch(s -> s.contains("nurse"));
    assertThat(islands()).containsExactly("nurse Role:" + id("nurse"));
    assertThat(ratings("a").get(id("porter").toString()).toString()).endsWith("null]");
    assertThat(ratings("a").get(id("nurse").toString()).toString())
        .endsWith("Role:" + id("nurse") + "]");
  }

  private List<String> islands() {
    return lab.texts(
        "MATCH (n) WHERE n.insight_island IS NOT NULL RETURN n.name + ' ' + n.insight_island");
  }

  @Test
  void aToolThatIsUsedNowHasNothingLeft() throws Exception {
    tenants();
    lab.sql("INSERT INTO tools (id, name, slug) VALUES ('%s', 'saw', 'saw')".formatted(id("saw")));
    refresh();
    assertThat(lab.value("MATCH (t:Tool) RETURN t.insight_island")).isEqualTo("Tool:" + id("saw"));
    lab.sql(
        "INSERT INTO role_tools (role_id, tool_id) VALUES ('%s', '%s')"
            .formatted(id("doctor"), id("saw")));
    refresh();
    assertThat(
            lab.texts(
                "MATCH (t:Tool) UNWIND keys(t) AS k WITH k WHERE k STARTS WITH 'insight_' RETURN k"))
        .isEmpty();
  }

  @Test
  void anEmptyGraphAndTenantsWithNothingAreNoFault() throws Exception {
    refresh();
    assertThat(notes()).isEqualTo(List.of("all"));
    lab.tenant("a");
    lab.role("alone", "a");
    lab.tenant("b");
    refresh();
    assertThat(ratings("a")).hasSize(1);
    assertThat(ratings("b")).isEmpty();
    lab.sql("DELETE FROM org_roles");
    lab.job("orphan", null);
    refresh();
    assertThat(ratings("a")).containsOnlyKeys(id("orphan").toString());
  }
}
