package io.neo4jsync.insights;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.testing.Databases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.driver.Session;
import org.neo4j.driver.summary.Plan;

/** Neo4j understands every job as it is sent, and looks at no more than its labels for it. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Databases.GRAPH_WITH_GDS)
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

  static List<Path> jobs() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("cypher/insights/jobs"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void noPlanScansAllNodesOrRelationships(Path job) throws IOException {
    for (Access access : List.of(Access.ALL, Access.of("a tenant"))) {
      List<String> operators = new ArrayList<>();
      collect(plan(job, access), false, operators, operators);
      assertThat(operators)
          .as(job.toString())
          .isNotEmpty()
          .noneMatch(operator -> operator.matches(".*(AllNodesScan|AllRelationshipsScan).*"));
    }
  }

  /**
   * A projection follows relationships, also by a plan that Neo4j made while the graph was empty:
   * it keeps plans for a while, and one that looks up all ends for each beginning never comes to an
   * end in a graph that has been filled since.
   */
  @ParameterizedTest
  @ValueSource(strings = {"project-everything", "project-roles", "project-work"})
  void nothingIsLookedUpAnewForEachRow(String step) throws IOException {
    Path job = Path.of("cypher/insights/jobs", step + ".cypher");
    for (Access access : List.of(Access.ALL, Access.of("a tenant"))) {
      List<String> once = new ArrayList<>();
      List<String> repeated = new ArrayList<>();
      collect(plan(job, access), false, once, repeated);
      assertThat(once).as(step).anyMatch(operator -> operator.contains("Scan"));
      assertThat(repeated).as(step).noneMatch(operator -> operator.contains("Scan"));
    }
  }

  private static Plan plan(Path job, Access access) throws IOException {
    Map<String, Object> parameters = access.parameters();
    Macros macros = new Macros(new Vocabulary(mappings), "tenant_id");
    String cypher = macros.expand(Files.readString(job), parameters);
    try (Session session = Databases.driverWithGds().session()) {
      return session.run("EXPLAIN " + cypher).consume().plan();
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
