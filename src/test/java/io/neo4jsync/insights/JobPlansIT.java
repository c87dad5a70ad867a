package io.neo4jsync.insights;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.testing.Databases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.driver.Session;
import org.neo4j.driver.summary.Plan;

/**
 * A projection follows relationships, also by a plan that Neo4j made while the graph was empty: it
 * keeps plans for a while, and one that looks up all ends for each beginning never comes to an end
 * in a graph that has been filled since.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(InsightLab.GRAPH)
class JobPlansIT {

  private static InsightLab lab;
  private static Mappings mappings;

  @BeforeAll
  static void install() throws Exception {
    lab = InsightLab.empty();
    mappings = lab.sync().parts().mappings().current();
  }

  @AfterAll
  static void close() throws Exception {
    lab.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"project-everything", "project-roles", "project-work"})
  void nothingIsLookedUpAnewForEachRow(String step) throws Exception {
    String file = Files.readString(Path.of("cypher/insights/jobs", step + ".cypher"));
    for (Access access : List.of(Access.ALL, Access.of("a tenant"))) {
      Map<String, Object> parameters = access.parameters();
      String cypher = new Macros(new Vocabulary(mappings), "tenant_id").expand(file, parameters);
      List<String> once = new ArrayList<>();
      List<String> repeated = new ArrayList<>();
      try (Session session = Databases.driverWithGds().session()) {
        Plan plan = session.run("EXPLAIN " + cypher).consume().plan();
        collect(plan, false, once, repeated);
      }
      assertThat(once).as(step).anyMatch(operator -> operator.contains("Scan"));
      assertThat(repeated).as(step).noneMatch(operator -> operator.contains("Scan"));
    }
  }

  /** The operators that work once, and those that work for each row that another one brings. */
  private static void collect(
      Plan plan, boolean repeats, List<String> once, List<String> repeated) {
    (repeats ? repeated : once).add(plan.operatorType());
    for (int i = 0; i < plan.children().size(); i++) {
      boolean inner = i > 0 && plan.operatorType().contains("Apply");
      collect(plan.children().get(i), repeats || inner, once, repeated);
    }
  }
}
