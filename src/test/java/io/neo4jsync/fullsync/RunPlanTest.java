package io.neo4jsync.fullsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.app.RouteFiles;
import io.neo4jsync.app.SyncParts;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.settings.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The order of a run follows from the routes; no database is asked. */
class RunPlanTest {

  private static Mappings mappings;
  private static List<String> order;

  @BeforeAll
  static void read() throws Exception {
    try (SyncParts parts = new SyncParts(Settings.load(Map.of(), Map.of()))) {
      mappings = RouteFiles.mappings(parts);
      order = parts.settings().names("sync.full.order");
    }
  }

  private static List<String> steps(RunScope scope, List<String> preferred) {
    return new RunPlan(mappings, scope, preferred)
        .steps().stream()
            .map(step -> step.phase() + (step.table() == null ? "" : " " + step.table()))
            .toList();
  }

  @Test
  void theStrategysTablesComeFirstInItsOrder() {
    assertThat(steps(RunScope.EVERYTHING, order).stream().filter(s -> s.startsWith("load")))
        .startsWith(
            "load org_functions",
            "load org_departments",
            "load nodes org_roles",
            "load personas",
            "load jtbd",
            "load value_categories",
            "load nodes value_drivers");
  }

  @Test
  void nodesComeBeforeRelationshipsAndSelfReferencesLast() {
    List<String> steps = steps(RunScope.EVERYTHING, order);
    assertThat(steps).containsSubsequence("load tools", "load role_tools");
    assertThat(steps).containsSubsequence("load jtbd", "prune jtbd", "check jtbd_roles");
    assertThat(steps)
        .containsSubsequence("check jtbd_roles", "prune jtbd_roles", "load jtbd_roles");
    assertThat(steps).containsSubsequence("load jtbd_roles", "load relationships org_roles");
    assertThat(steps).doesNotHaveDuplicates().endsWith("settle");
    assertThat(steps.stream().filter(s -> s.startsWith("load ")).map(s -> s.replaceAll(".* ", "")))
        .containsAll(mappings.all().stream().map(mapping -> mapping.table()).toList());
  }

  @Test
  void withoutAPreferenceTheForeignKeysDecide() {
    assertThat(steps(RunScope.EVERYTHING, List.of()))
        .containsSubsequence("load org_functions", "load org_departments", "load nodes org_roles")
        .containsSubsequence("load nodes org_roles", "load personas");
    assertThat(steps(RunScope.EVERYTHING, List.of("org_roles", "org_functions")))
        .as("what foreign keys demand goes before what somebody prefers")
        .containsSubsequence("load org_functions", "load org_departments", "load nodes org_roles");
  }

  @Test
  void aRunForOneTableStaysWithIt() {
    assertThat(steps(new RunScope(null, "org_departments"), order))
        .containsExactly(
            "load org_departments",
            "check org_departments",
            "prune org_departments",
            "strays (:Department)",
            "strays ()-[:BELONGS_TO]->()",
            "settle");
  }

  @Test
  void aRunForOneTenantLeavesStraysAlone() {
    assertThat(steps(new RunScope("x", null), order)).noneMatch(step -> step.startsWith("strays"));
  }
}
