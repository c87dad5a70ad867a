package io.neo4jsync.insights;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.app.RouteFiles;
import io.neo4jsync.graph.GraphSchema;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.RunningSync;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neo4j.driver.Session;
import org.neo4j.driver.summary.Plan;

/** Neo4j understands every question as it is sent, and looks at no more than its labels for it. */
class QuestionPlansIT {

  private static Mappings mappings;

  @BeforeAll
  static void install() throws Exception {
    Databases.clearGraph();
    try (RunningSync sync = RunningSync.on(Databases.newDatabase())) {
      mappings = RouteFiles.mappings(sync.parts());
      new GraphSchema(sync.parts().driver(), sync.parts().database()).install(mappings);
    }
  }

  static List<Question> questions() throws IOException {
    return QuestionFilesTest.questions();
  }

  @ParameterizedTest
  @MethodSource("questions")
  void noPlanScansAllNodesOrRelationships(Question question) {
    for (Access access : List.of(Access.ALL, Access.of("a tenant"))) {
      Vocabulary vocabulary = new Vocabulary(mappings);
      Map<String, Object> parameters = new HashMap<>(access.parameters());
      for (Parameter parameter : question.parameters()) {
        if (parameter.kind() == Parameter.Kind.NODE) {
          parameters.put(parameter.name(), vocabulary.key("Skill:ref_skills:1").orElseThrow());
        }
      }
      String cypher = new Macros(vocabulary, "tenant_id").expand(question.cypher(), parameters);
      List<String> operators = new ArrayList<>();
      try (Session session = Databases.driver().session()) {
        collect(session.run("EXPLAIN " + cypher).consume().plan(), operators);
      }
      assertThat(operators)
          .as(question.name())
          .isNotEmpty()
          .noneMatch(operator -> operator.matches(".*(AllNodesScan|AllRelationshipsScan).*"));
    }
  }

  private static void collect(Plan plan, List<String> operators) {
    operators.add(plan.operatorType());
    plan.children().forEach(child -> collect(child, operators));
  }
}
