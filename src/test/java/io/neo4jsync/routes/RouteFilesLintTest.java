package io.neo4jsync.routes;

import static java.util.regex.Matcher.quoteReplacement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.neo4jsync.routes.RouteLint.Project;
import io.neo4jsync.routes.RouteLint.Violation;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule can fail: one fault in good files gives a violation of that rule and no other. */
class RouteFilesLintTest {

  private static final String POLL = "routes/poll.camel.yaml";
  private static final String ROUTER = "routes/router.camel.yaml";
  private static final String PETS = "routes/entities/pets.camel.yaml";
  private static final String PET_OWNERS = "routes/entities/pet_owners.camel.yaml";

  /** The step that follows an inserted one. */
  private static final String LOG = " ".repeat(18) + "- log:";

  private static final String TOP = " ".repeat(8);
  private static final String FLAT_FROM = " direct:router\n";

  private static final Map<String, String> GOOD =
      Map.of(
          POLL,
          """
          - route:
              id: poll
              group: queue
              description: Takes the pets from the queue, one after the other.
              from:
                uri: timer:poll
                parameters:
                  period: "{{sync.interval.millis}}"
                steps:
                  - to:
                      id: claim
                      uri: sql:classpath:sql/claim.sql
                  - choice:
                      id: by-count
                      when:
                        - id: is-any
                          expression:
                            simple:
                              expression: ${body.size} > {{sync.limit}}
                          steps:
                            - log:
                                id: tell
                                message: "There are rows, MERGE comes next"
                            - to:
                                id: send-on
                                uri: direct:router
          """,
          ROUTER,
          """
          - route:
              id: router
              group: queue
              description: Sends the rows to the route of their table.
              from:
                uri: direct:router
                steps:
                  - toD:
                      id: to-table
                      uri: direct:entity-${body.table}
          """,
          PETS,
          entity(
              "pets",
              """
              - to:
                  id: delete-pet
                  uri: graph:delete-node
                  parameters:
                    label: Pet
              """,
              """
              - to:
                  id: merge-pet
                  uri: graph:merge-node
                  parameters:
                    label: Pet
                    properties: "name, source_updated_at=updated_at"
              - to:
                  id: tag-pet
                  uri: graph:cypher
                  parameters:
                    resource: file:cypher/tags.cypher
              """),
          PET_OWNERS,
          entity(
              "pet_owners",
              """
              - to:
                  id: delete-owned-by
                  uri: graph:delete-edge
                  parameters:
                    type: OWNED_BY
              """,
              """
              - to:
                  id: merge-owned-by
                  uri: graph:merge-edge
                  parameters:
                    type: OWNED_BY
                    from: Pet
                    fromColumn: pet_id
                    to: Owner
                    toColumn: owner_id
              """));

  private static String entity(String table, String whenDeleted, String otherwise) {
    return """
    - route:
        id: entity-%s
        group: entities
        nodePrefixId: %s.
        description: "%s rows become a part of the graph."
        from:
          uri: direct:entity-%s
          steps:
            - choice:
                id: by-operation
                when:
                  - id: is-delete
                    expression:
                      simple:
                        expression: ${variable.operation} == 'DELETE'
                    steps:
    %s            otherwise:
                  id: is-upsert
                  steps:
    %s\
    """
        .formatted(
            table.replace('_', '-'),
            table,
            table,
            table,
            whenDeleted.indent(18),
            otherwise.indent(16));
  }

  static Stream<Arguments> faults() {
    return Stream.of(formFaults(), stepFaults(), contentFaults(), entityFaults())
        .flatMap(faults -> faults);
  }

  private static Stream<Arguments> formFaults() {
    return Stream.of(
        arguments(RouteRule.VALID_YAML, POLL, "group: queue", "group: queue\n    group: other"),
        arguments(RouteRule.NO_TABS, POLL, "There are", "There\tare"),
        arguments(RouteRule.NO_TABS, POLL, "    group", "\tgroup"),
        arguments(RouteRule.NO_COMMENTS, POLL, "group: queue", "group: queue # the first"),
        arguments(RouteRule.ONE_ROUTE, ROUTER, "- route:", "- beans: []\n- route:"),
        arguments(RouteRule.ONE_ROUTE, ROUTER, "- route:", "- routeConfiguration:"),
        arguments(RouteRule.ROUTE_ID, POLL, "id: poll", "id: pull"),
        arguments(RouteRule.ROUTE_ID, PET_OWNERS, "entity-pet-owners", "entity-pet_owners"),
        arguments(RouteRule.GROUP, POLL, "group: queue", "note: none"),
        arguments(RouteRule.DESCRIPTION, POLL, "description", "note"),
        arguments(RouteRule.DESCRIPTION, POLL, "Takes the pets", "This route takes the pets"),
        arguments(RouteRule.DESCRIPTION, POLL, "the other.", "the other"),
        arguments(RouteRule.DESCRIPTION, POLL, "queue, one", "queue. One"),
        arguments(RouteRule.DESCRIPTION, POLL, "the pets", "{{sync.limit}} pets"),
        arguments(RouteRule.DESCRIPTION, POLL, "the pets", "pets and ".repeat(20)),
        arguments(RouteRule.DESCRIPTION, POLL, "Takes the pets from the queue, one after", "After"),
        arguments(RouteRule.EXPLICIT_STEP, POLL, "- log:", "- to: direct:router\n" + LOG),
        arguments(RouteRule.EXPLICIT_STEP, POLL, "- log:", "- to: {id: nowhere}\n" + LOG),
        arguments(RouteRule.EXPLICIT_STEP, ROUTER, "\n      uri: direct:router\n  ", FLAT_FROM),
        arguments(RouteRule.EXPLICIT_EXPRESSION, POLL, "- log:", setBody("simple: x")),
        arguments(RouteRule.EXPLICIT_EXPRESSION, POLL, "- log:", setBody("expression: x")),
        arguments(
            RouteRule.EXPLICIT_EXPRESSION, POLL, "- log:", setBody("expression: {constant: x}")),
        arguments(
            RouteRule.EXPLICIT_EXPRESSION,
            POLL,
            "- log:",
            "- doTry: {id: a, doCatch: [{id: b, onWhen: {simple: x}}]}\n" + LOG),
        arguments(RouteRule.EXPLICIT_URI, ROUTER, "{body.table}", "{body.table}?block=false"),
        arguments(RouteRule.EXPLICIT_URI, POLL, "timer:poll", "timer:poll?delay=5"));
  }

  private static Stream<Arguments> stepFaults() {
    String log = "- log: {id: log-%d, message: Hello}\n";
    String tenLogs =
        IntStream.range(0, 10)
            .mapToObj(number -> log.formatted(number) + " ".repeat(18))
            .collect(Collectors.joining());
    return Stream.of(
        arguments(RouteRule.STEP_ID, POLL, "id: claim", "description: Claims."),
        arguments(RouteRule.STEP_ID, POLL, "- id: is-any", "- description: Any?"),
        arguments(RouteRule.STEP_ID, POLL, "id: claim", "id: claimRows"),
        arguments(RouteRule.STEP_ID, POLL, "- log:", "- stop: {}\n" + LOG),
        arguments(RouteRule.UNIQUE_ID, POLL, "id: claim", "id: to-table"),
        arguments(RouteRule.UNIQUE_ID, POLL, "id: claim", "id: router"),
        arguments(RouteRule.UNIQUE_ID, PETS, "id: tag-pet", "id: merge-pet"),
        arguments(RouteRule.TEN_STEPS, POLL, "- log:", tenLogs + "- log:"),
        arguments(
            RouteRule.TEN_STEPS, ROUTER, "- toD:", tenLogs.replaceAll(" {10,}", TOP) + "- toD:"),
        arguments(RouteRule.ONE_CHOICE, POLL, "- log:", "- choice: {id: inner}\n" + LOG),
        arguments(
            RouteRule.ONE_CHOICE,
            POLL,
            "- log:",
            "- doTry: {id: a, steps: [{choice: {id: inner}}]}\n" + LOG));
  }

  private static Stream<Arguments> contentFaults() {
    String sqlFile = "sql:classpath:sql/claim.sql";
    return Stream.of(
        arguments(RouteRule.NO_SCRIPT, POLL, "simple:", "groovy:"),
        arguments(RouteRule.NO_SCRIPT, POLL, "- log:", setBody("js: x")),
        arguments(RouteRule.NO_SCRIPT, POLL, sqlFile, "language:groovy:1"),
        arguments(RouteRule.NO_SCRIPT, POLL, "- log:", "- script: {id: a}\n" + LOG),
        arguments(RouteRule.NO_BEAN, POLL, sqlFile, "bean:claim"),
        arguments(RouteRule.NO_BEAN, POLL, "- log:", "- bean: {id: a, method: b}\n" + LOG),
        arguments(RouteRule.SHORT_SIMPLE, POLL, "${body.size}", "${body.size} > 7 && ".repeat(8)),
        arguments(RouteRule.CYPHER_IN_FILES, POLL, "${body.size}", "MATCH p = (n)"),
        arguments(
            RouteRule.CYPHER_IN_FILES, POLL, "period:", "query: match (n) return n\n        x:"),
        arguments(RouteRule.CYPHER_IN_FILES, PETS, "file:cypher/tags.cypher", "RETURN 1"),
        arguments(RouteRule.SQL_IN_FILES, POLL, sqlFile, "sql:select 1 from pets"),
        arguments(RouteRule.SQL_IN_FILES, POLL, sqlFile, "sql:file:sql/claim.sql"),
        arguments(RouteRule.SQL_IN_FILES, POLL, sqlFile, "jdbc:default"),
        arguments(RouteRule.SQL_IN_FILES, POLL, "${body.size}", "DELETE FROM pets"),
        arguments(RouteRule.FILE_EXISTS, POLL, "sql/claim.sql", "sql/clam.sql"),
        arguments(RouteRule.FILE_EXISTS, PETS, "cypher/tags.cypher", "cypher/tag.cypher"),
        arguments(RouteRule.PLACEHOLDER, POLL, "{{sync.limit}}", "{{sync.limits}}"),
        arguments(RouteRule.PLACEHOLDER, POLL, "{{sync.limit}}", "{{sync.limits:5}}"),
        arguments(RouteRule.PLACEHOLDER, POLL, "interval.millis", "interval.hours"),
        arguments(RouteRule.PLACEHOLDER, POLL, "There are", "${properties:sync.rows}"),
        arguments(RouteRule.DIRECT_HAS_ROUTE, POLL, sqlFile, "direct:nowhere"),
        arguments(RouteRule.DIRECT_HAS_ROUTE, POLL, sqlFile, "direct:no-${body}"),
        arguments(RouteRule.DIRECT_IS_CALLED, POLL, "uri: direct:router", "uri: log:router"),
        arguments(RouteRule.DIRECT_IS_CALLED, POLL, "timer:poll", "direct:poll"),
        arguments(
            RouteRule.DIRECT_IS_CALLED, ROUTER, "direct:entity-${body.table}", "direct:router"));
  }

  private static Stream<Arguments> entityFaults() {
    return Stream.of(
        arguments(RouteRule.NODE_PREFIX, PETS, "nodePrefixId: pets.", "nodePrefixId: pet."),
        arguments(RouteRule.ENTITY_START, PETS, "direct:entity-pets", "direct:entity-pet"),
        arguments(RouteRule.ENTITY_START, POLL, "timer:poll", "direct:entity-poll"),
        arguments(RouteRule.OPERATION_CHOICE, PETS, "'DELETE'", "'UPDATE'"),
        arguments(RouteRule.OPERATION_CHOICE, PETS, "graph:cypher", "graph:delete-edge"),
        arguments(RouteRule.OPERATION_CHOICE, PETS, "graph:cypher", "log:graph"),
        arguments(RouteRule.OPERATION_CHOICE, PETS, "otherwise:", "doFinally:"),
        arguments(
            RouteRule.OPERATION_CHOICE, PETS, "- choice:", "- stop: {id: a}\n" + TOP + "- choice:"),
        arguments(RouteRule.DELETE_FOR_MERGE, PETS, "label: Pet", "label: Cat"),
        arguments(RouteRule.DELETE_FOR_MERGE, PET_OWNERS, "type: OWNED_BY", "type: OWNS"),
        arguments(RouteRule.PROPERTY_ONCE, PETS, "\"name,", "\"name, name=nick,"),
        arguments(RouteRule.PROPERTY_ONCE, PETS, "\"name,", "\"id, name,"),
        arguments(RouteRule.GRAPH_STEP, PET_OWNERS, "toColumn:", "toColumns:"));
  }

  private static String setBody(String expression) {
    return "- setBody: {id: a, " + expression + "}\n" + LOG;
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("faults")
  void findsTheFault(RouteRule rule, String file, String good, String bad) {
    Map<String, String> files = new TreeMap<>(GOOD);
    assertThat(files.get(file)).contains(good);
    files.put(file, files.get(file).replaceFirst(Pattern.quote(good), quoteReplacement(bad)));

    assertThat(lint(files))
        .isNotEmpty()
        .allSatisfy(
            found -> {
              assertThat(found.rule()).as(found.toString()).isEqualTo(rule);
              assertThat(found.toString()).contains(found.place(), rule.remedy(), "[" + rule + "]");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"routes/poll.yaml", "routes/sub/poll.txt", "routes/pollAll.camel.yaml"})
  void findsAFileName(String path) {
    Map<String, String> files = new TreeMap<>(GOOD);
    String name = new RouteFile(path, "").name();
    files.put(path, files.remove(POLL).replace("id: poll\n", "id: " + name + "\n"));

    assertThat(lint(files)).extracting(Violation::rule).containsOnly(RouteRule.FILE_NAME);
  }

  @Test
  void acceptsGoodFiles() {
    assertThat(lint(GOOD)).isEmpty();
  }

  @Test
  void everyRuleIsTried() {
    Set<RouteRule> tried = EnumSet.of(RouteRule.FILE_NAME);
    faults().forEach(fault -> tried.add((RouteRule) fault.get()[0]));

    assertThat(tried).containsExactlyInAnyOrder(RouteRule.values());
  }

  @Test
  void saysWhereWhatAndWhatToDo() {
    Map<String, String> files = new TreeMap<>(GOOD);
    files.computeIfPresent(POLL, (path, text) -> text.replace("sql/claim", "sql/clam"));

    assertThat(lint(files))
        .extracting(Violation::toString)
        .containsExactly(
            "routes/poll.camel.yaml: step 'claim', uri: sql/clam.sql does not exist. Add the file"
                + " or correct its name; paths start at the folder of application.properties"
                + " [file-exists].");
  }

  private static List<Violation> lint(Map<String, String> files) {
    Set<String> existing = Set.of("sql/claim.sql", "cypher/tags.cypher");
    return RouteLint.check(
        new Project(new TreeMap<>(files), Set.of("sync.limit"), existing::contains));
  }
}
