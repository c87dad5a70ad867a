package io.neo4jsync.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.neo4jsync.routes.RouteLint.Project;
import io.neo4jsync.routes.RouteLint.Violation;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule can fail: one fault in good files gives a violation of that rule and no other. */
class RouteFilesLintTest {

  private static final String POLL = "routes/poll.camel.yaml";
  private static final String ROUTER = "routes/router.camel.yaml";
  private static final String PETS = "routes/entities/pets.camel.yaml";
  private static final String PET_OWNERS = "routes/entities/pet_owners.camel.yaml";

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
    %s"""
        .formatted(
            table.replace('_', '-'),
            table,
            table,
            table,
            whenDeleted.indent(18),
            otherwise.indent(16));
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault(RouteRule.VALID_YAML, POLL, "group: queue", "group: queue\n    group: other"),
        fault(RouteRule.NO_TABS, POLL, "group: queue", "group: queue\t"),
        fault(RouteRule.NO_COMMENTS, POLL, "group: queue", "group: queue # the first"),
        fault(RouteRule.ONE_ROUTE, ROUTER, "- route:", "- beans: []\n- route:"),
        fault(RouteRule.ROUTE_ID, POLL, "id: poll\n", "id: pull\n"),
        fault(RouteRule.ROUTE_ID, PET_OWNERS, "id: entity-pet-owners", "id: entity-pet_owners"),
        fault(RouteRule.GROUP, POLL, "    group: queue\n", ""),
        fault(RouteRule.DESCRIPTION, POLL, "Takes the pets from the queue, one ", "This route "),
        fault(RouteRule.DESCRIPTION, POLL, "the other.", "the other"),
        fault(RouteRule.DESCRIPTION, POLL, "the queue, one", "the queue. One"),
        fault(RouteRule.DESCRIPTION, POLL, "the queue", "{{sync.limit}}"),
        fault(RouteRule.DESCRIPTION, POLL, "the pets", "pets ".repeat(40)),
        fault(RouteRule.DESCRIPTION, POLL, "Takes the pets from the queue, one after", "After"),
        fault(RouteRule.STEP_ID, POLL, "id: claim\n", "description: Claims.\n"),
        fault(RouteRule.STEP_ID, POLL, "- id: is-any", "- description: Is there any?"),
        fault(RouteRule.STEP_ID, POLL, "id: claim\n", "id: claimRows\n"),
        fault(RouteRule.UNIQUE_ID, POLL, "id: claim\n", "id: to-table\n"),
        fault(RouteRule.UNIQUE_ID, PETS, "id: tag-pet", "id: merge-pet"),
        fault(RouteRule.NODE_PREFIX, PETS, "nodePrefixId: pets.", "nodePrefixId: pet."),
        fault(RouteRule.TEN_STEPS, ROUTER, "steps:\n", "steps:\n" + logs(12, 10)),
        fault(RouteRule.TEN_STEPS, POLL, "steps:\n" + " ".repeat(18), tenMoreSteps()),
        fault(RouteRule.ONE_CHOICE, POLL, LOG, INNER_CHOICE),
        fault(RouteRule.EXPLICIT_STEP, POLL, ROUTER_CALL, "- to: direct:router\n"),
        fault(RouteRule.EXPLICIT_STEP, POLL, "  uri: direct:router", "  x: direct:router"),
        fault(RouteRule.EXPLICIT_STEP, ROUTER, "\n      uri: direct:router\n  ", " direct:router\n"),
        fault(RouteRule.EXPLICIT_EXPRESSION, POLL, SIMPLE, "simple: ${body}"),
        fault(RouteRule.EXPLICIT_EXPRESSION, POLL, SIMPLE, "expression: ${body}"),
        fault(
            RouteRule.EXPLICIT_EXPRESSION,
            POLL,
            SIMPLE,
            "expression:\n" + " ".repeat(18) + "simple: ${body}"),
        fault(RouteRule.EXPLICIT_URI, ROUTER, "${body.table}", "${body.table}?block=false"),
        fault(RouteRule.NO_SCRIPT, POLL, "simple:", "groovy:"),
        fault(RouteRule.NO_SCRIPT, POLL, SIMPLE, "js: body.size"),
        fault(RouteRule.NO_SCRIPT, POLL, "sql:classpath:sql/claim.sql", "language:groovy:1"),
        fault(RouteRule.NO_SCRIPT, POLL, LOG, LOG.replace("- log:", "- script:")),
        fault(RouteRule.NO_BEAN, POLL, "sql:classpath:sql/claim.sql", "bean:claim"),
        fault(RouteRule.NO_BEAN, POLL, LOG, LOG.replace("- log:", "- bean:")),
        fault(RouteRule.SHORT_SIMPLE, POLL, "${body.size}", "${body.size} > 7 && ".repeat(10)),
        fault(RouteRule.CYPHER_IN_FILES, POLL, "${body.size}", "MATCH p = (n)"),
        fault(RouteRule.CYPHER_IN_FILES, POLL, "period:", "query: match (n) return n\n        x:"),
        fault(RouteRule.CYPHER_IN_FILES, PETS, "file:cypher/tags.cypher", "RETURN 1"),
        fault(RouteRule.SQL_IN_FILES, POLL, "classpath:sql/claim.sql", "select 1 from pets"),
        fault(RouteRule.SQL_IN_FILES, POLL, "classpath:sql/claim.sql", "file:sql/claim.sql"),
        fault(RouteRule.SQL_IN_FILES, POLL, "sql:classpath:sql/claim.sql", "jdbc:default"),
        fault(RouteRule.SQL_IN_FILES, POLL, "${body.size}", "DELETE FROM pets"),
        fault(RouteRule.FILE_EXISTS, POLL, "sql/claim.sql", "sql/clam.sql"),
        fault(RouteRule.FILE_EXISTS, PETS, "cypher/tags.cypher", "cypher/tag.cypher"),
        fault(RouteRule.PLACEHOLDER, POLL, "{{sync.limit}}", "{{sync.limits}}"),
        fault(RouteRule.PLACEHOLDER, POLL, "interval.millis", "interval.hours"),
        fault(RouteRule.PLACEHOLDER, POLL, "There are rows", "${properties:sync.rows} rows"),
        fault(RouteRule.DIRECT_HAS_ROUTE, POLL, "claim.sql", "claim.sql\n        - to:", "nowhere"),
        fault(RouteRule.DIRECT_IS_CALLED, POLL, "uri: direct:router", "uri: log:router"),
        fault(RouteRule.ENTITY_START, PETS, "direct:entity-pets", "direct:entity-pet"),
        fault(RouteRule.OPERATION_CHOICE, PETS, "'DELETE'", "'UPDATE'"),
        fault(RouteRule.OPERATION_CHOICE, PETS, "graph:cypher", "log:graph"),
        fault(RouteRule.DELETE_FOR_MERGE, PETS, "label: Pet\n  ", "label: Cat\n  "),
        fault(RouteRule.DELETE_FOR_MERGE, PET_OWNERS, "type: OWNED_BY\n  ", "type: OWNS\n  "),
        fault(RouteRule.PROPERTY_ONCE, PETS, "\"name, source", "\"name, name=nick, source"),
        fault(RouteRule.PROPERTY_ONCE, PETS, "\"name, source", "\"id, name, source"),
        fault(RouteRule.GRAPH_STEP, PET_OWNERS, "toColumn:", "toColumns:"));
  }
}
