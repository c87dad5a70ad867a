package io.neo4jsync.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.routes.RouteLint.Project;
import io.neo4jsync.routes.RouteLint.Violation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file under {@code routes/} keeps the rules of {@link RouteRule}. */
class RouteFilesTest {

  private static List<Violation> violations;

  static Set<String> files() throws IOException {
    return project().routes().keySet();
  }

  private static Project project() throws IOException {
    return Project.in(Path.of("").toAbsolutePath());
  }

  @BeforeAll
  static void lint() throws IOException {
    violations = RouteLint.check(project());
  }

  @ParameterizedTest
  @MethodSource("files")
  void keepsTheRules(String file) {
    assertThat(violations).filteredOn(found -> found.file().equals(file)).isEmpty();
  }

  @Test
  void looksAtTheRoutesAndAtTheEntities() throws IOException {
    assertThat(files())
        .anyMatch(file -> file.matches("routes/[^/]+"))
        .anyMatch(file -> file.matches("routes/entities/[^/]+"));
  }
}
