package io.neo4jsync.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.mapping.Property;
import io.neo4jsync.routes.RouteLint.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The two tables of docs/graph-model.md say exactly what the entity routes do; a difference shows
 * the row as it should stand in the document.
 */
class GraphModelTest {

  private static final Path PROJECT = Path.of("").toAbsolutePath();

  private static List<String> document;
  private static List<RouteFile> entities;

  @BeforeAll
  static void read() throws IOException {
    document = Files.readAllLines(PROJECT.resolve("docs/graph-model.md"));
    entities =
        Project.in(PROJECT).routes().entrySet().stream()
            .map(file -> new RouteFile(file.getKey(), file.getValue()))
            .filter(RouteFile::isEntity)
            .toList();
  }

  @Test
  void nodesAreDocumented() {
    assertThat(rowsBelow("## Nodes"))
        .containsExactlyInAnyOrderElementsOf(
            rows("merge-node", (file, step) -> nodeRow(file.name(), step)));
  }

  @Test
  void relationshipsAreDocumented() {
    assertThat(rowsBelow("## Relationships"))
        .containsExactlyInAnyOrderElementsOf(rows("merge-edge", GraphModelTest::edgeRow));
  }

  private interface Row {
    String of(RouteFile file, RouteStep step);
  }

  private static List<String> rows(String kind, Row row) {
    return entities.stream()
        .flatMap(
            file ->
                file.allSteps().filter(step -> step.isGraph(kind)).map(step -> row.of(file, step)))
        .toList();
  }

  private static String nodeRow(String table, RouteStep step) {
    Stream<String> fixed =
        Property.parse(step.parameter("fixed")).stream()
            .map(property -> property.name() + " (always `" + property.column() + "`)");
    String properties =
        Stream.of(key(step).stream(), fixed, properties(step))
            .flatMap(names -> names)
            .collect(Collectors.joining(", "));
    return "| " + step.parameter("label") + " | " + table + " | " + properties + " |";
  }

  private static String edgeRow(RouteFile file, RouteStep step) {
    String from = step.parameter("from");
    String to = step.parameter("to");
    boolean junction = from != null && to != null;
    String source;
    if (junction) {
      source = file.name() + " (" + end(step, "from") + ", " + end(step, "to") + ")";
    } else {
      source = file.name() + "." + end(step, from == null ? "to" : "from");
    }
    Stream<String> key = junction && !isKeyThePair(step) ? key(step).stream() : Stream.empty();
    String properties =
        Stream.concat(key, properties(step)).collect(Collectors.joining(", ", " ", " "));
    return "| (%s)-[:%s]->(%s) | %s |%s|"
        .formatted(
            from == null ? ownLabel(file) : from,
            step.parameter("type"),
            to == null ? ownLabel(file) : to,
            source,
            properties.isBlank() ? " " : properties);
  }

  /** The columns of an end, and its table where the label alone does not say it. */
  private static String end(RouteStep step, String side) {
    String columns = String.join(", ", Property.names(step.parameter(side + "Column")));
    String table = step.parameter(side + "Table");
    return table == null ? columns : columns + " → " + table;
  }

  private static boolean isKeyThePair(RouteStep step) {
    List<String> pair = new ArrayList<>(Property.names(step.parameter("fromColumn")));
    pair.addAll(Property.names(step.parameter("toColumn")));
    return Set.copyOf(pair).equals(Set.copyOf(key(step)));
  }

  private static String ownLabel(RouteFile file) {
    return file.allSteps()
        .filter(step -> step.isGraph("merge-node"))
        .map(step -> step.parameter("label"))
        .findFirst()
        .orElse("?");
  }

  private static List<String> key(RouteStep step) {
    return Property.names(step.parameter("key") == null ? "id" : step.parameter("key"));
  }

  private static Stream<String> properties(RouteStep step) {
    return Property.parse(step.parameter("properties")).stream()
        .map(
            property ->
                property.name().equals(property.column())
                    ? property.name()
                    : property.name() + "=" + property.column());
  }

  /** The rows of the table below a heading, without head and remarks like <i>(added)</i>. */
  private static List<String> rowsBelow(String heading) {
    int start = document.indexOf(heading);
    assertThat(start).as("the heading '%s' in docs/graph-model.md", heading).isNotNegative();
    return document.subList(start + 1, document.size()).stream()
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("|"))
        .skip(2)
        .map(line -> line.replace(" *(added)*", ""))
        .toList();
  }
}
