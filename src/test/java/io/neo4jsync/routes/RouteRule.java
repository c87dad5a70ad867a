package io.neo4jsync.routes;

import java.util.Locale;

/** What holds for every file under {@code routes/}; the text is what to do about a violation. */
enum RouteRule {
  VALID_YAML("Correct the YAML: two spaces a level, every key once, special characters in quotes"),
  NO_TABS("Indent with spaces, because YAML takes a tab for no indentation"),
  NO_COMMENTS("Move the text to 'description' or 'note', because visual editors drop comments"),
  FILE_NAME(
      "Name the file <name>.camel.yaml in kebab-case, under entities/ like its table,"
          + " so that file, route and log line carry one name"),
  ONE_ROUTE(
      "Keep exactly one '- route:' with 'from' and its 'steps' in a file, so it can be found"),
  ROUTE_ID("Give the route the name of its file, so that a log line leads to the file"),
  GROUP("Add 'group', by which Hawtio and JMX sort the routes"),
  DESCRIPTION(
      "Tell an operator what the route does in one sentence of 20 to 160 characters with a full"
          + " stop, starting with the point and not with 'This route'"),
  STEP_ID("Give the step a telling kebab-case id, because logs and traces show a step by its id"),
  UNIQUE_ID("Rename one of them, because Camel refuses to start with the same id twice"),
  NODE_PREFIX(
      "Set nodePrefixId to the table's name and a full stop, so that equal step ids of different"
          + " tables stay apart"),
  TEN_STEPS("Move a part that has a name of its own to another route and call it with direct:"),
  ONE_CHOICE("Move the inner choice to another route and call it with direct:"),
  EXPLICIT_STEP(
      "Write the step as a map with id and properties (for an endpoint 'uri:' and 'parameters:'),"
          + " because shorthand is going away and editors cannot show it"),
  EXPLICIT_EXPRESSION(
      "Write 'expression:', below it the language, below that 'expression:' with the text,"
          + " because shorthand is going away"),
  EXPLICIT_URI("Put every option under 'parameters:', where it is checked and can be read"),
  NO_SCRIPT(
      "Use simple, constant or a method of a registered object; a program in YAML is neither"
          + " compiled nor tested"),
  NO_BEAN(
      "Use a 'method' expression in setBody or setVariable, so that the route shows the result"),
  SHORT_SIMPLE(
      "Shorten the expression to 140 characters, or set parts of it as variables with names first"),
  CYPHER_IN_FILES(
      "Put the Cypher into cypher/<name>.cypher and name it with a graph:cypher step, resource:"
          + " file:cypher/<name>.cypher, so that it takes values as parameters only"),
  SQL_IN_FILES(
      "Put the SQL into a file and name it with sql:classpath:sql/<folder>/<name>.sql, because"
          + " inline SQL ends up in URIs and metric labels"),
  FILE_EXISTS(
      "Add the file or correct its name; paths start at the folder of application.properties"),
  PLACEHOLDER(
      "Add the key to application.properties with a comment that explains it, or correct its name"),
  DIRECT_HAS_ROUTE("Add the route that starts there or correct the name, or callers wait in vain"),
  DIRECT_IS_CALLED("Call it from a route or delete the file; a route that nobody calls misleads"),
  ENTITY_START(
      "Let the route of routes/entities/<table>.camel.yaml, and no other, start at"
          + " direct:entity-<table>, because the table's name is read from there"),
  OPERATION_CHOICE(
      "Let the route be one choice: when ${variable.operation} == 'DELETE' only graph:delete-…"
          + " steps, otherwise only graph:merge-… and graph:cypher steps"),
  DELETE_FOR_MERGE(
      "Pair each merge-node with a delete-node of the same label, and where rows are only"
          + " relationships each merge-edge with a delete-edge of the same type"),
  PROPERTY_ONCE("Name each property once, because the last one silently wins"),
  GRAPH_STEP("Correct the name; GraphEndpoint lists the steps and their parameters");

  private final String remedy;

  RouteRule(String remedy) {
    this.remedy = remedy;
  }

  String remedy() {
    return remedy;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
