package io.neo4jsync.insights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.neo4jsync.insights.Question.Answers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the rules for the files with questions, and between them, their routes and the REST DSL.
 */
class QuestionFilesTest {

  private static final Path FOLDER = Path.of("cypher", "insights");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Pattern USED = Pattern.compile("\\$(\\w+)");

  /** A node in a pattern; what a word stands before is a function. */
  private static final Pattern NODE = Pattern.compile("(?<![\\w)])\\(\\s*(\\w*)\\s*(:[^)]*)?\\)");

  private static final Pattern RELATIONSHIP = Pattern.compile("-\\[(\\w*):([^\\]]+)\\]-");

  private static final Pattern CHECKED_EDGE = Pattern.compile("visible_edge\\((\\w+)\\)");

  /** Relationships that come from a foreign key, or from the insights themselves. */
  private static final Set<String> WITHOUT_ROW = Set.of("BELONGS_TO", "RATED_IN", "SIMILAR_TO");

  /**
   * What looks like patterns and is none: imports of subqueries, and where steps of a path begin.
   */
  private static final Pattern CALL = Pattern.compile("CALL \\([\\w, ]*\\)|(?<=\\()\\(\\)");

  /** What the application gives without being asked. */
  private static final Set<String> GIVEN =
      Set.of(
          "everything", "tenants", "scope", "after", "mapped_labels", "frontier", "ends", "most");

  static List<Question> questions() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".cypher"))
          .sorted()
          .map(name -> Question.read(FOLDER, name.replace(".cypher", "")))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("questions")
  void saysWhatItAsksAndUsesWhatItDeclares(Question question) {
    assertThat(question.about()).hasSizeGreaterThan(40).endsWith(".");
    Set<String> used = new TreeSet<>();
    Matcher matcher = USED.matcher(question.cypher());
    while (matcher.find()) {
      used.add(matcher.group(1));
    }
    Set<String> declared =
        question.parameters().stream()
            .map(Parameter::name)
            .collect(Collectors.toCollection(TreeSet::new));
    if (question.answers() == Answers.PATH) {
      assertThat(declared).contains("from", "to", "hops");
      used.addAll(List.of("from", "to", "hops"));
    }
    assertThat(declared).doesNotContainAnyElementsOf(GIVEN);
    used.removeAll(GIVEN);
    assertThat(declared).as("declared and used").isEqualTo(used);
  }

  @ParameterizedTest
  @MethodSource("questions")
  void readsOnlyAndInASettledOrder(Question question) {
    assertThat(question.cypher())
        .doesNotContainPattern("(?i)\\b(create|merge|set|delete|remove|foreach|load csv)\\b");
    if (question.answers() == Answers.LIST) {
      assertThat(question.cypher()).contains("ORDER BY", "LIMIT $limit");
      assertThat(question.cursor()).isNotEmpty();
    }
  }

  /** Whoever forgets visible(n) for one node shows tenants each other's rows. */
  @ParameterizedTest
  @MethodSource("questions")
  void everyNodeOfEveryPatternIsChecked(Question question) {
    List<String> unchecked = new ArrayList<>();
    Matcher nodes = NODE.matcher(CALL.matcher(question.cypher()).replaceAll(""));
    while (nodes.find()) {
      String label = nodes.group(2) == null ? "" : nodes.group(2);
      boolean ours = label.startsWith(":InsightRun") || label.equals(":Tenant {id: $scope}");
      if (!ours && !isChecked(question, nodes.group(1))) {
        unchecked.add(nodes.group());
      }
    }
    assertThat(unchecked).isEmpty();
  }

  private static boolean isChecked(Question question, String node) {
    return Stream.of(
            "visible(" + node + ")",
            "find(" + node + ", ",
            // the end of a path, of which every step is checked
            "visible(step)\\E.*\\{1,[56]} \\(\\Q" + node + ")",
            // one of a list, which holds checked nodes
            "UNWIND \\E[\\w $>=<()]+( THEN .*)? AS \\Q" + node + "\n",
            node + " IN nodes")
        .anyMatch(
            check -> Pattern.compile("\\Q" + check + "\\E").matcher(question.cypher()).find());
  }

  /** A junction row may be a tenant's whose both ends others see. */
  @ParameterizedTest
  @MethodSource("cypherFiles")
  void everyRelationshipOfAJunctionRowIsChecked(Path file) throws IOException {
    String cypher = Files.readString(file).replaceAll("(?m)^ *//.*", "");
    List<String> relationships =
        RELATIONSHIP
            .matcher(cypher)
            .results()
            .filter(found -> !WITHOUT_ROW.contains(found.group(2)))
            .map(found -> found.group(1))
            .toList();
    List<String> checked =
        CHECKED_EDGE.matcher(cypher).results().map(found -> found.group(1)).toList();
    assertThat(checked).containsExactlyInAnyOrderElementsOf(relationships);
  }

  static List<Path> cypherFiles() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".cypher")).sorted().toList();
    }
  }

  /** An address for each question, with the same parameters. */
  @Test
  void everyQuestionHasAnAddressThatDescribesItsParameters() throws IOException {
    Map<String, Question> byName = new HashMap<>();
    questions().forEach(question -> byName.put(question.name(), question));
    Map<String, Set<String>> described = new TreeMap<>();
    Set<String> asked = new TreeSet<>();
    for (String api : List.of("insights", "ontology")) {
      JsonNode rest =
          YAML.readTree(Path.of("routes/api", api + "-rest.camel.yaml").toFile()).at("/0/rest");
      for (JsonNode get : rest.get("get")) {
        String route = get.at("/to/uri").asText().replace("direct:", "");
        JsonNode answer =
            YAML.readTree(Path.of("routes/insights", route + ".camel.yaml").toFile())
                .at("/0/route/from/steps/0/to/uri");
        String name = answer.asText().replace("insight:", "");
        asked.add(name);
        Question question = byName.get(name);
        Set<String> parameters = new TreeSet<>();
        for (JsonNode parameter : get.get("param")) {
          parameters.add(parameter.get("name").asText());
          boolean required = parameter.get("required").asBoolean();
          question.parameters().stream()
              .filter(declared -> declared.name().equals(parameter.get("name").asText()))
              .filter(declared -> declared.otherwise() == null)
              .forEach(declared -> assertThat(required).as(name + " " + declared).isTrue());
        }
        described.computeIfAbsent(name, key -> new TreeSet<>()).addAll(parameters);
      }
    }
    assertThat(asked).isEqualTo(new TreeSet<>(byName.keySet()));
    described.forEach(
        (name, parameters) -> {
          Set<String> declared =
              byName.get(name).parameters().stream()
                  .map(Parameter::name)
                  .collect(Collectors.toCollection(TreeSet::new));
          declared.add("tenant");
          if (!byName.get(name).cursor().isEmpty()) {
            declared.add("cursor");
          }
          assertThat(parameters).as(name).isEqualTo(declared);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "// answers list\\n// parameter limit: number| line 2: 'limit: number': numbers, and only they",
        "// answers list\\n// parameter a: word| line 2: 'a: word' declares no parameter",
        "// answers few| line 1",
        "// Nothing.\\nRETURN 1| it lacks the line // answers one",
      })
  void aFileThatMakesNoSenseIsRefusedByLine(String text, String message, @TempDir Path folder)
      throws IOException {
    Files.writeString(folder.resolve("q.cypher"), text.replace("\\n", "\n"));
    assertThatThrownBy(() -> Question.read(folder, "q"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("q.cypher")
        .hasMessageContaining(message);
  }
}
