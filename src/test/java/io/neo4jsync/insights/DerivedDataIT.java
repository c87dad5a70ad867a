package io.neo4jsync.insights;

import static io.neo4jsync.insights.InsightLab.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.fullsync.RunScope;
import io.neo4jsync.insights.InsightLab.Outcome;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.FullSyncs;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Sync, full sync, pruning, verify and repair neither touch nor count what the insights keep. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Databases.GRAPH_WITH_GDS)
class DerivedDataIT {

  private InsightLab lab;
  private Set<Map<String, Object>> before;

  @BeforeEach
  void compute() throws Exception {
    lab = InsightLab.empty();
    lab.tenant("a");
    for (String role : new String[] {"nurse", "doctor", "porter"}) {
      lab.role(role, "a");
    }
    lab.job("care", "a", "nurse", "doctor");
    lab.job("round", null, "nurse", "doctor");
    lab.sync().drain();
    assertThat(lab.refresh().code()).isZero();
    before = derived();
    assertThat(before).hasSizeGreaterThan(10);
  }

  @AfterEach
  void isUntouched() throws Exception {
    assertThat(derived()).isEqualTo(before);
    lab.oracle().assertEqual();
    lab.close();
  }

  /** All of it: properties, relationships with theirs, notes. */
  private Set<Map<String, Object>> derived() {
    return Set.copyOf(
        lab.read(
            """
            MATCH (n) UNWIND keys(n) AS key WITH n, key WHERE key STARTS WITH 'insight_'
            RETURN {of: n.id, key: key, value: n[key]} AS what
            UNION MATCH (a)-[e:SIMILAR_TO|RATED_IN]->(b)
            RETURN {from: a.id, to: b.id, type: type(e), properties: properties(e)} AS what
            UNION MATCH (i:InsightRun) RETURN {note: properties(i)} AS what"""));
  }

  @Test
  void changedRowsKeepIt() throws Exception {
    lab.sql("UPDATE org_roles SET name = name || '!', deleted_at = NULL");
    lab.sql("UPDATE jtbd SET name = name || '!'");
    lab.sql("UPDATE tenants SET name = name || '!'");
    lab.sync().drain();
    assertThat(lab.value("MATCH (r:Role) WHERE r.name ENDS WITH '!' RETURN count(r)"))
        .isEqualTo(3L);
  }

  @Test
  void aFullSyncFindsNothingToWriteOrRemove() {
    assertThat(lab.fullSync())
        .containsEntry("state", "completed")
        .containsEntry("written", 0L)
        .containsEntry("pruned", 0L);
  }

  @Test
  void pruningRemovesWhatTheSourceDoesNotHaveAndNothingElse() {
    lab.graph()
        .executableQuery(
            "CREATE (:Role {id: 'nobody'}) CREATE (:JTBD {name: 'keyless'})-[:PERFORMED_BY_ROLE]->(:Tool)")
        .execute();
    assertThat(new FullSyncs(lab.sync()).run(RunScope.EVERYTHING, true))
        .containsEntry("state", "completed")
        .hasEntrySatisfying(
            "pruned", pruned -> assertThat((Long) pruned).isGreaterThanOrEqualTo(3));
  }

  @Test
  void verifyCountsNoDriftAndRepairHealsOnlyTheDrift() {
    assertThat(lab.run(Map.of(), "verify").code()).isZero();
    lab.graph()
        .executableQuery("MATCH (r:Role {id: '%s'}) SET r.name = 'spoilt'".formatted(id("nurse")))
        .execute();
    Outcome repair = lab.run(Map.of(), "verify", "--repair");
    assertThat(repair.code()).as(repair.out() + repair.err()).isZero();
    assertThat(repair.out()).contains("org_roles", "spoilt", "The graph equals the source");
  }
}
