package io.neo4jsync.insights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.neo4jsync.insights.InsightLab.Outcome;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.VitalOntology;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** On the real ontology, what GDS has computed equals what something else computes. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Databases.GRAPH_WITH_GDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InsightJobsIT {

  private static final int SIMILAR = 10;
  private static final double LEAST = 0.1;

  private InsightLab lab;
  private JsonNode report;
  private RoleNetwork network;

  @BeforeAll
  void compute() throws Exception {
    lab = InsightLab.ofOntology();
    Outcome outcome = lab.refresh();
    assertThat(outcome.code()).as(outcome.out() + outcome.err()).isZero();
    report = outcome.json();
    network = network("true", "true");
  }

  @AfterAll
  void close() throws Exception {
    lab.close();
  }

  /** From the tables, with conditions on roles r and jobs j. */
  private RoleNetwork network(String ofRoles, String ofJobs) throws Exception {
    RoleNetwork read = new RoleNetwork();
    lab.rows("SELECT id FROM org_roles r WHERE deleted_at IS NULL AND " + ofRoles)
        .forEach(row -> read.role(row.get(0)));
    lab.rows("SELECT id FROM jtbd j WHERE deleted_at IS NULL AND " + ofJobs)
        .forEach(row -> read.job(row.get(0)));
    lab.rows("SELECT role_id, jtbd_id FROM jtbd_roles")
        .forEach(row -> read.does(row.get(0), row.get(1)));
    return read;
  }

  private JsonNode scope(String name) {
    for (JsonNode scope : report.get("scopes")) {
      if (scope.get("scope").asText().equals(name)) {
        return scope;
      }
    }
    throw new AssertionError("no scope " + name + " in " + report);
  }

  @Test
  void pageRankOfRoles() {
    network.assertPageRank(lab.pairs("MATCH (r:Role) RETURN r.id, r.insight_pagerank"));
  }

  @Test
  void betweennessOfRoles() {
    network.assertBetweenness(lab.pairs("MATCH (r:Role) RETURN r.id, r.insight_betweenness"));
  }

  @Test
  void communitiesOfRolesAndJobs() {
    Map<String, Long> communities =
        lab.pairs("MATCH (n:Role|JTBD) RETURN n.id, n.insight_community");
    assertThat(communities).hasSize(network.roles().size() + network.jobs().size());
    double modularity = network.modularity(communities);
    assertThat(modularity)
        .isCloseTo(scope("all").get("modularity").asDouble(), within(1e-9))
        .isGreaterThan(VitalOntology.isReal() ? 0.5 : 0.3);
    assertThat(new HashSet<>(communities.values()))
        .hasSize(scope("all").get("communities").asInt());
  }

  @Test
  void anotherRunGivesTheSameAndTellsItsOwnTime() {
    String values =
        """
        MATCH (n:Role|JTBD)
        RETURN n.id, [n.insight_community, toString(round(n.insight_pagerank, 9)),
                      toString(round(n.insight_betweenness, 3)), n.insight_island]""";
    Map<String, Object> before = lab.pairs(values);
    Object time = lab.value("MATCH (i:InsightRun {scope: 'all'}) RETURN i.computed_at");
    assertThat(lab.refresh().code()).isZero();
    assertThat(lab.<Object>pairs(values)).isEqualTo(before);
    Object now = lab.value("MATCH (i:InsightRun {scope: 'all'}) RETURN i.computed_at");
    assertThat(now).isNotEqualTo(time);
    assertThat(
            lab.read(
                """
                MATCH (n) WHERE n.insight_computed_at IS NOT NULL RETURN DISTINCT n.insight_computed_at AS at
                UNION MATCH ()-[e:SIMILAR_TO|RATED_IN]->() RETURN DISTINCT e.computed_at AS at
                UNION MATCH (i:InsightRun) RETURN DISTINCT i.computed_at AS at"""))
        .as("all of a run carry its time, and nothing of the run before is left")
        .containsExactly(Map.of("at", now));
  }

  @Test
  void rolesThatDoTheSameJobs() {
    assertSimilar("Role", network.jobsOfRoles());
  }

  @Test
  void jobsOfTheSameRolesForTheSameValue() throws Exception {
    Map<String, Set<String>> sets = new HashMap<>();
    network.jobs().forEach(job -> sets.put(job, new HashSet<>()));
    for (List<String> row :
        lab.rows(
            """
            SELECT jtbd_id, role_id FROM jtbd_roles JOIN org_roles o ON o.id = role_id WHERE o.deleted_at IS NULL
            UNION SELECT jtbd_id, category_id FROM jtbd_value_categories
            UNION SELECT jtbd_id, driver_id FROM jtbd_value_drivers""")) {
      if (sets.containsKey(row.get(0))) {
        sets.get(row.get(0)).add(row.get(1));
      }
    }
    assertSimilar("JTBD", sets);
  }

  /** Each score is the index; where ties are cut, which of them stay is open. */
  private void assertSimilar(String label, Map<String, Set<String>> sets) {
    Map<String, List<Double>> found = new TreeMap<>();
    for (Map<String, Object> record :
        lab.read(
            "MATCH (a:%1$s)-[s:SIMILAR_TO]->(b:%1$s) RETURN a.id AS a, b.id AS b, s.score AS score"
                .formatted(label))) {
      double score = (Double) record.get("score");
      assertThat(score)
          .as("%s", record)
          .isCloseTo(
              RoleNetwork.jaccard(sets.get(record.get("a")), sets.get(record.get("b"))),
              within(1e-9));
      found.computeIfAbsent((String) record.get("a"), a -> new ArrayList<>()).add(score);
    }
    Map<String, List<Double>> expected = new TreeMap<>();
    sets.forEach(
        (one, itsOwn) -> {
          List<Double> scores = new ArrayList<>();
          sets.forEach(
              (other, others) -> {
                double score = one.equals(other) ? 0 : RoleNetwork.jaccard(itsOwn, others);
                if (score >= LEAST) {
                  scores.add(score);
                }
              });
          scores.sort(Comparator.reverseOrder());
          if (!scores.isEmpty()) {
            expected.put(one, scores.subList(0, Math.min(SIMILAR, scores.size())));
          }
        });
    assertThat(expected).isNotEmpty();
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    found.forEach(
        (one, scores) -> {
          scores.sort(Collections.reverseOrder());
          assertThat(scores).as("scores of %s", one).hasSameSizeAs(expected.get(one));
          for (int i = 0; i < scores.size(); i++) {
            assertThat(scores.get(i)).isCloseTo(expected.get(one).get(i), within(1e-9));
          }
        });
  }

  @Test
  void islands() {
    Islands islands = new Islands();
    lab.read(
            """
            MATCH (n) WHERE NOT n:Tenant AND NOT n:SyncState AND NOT n:InsightRun
            RETURN elementId(n) AS element,
                   labels(n)[0] + ':' + CASE WHEN n:Skill THEN n.source_table + ':' ELSE '' END + n.id AS name""")
        .forEach(row -> islands.add((String) row.get("element"), (String) row.get("name")));
    lab.read(
            """
            MATCH (a)-[e]->(b)
            WHERE NOT type(e) IN ['IN_TENANT', 'CHILD_OF', 'SIMILAR_TO', 'RATED_IN']
            RETURN elementId(a) AS a, elementId(b) AS b""")
        .forEach(row -> islands.connect((String) row.get("a"), (String) row.get("b")));
    Map<String, String> expected = islands.names();
    assertThat(
            lab.<String>pairs(
                "MATCH (n) WHERE n.insight_island IS NOT NULL RETURN elementId(n), n.insight_island"))
        .isEqualTo(expected);
    assertThat(new HashSet<>(expected.values())).hasSize(scope("all").get("islands").asInt());
    assertThat(expected).isNotEmpty();
  }

  @Test
  void theNoteTellsWhatTheScopesHave() {
    for (JsonNode scope : report.get("scopes")) {
      Map<String, Object> note =
          lab
              .read(
                  "MATCH (i:InsightRun {scope: '%s'}) RETURN properties(i) AS note"
                      .formatted(scope.get("scope").asText()))
              .stream()
              .map(row -> InsightJobsIT.<Map<String, Object>>cast(row.get("note")))
              .findFirst()
              .orElseThrow();
      for (String name :
          List.of("roles", "jobs", "relationships", "communities", "islands", "similarities")) {
        assertThat(note).as(name).containsEntry(name, scope.get(name).asLong());
      }
      assertThat(note).containsKeys("seconds", "gds_version", "computed_at");
    }
    assertThat(scope("all").get("roles").asInt()).isEqualTo(network.roles().size());
    assertThat(scope("all").get("jobs").asInt()).isEqualTo(network.jobs().size());
    assertThat(scope("all").get("relationships").asInt()).isEqualTo(network.relationships());
    assertThat(scope("all").get("similarities").asLong())
        .isEqualTo(lab.value("MATCH ()-[s:SIMILAR_TO]->() RETURN count(s)"));
  }

  @SuppressWarnings("unchecked")
  private static <T> T cast(Object value) {
    return (T) value;
  }

  /** Whose rows a tenant sees, as SQL says it: the map where it has rows, else the own column. */
  @Test
  void eachTenantIsRatedByWhatItSees() throws Exception {
    List<List<String>> tenants = lab.rows("SELECT id FROM tenants WHERE deleted_at IS NULL");
    assertThat(report.get("scopes")).hasSize(1 + tenants.size());
    int rated = 0;
    for (List<String> row : tenants) {
      String tenant = row.get(0);
      RoleNetwork seen =
          network(
              """
              CASE WHEN EXISTS (SELECT FROM role_tenants m JOIN tenants t ON t.id = m.tenant_id
                                 WHERE m.role_id = r.id AND t.deleted_at IS NULL)
                   THEN EXISTS (SELECT FROM role_tenants m WHERE m.role_id = r.id AND m.tenant_id = '%1$s')
                   ELSE coalesce(r.tenant_id = '%1$s', true) END"""
                  .formatted(tenant),
              "coalesce(j.tenant_id = '%s', true)".formatted(tenant));
      String ratings =
          "MATCH (n:%s)-[e:RATED_IN]->(:Tenant {id: '" + tenant + "'}) RETURN n.id, e.%s";
      seen.assertPageRank(lab.pairs(ratings.formatted("Role", "pagerank")));
      seen.assertBetweenness(lab.pairs(ratings.formatted("Role", "betweenness")));
      Map<String, Long> communities =
          lab.pairs(
              "MATCH (n:Role|JTBD)-[e:RATED_IN]->(:Tenant {id: '%s'}) RETURN n.id, e.community"
                  .formatted(tenant));
      assertThat(communities).hasSize(seen.roles().size() + seen.jobs().size());
      if (seen.relationships() > 0) {
        assertThat(seen.modularity(communities))
            .isCloseTo(scope(tenant).get("modularity").asDouble(), within(1e-9));
        rated++;
      }
    }
    assertThat(rated).as("tenants with jobs that roles do").isPositive();
  }
}
