package io.neo4jsync.insights;

import static io.neo4jsync.insights.InsightLab.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.neo4jsync.insights.InsightLab.Outcome;
import io.neo4jsync.testing.Databases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What stands in a run's way is named, and nothing is left behind. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Databases.GRAPH_WITH_GDS)
class InsightRunsIT {

  private static final String ALL = "MATCH (i:InsightRun {scope: 'all'}) RETURN i.computed_at";

  private InsightLab lab;

  @BeforeEach
  void load() throws Exception {
    lab = InsightLab.empty();
    lab.tenant("a");
    lab.role("nurse", "a");
    lab.role("doctor", "a");
    lab.job("care", "a", "nurse", "doctor");
    lab.sync().drain();
  }

  @AfterEach
  void nothingIsLeftInMemory() throws Exception {
    assertThat(lab.read("CALL gds.graph.list() YIELD graphName RETURN graphName")).isEmpty();
    lab.close();
  }

  @Test
  void whatWouldNotFitIsRefusedAndTheRestIsComputed() throws Exception {
    assertThat(lab.refresh().code()).isZero();
    Object before = lab.value(ALL);
    lab.graph()
        .executableQuery(
            "UNWIND range(1, 20000) AS n CREATE (:Role {id: 'foreign ' + n, tenant_id: 'other'})")
        .execute();

    Outcome outcome =
        lab.run(Map.of("INSIGHTS_MEMORY_MEGABYTES", "1"), "insights", "refresh", "--json");
    assertThat(outcome.code()).isEqualTo(1);
    JsonNode scopes = outcome.json().get("scopes");
    assertThat(scopes.get(0).get("fault").asText())
        .matches(
            "the whole graph takes up to [0-9,]+ bytes of memory, more than the 1,048,576 bytes that"
                + " INSIGHTS_MEMORY_MEGABYTES allows.*");
    assertThat(lab.value(ALL)).as("the old results stay").isEqualTo(before);
    assertThat(scopes.get(1).get("scope").asText()).isEqualTo(id("a").toString());
    assertThat(scopes.get(1).has("fault")).isFalse();
    assertThat(scopes.get(1).get("roles").asInt()).isEqualTo(2);

    assertThat(lab.refresh().code()).as("by itself it takes what is free").isZero();
  }

  @Test
  void onlyOneIsMadeAtATime() throws Exception {
    var sessions = io.neo4jsync.app.Databases.lockSessions(lab.sync().parts().settings());
    try (JobLock other = JobLock.take(sessions, "neo4j-sync")) {
      other.requireHeld();
      Outcome outcome = lab.refresh();
      assertThat(outcome.code()).isEqualTo(1);
      assertThat(outcome.err()).contains("insights are being computed already", "try again");
      assertThat(lab.value(ALL)).isNull();
    }
    assertThat(lab.refresh().code()).isZero();
  }

  @Test
  void aRunWhoseLockIsGoneEnds() throws Exception {
    var sessions = io.neo4jsync.app.Databases.lockSessions(lab.sync().parts().settings());
    try (JobLock lock = JobLock.take(sessions, "neo4j-sync")) {
      lab.sql(
          "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid IN"
              + " (SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
              + " AND ((classid::bigint << 32) | objid::bigint) = hashtextextended('neo4j-sync insights neo4j-sync', 0)");
      assertThatThrownBy(lock::requireHeld).hasMessageContaining("run insights refresh again");
    }
  }

  @Test
  void withoutGraphDataScienceTheCommandSaysWhatToDo() {
    Outcome outcome =
        lab.run(Map.of("NEO4J_URI", Databases.neo4j().boltURI().toString()), "insights", "refresh");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("Neo4j has no Graph Data Science", "install the plug-in", "gds.*");
  }

  @Test
  void whatADeadProcessLeftIsDropped() {
    lab.graph()
        .executableQuery(
            "MATCH (r:Role) RETURN gds.graph.project('neo4j-sync insights neo4j-sync', r, null, {}, {})")
        .execute();
    assertThat(lab.refresh().code()).isZero();
  }

  @Test
  void aStepThatFailsIsNamedAndLeavesNoProjection(@TempDir Path folder) throws Exception {
    copyJobs(folder);
    Files.writeString(
        folder.resolve("jobs/find-bridges.cypher"),
        "CALL gds.betweenness.mutate($graph, {wrong: 1})");
    Outcome outcome = lab.run(Map.of("INSIGHTS_CYPHER", folder.toString()), "insights", "refresh");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out())
        .contains(
            "no new results of the whole graph: step find-bridges fails:", "of tenant a: step");
    assertThat(lab.value(ALL)).isNull();
  }

  @Test
  void aFileThatIsMissingIsNamed(@TempDir Path folder) {
    Outcome outcome = lab.run(Map.of("INSIGHTS_CYPHER", folder.toString()), "insights", "refresh");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("gds-version.cypher", "set INSIGHTS_CYPHER");
  }

  private static void copyJobs(Path folder) throws IOException {
    Files.createDirectory(folder.resolve("jobs"));
    try (var files = Files.list(Path.of("cypher/insights/jobs"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve("jobs").resolve(file.getFileName()));
      }
    }
  }

  @Test
  void theCommandTellsPeopleTheSame() {
    Outcome outcome = lab.run(Map.of(), "insights", "refresh");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out().lines())
        .satisfiesExactly(
            whole ->
                assertThat(whole)
                    .startsWith(
                        "the whole graph: 2 roles, 1 jobs, 1 communities, 2 similarities, 0 islands"),
            tenant -> assertThat(tenant).startsWith("tenant a: 2 roles, 1 jobs"));
    assertThat(lab.run(Map.of(), "insights").code()).as("wrong usage").isEqualTo(2);
  }

  @Test
  void betweennessOfMoreNodesIsEstimatedFromASample() throws Exception {
    lab.role("role 0", "a");
    for (int n = 1; n <= 30; n++) {
      lab.role("role " + n, "a");
      lab.job("job " + n, "a", "role " + n, "role " + (n - 1), "nurse");
    }
    lab.sync().drain();
    String total = "MATCH (r:Role) RETURN sum(r.insight_betweenness)";
    assertThat(lab.refresh().code()).isZero();
    double exact = (Double) lab.value(total);
    assertThat(lab.run(Map.of("INSIGHTS_BETWEENNESS_NODES", "32"), "insights", "refresh").code())
        .isZero();
    assertThat((Double) lab.value(total)).isNotEqualTo(exact).isBetween(0.5 * exact, 1.5 * exact);
  }

  @Test
  void oneAfterEachFullSync() throws Exception {
    lab.close();
    lab = InsightLab.empty("insights.after.full.sync", "true");
    lab.role("nurse", null);
    lab.sync().drain();
    assertThat(lab.value(ALL)).isNull();
    for (int n = 1; n <= 2; n++) {
      Object id = lab.fullSync().get("id");
      lab.await("MATCH (i:InsightRun {scope: 'all'}) RETURN i.full_sync", id);
    }
  }

  @Test
  void oneAtTheTimesOfTheSchedule() throws Exception {
    lab.close();
    lab = InsightLab.empty("insights.cron", "0/2 * * * * ?");
    lab.await("MATCH (i:InsightRun {scope: 'all'}) RETURN i.roles", 0L);
    lab.role("nurse", null);
    lab.await("MATCH (i:InsightRun {scope: 'all'}) RETURN i.roles", 1L);
    lab.sync().stop();
  }
}
