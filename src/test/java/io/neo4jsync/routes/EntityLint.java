package io.neo4jsync.routes;

import io.neo4jsync.mapping.Property;
import io.neo4jsync.routes.RouteLint.Report;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules for the route of a table. */
final class EntityLint {

  private static final Map<String, Object> IS_DELETE =
      Map.of("simple", Map.of("expression", "${variable.operation} == 'DELETE'"));

  private final RouteFile file;
  private final Report report;

  EntityLint(RouteFile file, Report report) {
    this.file = file;
    this.report = report;
  }

  void check() {
    checkChoice();
    checkPairs();
    file.allSteps().filter(step -> step.uri().startsWith("graph:")).forEach(this::checkProperties);
  }

  private void checkChoice() {
    List<RouteStep> steps = file.steps();
    if (steps.size() != 1 || !steps.get(0).kind().equals("choice")) {
      report.add("route", RouteRule.OPERATION_CHOICE, "it is not a single choice");
      return;
    }
    List<RouteStep> branches = steps.get(0).branches();
    if (!branches.stream().map(RouteStep::kind).toList().equals(List.of("when", "otherwise"))) {
      report.add(
          steps.get(0).place(),
          RouteRule.OPERATION_CHOICE,
          "its branches are not one 'when' and then 'otherwise'");
      return;
    }
    RouteStep when = branches.get(0);
    if (!IS_DELETE.equals(when.body().get("expression"))) {
      report.add(when.place(), RouteRule.OPERATION_CHOICE, "it asks for something else");
    }
    checkBranch(when, "graph:delete-(node|edge)");
    checkBranch(branches.get(1), "graph:(merge-(node|edge)|cypher)");
  }

  private void checkBranch(RouteStep branch, String wanted) {
    if (branch.steps().isEmpty()) {
      report.add(branch.place(), RouteRule.OPERATION_CHOICE, "it has no steps");
    }
    for (RouteStep step : branch.steps()) {
      if (!step.kind().equals("to") || (!step.uri().isBlank() && !step.uri().matches(wanted))) {
        String found = (step.kind() + " " + step.uri()).strip();
        report.add(step.place(), RouteRule.OPERATION_CHOICE, found + " has no place here");
      }
    }
  }

  private void checkPairs() {
    Set<String> merged = values("merge-node", "label");
    checkPair("merge-node", merged, "delete-node", values("delete-node", "label"));
    if (merged.isEmpty()) {
      checkPair(
          "merge-edge", values("merge-edge", "type"), "delete-edge", values("delete-edge", "type"));
    }
  }

  private Set<String> values(String step, String parameter) {
    return file.allSteps()
        .filter(found -> found.isGraph(step))
        .map(found -> String.valueOf(found.parameter(parameter)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void checkPair(String merge, Set<String> merged, String delete, Set<String> deleted) {
    for (String name : merged) {
      if (!deleted.contains(name)) {
        String finding = merge + " " + name + " has no " + delete;
        report.add("route", RouteRule.DELETE_FOR_MERGE, finding);
      }
    }
    for (String name : deleted) {
      if (!merged.contains(name)) {
        String finding = delete + " " + name + " has no " + merge;
        report.add("route", RouteRule.DELETE_FOR_MERGE, finding);
      }
    }
  }

  private void checkProperties(RouteStep step) {
    checkOnce(step, "fromColumn", names(step, "fromColumn"));
    checkOnce(step, "toColumn", names(step, "toColumn"));
    checkOnce(step, "key", names(step, "key"));
    Stream<String> properties = Stream.concat(names(step, "fixed"), names(step, "properties"));
    if (step.isGraph("merge-node")) {
      String key = step.parameter("key");
      properties = Stream.concat(Property.names(key == null ? "id" : key).stream(), properties);
    }
    checkOnce(step, "properties", properties);
  }

  private static Stream<String> names(RouteStep step, String parameter) {
    return Property.parse(step.parameter(parameter)).stream().map(Property::name);
  }

  private void checkOnce(RouteStep step, String parameter, Stream<String> names) {
    Set<String> seen = new HashSet<>();
    names
        .filter(name -> !seen.add(name))
        .forEach(
            name ->
                report.add(
                    step.place() + ", " + parameter,
                    RouteRule.PROPERTY_ONCE,
                    "'"
                        + name
                        + "' stands there twice (a merge-node has its key and fixed"
                        + " properties anyway)"));
  }
}
