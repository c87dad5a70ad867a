package io.neo4jsync.routes;

import io.neo4jsync.graph.GraphEndpoint;
import io.neo4jsync.routes.RouteLint.Project;
import io.neo4jsync.routes.RouteLint.Report;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;

/** The rules for a single step: its form, its endpoint, its expressions. */
final class StepLint {

  private static final Set<String> WITH_URI = Set.of("to", "toD", "wireTap", "poll");

  private static final Set<String> SCRIPTS =
      Set.of(
          "groovy",
          "js",
          "javascript",
          "python",
          "joor",
          "java",
          "mvel",
          "ognl",
          "spel",
          "csimple",
          "datasonnet",
          "wasm",
          "language");

  private static final Set<String> LANGUAGES =
      Set.of(
          "simple",
          "constant",
          "method",
          "header",
          "variable",
          "exchangeProperty",
          "tokenize",
          "xtokenize",
          "jsonpath",
          "jq",
          "xpath",
          "xquery");

  private static final Pattern CYPHER =
      Pattern.compile(
          "\\b(MATCH|MERGE|UNWIND|DETACH)\\b"
              + "|(?i:\\b(match|merge|create)\\s*\\("
              + "|\\bunwind\\s+\\S+\\s+as\\b|\\bdetach\\s+delete\\b)");

  private static final Pattern SQL =
      Pattern.compile(
          "\\b(select\\b.+\\bfrom|insert\\s+into|delete\\s+from|update\\s+\\S+\\s+set)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern SQL_FILE = Pattern.compile("sql:classpath:(sql/[\\w/.-]+\\.sql)");
  private static final Pattern CYPHER_FILE = Pattern.compile("file:(cypher/[\\w/.-]+\\.cypher)");
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{\\{[?!]?([^}:]+)(:[^}]*)?}}|\\$\\{properties:([^}:]+)");

  private final Project project;
  private final Report report;

  StepLint(Project project, Report report) {
    this.project = project;
    this.report = report;
  }

  void check(RouteStep step) {
    String place = step.place();
    if (!step.explicit()) {
      report.add(place, RouteRule.EXPLICIT_STEP, "'" + step.kind() + "' is a mere text");
    } else if (WITH_URI.contains(step.kind()) && step.uri().isBlank()) {
      report.add(place, RouteRule.EXPLICIT_STEP, "'" + step.kind() + "' has no uri");
    }
    if (step.explicit() && !step.id().matches(RouteLint.KEBAB_CASE)) {
      String finding = step.id().isEmpty() ? "it has no id" : "the id is not in kebab-case";
      report.add(place, RouteRule.STEP_ID, finding);
    }
    if (step.kind().equals("script")) {
      report.add(place, RouteRule.NO_SCRIPT, "it is a script");
    }
    if (step.kind().equals("bean")) {
      report.add(place, RouteRule.NO_BEAN, "it is a bean step");
    }
    if (!step.uri().isEmpty()) {
      checkUri(place, step.uri(), step.parameters());
    }
    if (!step.kind().equals("bean") && !step.kind().equals("script")) {
      checkExpressions(place, step.body());
    }
    step.texts((path, text) -> checkText(place, path, text));
  }

  void checkUri(String place, String uri, Map<String, Object> parameters) {
    String where = place + ", uri";
    if (PLACEHOLDER.matcher(uri).replaceAll("").contains("?")) {
      report.add(where, RouteRule.EXPLICIT_URI, "options follow a question mark");
    }
    switch (uri.replaceFirst(":.*", "")) {
      case "bean", "class" -> report.add(where, RouteRule.NO_BEAN, "it calls a bean");
      case "language" -> report.add(where, RouteRule.NO_SCRIPT, "it runs a script");
      case "jdbc", "sql-stored" ->
          report.add(where, RouteRule.SQL_IN_FILES, "its SQL stands in no file");
      case "sql" -> checkFile(where, uri, SQL_FILE, RouteRule.SQL_IN_FILES);
      case GraphEndpoint.SCHEME -> checkGraph(place, uri, parameters);
      default -> {}
    }
  }

  private void checkFile(String where, String text, Pattern form, RouteRule rule) {
    Matcher named = form.matcher(text);
    if (!named.matches()) {
      report.add(where, rule, "'" + text + "' names no such file");
    } else if (!project.exists().test(named.group(1))) {
      report.add(where, RouteRule.FILE_EXISTS, named.group(1) + " does not exist");
    }
  }

  private void checkGraph(String place, String uri, Map<String, Object> parameters) {
    String step = uri.substring(GraphEndpoint.SCHEME.length() + 1);
    if (!graphSteps().contains(step)) {
      report.add(
          place + ", uri", RouteRule.GRAPH_STEP, uri + " is none of the steps " + graphSteps());
    }
    for (String name : parameters.keySet()) {
      if (!graphParameters().contains(name)) {
        String finding = "'" + name + "' is none of the parameters " + graphParameters();
        report.add(place + ", parameters", RouteRule.GRAPH_STEP, finding);
      }
    }
    if (step.equals("cypher")) {
      String resource = String.valueOf(parameters.get("resource"));
      checkFile(place + ", resource", resource, CYPHER_FILE, RouteRule.CYPHER_IN_FILES);
    }
  }

  private void checkExpressions(String place, Map<String, Object> body) {
    body.forEach(
        (key, value) -> {
          if (SCRIPTS.contains(key)) {
            report.add(place, RouteRule.NO_SCRIPT, "its expression is in " + key);
          } else if (LANGUAGES.contains(key)) {
            String finding = "'" + key + "' stands directly in the step";
            report.add(place, RouteRule.EXPLICIT_EXPRESSION, finding);
          } else if (key.equals("onWhen")) {
            checkExpressions(place + ", onWhen", RouteStep.map(value));
          } else if (key.matches("expression|.*(Expression|Predicate)")) {
            checkExpression(place + ", " + key, value);
          }
        });
  }

  private void checkExpression(String place, Object expression) {
    if (!(expression instanceof Map)) {
      report.add(place, RouteRule.EXPLICIT_EXPRESSION, "no language stands below it");
    }
    RouteStep.map(expression)
        .forEach(
            (language, value) -> {
              Object text = RouteStep.map(value).get("expression");
              if (SCRIPTS.contains(language)) {
                report.add(place, RouteRule.NO_SCRIPT, "it is written in " + language);
              } else if (!(value instanceof Map) || (text == null && !language.equals("method"))) {
                String finding = "'" + language + "' has no 'expression:' below it";
                report.add(place, RouteRule.EXPLICIT_EXPRESSION, finding);
              } else if (language.equals("simple") && text.toString().length() > 140) {
                int length = text.toString().length();
                report.add(place, RouteRule.SHORT_SIMPLE, "it has " + length + " characters");
              }
            });
  }

  /** Rules for any text that is not for people; a log message is never executed. */
  void checkText(String place, String path, String text) {
    String property = path.substring(path.indexOf('.') + 1);
    String where = place + ", " + property;
    if (!property.equals("message") && CYPHER.matcher(text).find()) {
      report.add(where, RouteRule.CYPHER_IN_FILES, "there is Cypher");
    } else if (!property.equals("message") && SQL.matcher(text).find()) {
      report.add(where, RouteRule.SQL_IN_FILES, "there is SQL");
    }
    Matcher placeholder = PLACEHOLDER.matcher(text);
    while (placeholder.find()) {
      String key = placeholder.group(1) == null ? placeholder.group(3) : placeholder.group(1);
      if (!RouteLint.isSetting(project, key.strip())) {
        report.add(where, RouteRule.PLACEHOLDER, "there is no setting '" + key.strip() + "'");
      }
    }
  }

  private static Set<String> graphSteps() {
    Set<String> steps = new TreeSet<>();
    for (Field field : GraphEndpoint.class.getDeclaredFields()) {
      if (field.isAnnotationPresent(UriPath.class)) {
        steps.addAll(Arrays.asList(field.getAnnotation(UriPath.class).enums().split(",")));
      }
    }
    return steps;
  }

  private static Set<String> graphParameters() {
    Set<String> names = new TreeSet<>();
    for (Field field : GraphEndpoint.class.getDeclaredFields()) {
      UriParam parameter = field.getAnnotation(UriParam.class);
      if (parameter != null) {
        names.add(parameter.name().isEmpty() ? field.getName() : parameter.name());
      }
    }
    return names;
  }
}
