package io.neo4jsync.routes;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Holds the rules for route files; this class has those for a file as a whole and between files.
 */
final class RouteLint {

  static final String KEBAB_CASE = "[a-z][a-z0-9]*(-[a-z0-9]+)*";

  /** Settings that the application derives from others. */
  private static final Set<String> DERIVED =
      Set.of(
          "sync.worker",
          "sync.interval.millis",
          "sync.full.scheduled",
          "sync.full.schedule",
          "insights.scheduled",
          "insights.schedule");

  private static final String DIRECT_ENTITY = "direct:entity-";
  private static final Pattern DIRECT = Pattern.compile("direct:([\\w.-]*)(\\$\\{|\\{\\{)?");

  /** Something that is against a rule. */
  record Violation(String file, String place, RouteRule rule, String finding) {

    @Override
    public String toString() {
      return file + ": " + place + ": " + finding + ". " + rule.remedy() + " [" + rule + "].";
    }
  }

  /** Where the rules for one file leave their findings. */
  interface Report {
    void add(String place, RouteRule rule, String finding);
  }

  /**
   * What the rules look at.
   *
   * @param routes the route files, path to text
   * @param settings the keys of application.properties
   * @param exists whether a file exists, by its path from the project's folder
   */
  record Project(Map<String, String> routes, Set<String> settings, Predicate<String> exists) {

    static Project in(Path folder) throws IOException {
      Map<String, String> routes = new TreeMap<>();
      try (Stream<Path> files = Files.walk(folder.resolve("routes"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String path = folder.relativize(file).toString().replace('\\', '/');
          routes.put(path, Files.readString(file));
        }
      }
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(folder.resolve("application.properties"))) {
        properties.load(reader);
      }
      return new Project(
          routes,
          properties.stringPropertyNames(),
          path -> Files.isRegularFile(folder.resolve(path)));
    }
  }

  private final Project project;
  private final List<Violation> violations = new ArrayList<>();

  private RouteLint(Project project) {
    this.project = project;
  }

  /** All violations, in the order of the files. */
  static List<Violation> check(Project project) {
    RouteLint lint = new RouteLint(project);
    List<RouteFile> files = new ArrayList<>();
    project.routes().forEach((path, text) -> files.add(new RouteFile(path, text)));
    for (RouteFile file : files) {
      if (lint.isReadable(file)) {
        lint.checkRoute(file);
        file.allSteps().forEach(new StepLint(project, lint.report(file))::check);
        lint.checkBlock("route", file.steps(), false, lint.report(file));
        if (file.isEntity()) {
          new EntityLint(file, lint.report(file)).check();
        }
      }
    }
    lint.checkIds(files);
    if (files.stream().allMatch(file -> file.isOneRoute() || file.isOfApi())) {
      lint.checkDirect(files);
    }
    return lint.violations;
  }

  private Report report(RouteFile file) {
    return (place, rule, finding) ->
        violations.add(new Violation(file.path(), place, rule, finding));
  }

  private boolean isReadable(RouteFile file) {
    Report report = report(file);
    if (!file.path().endsWith(RouteFile.EXTENSION)
        || !file.name().matches(file.isEntity() ? "[a-z_][a-z0-9_]*" : KEBAB_CASE)) {
      report.add("file", RouteRule.FILE_NAME, "the name is none for a route file");
    }
    int tab = file.text().indexOf('\t');
    if (tab >= 0) {
      long line = file.text().substring(0, tab).lines().count();
      report.add("line " + Math.max(1, line), RouteRule.NO_TABS, "there is a tab");
    }
    if (file.fault() != null) {
      if (tab < 0) {
        report.add("file", RouteRule.VALID_YAML, "it cannot be read: " + file.fault());
      }
      return false;
    }
    for (int line : file.commentLines()) {
      report.add("line " + line, RouteRule.NO_COMMENTS, "there is a comment");
    }
    if (!file.isOneRoute() && !file.isOfApi()) {
      report.add("file", RouteRule.ONE_ROUTE, "it is not one route with 'from'");
    }
    return file.isOneRoute();
  }

  private void checkRoute(RouteFile file) {
    Report report = report(file);
    String id = file.isEntity() ? "entity-" + file.name().replace('_', '-') : file.name();
    if (!file.property("id").equals(id)) {
      report.add(
          "route, id", RouteRule.ROUTE_ID, quoted(file.property("id")) + " should be '" + id + "'");
    }
    if (file.property("group").isBlank()) {
      report.add("route, group", RouteRule.GROUP, "it is missing");
    }
    checkDescription(file.property("description"), report);
    if (!file.isFromExplicit()) {
      report.add("route, from", RouteRule.EXPLICIT_STEP, "'from' is no map with uri and steps");
    }
    if (file.isEntity() != file.start().startsWith(DIRECT_ENTITY)
        || (file.isEntity() && !file.start().equals(DIRECT_ENTITY + file.name()))) {
      report.add("route, from", RouteRule.ENTITY_START, "it starts at " + quoted(file.start()));
    }
    if (file.isEntity() && !file.property("nodePrefixId").equals(file.name() + ".")) {
      String found = quoted(file.property("nodePrefixId"));
      report.add(
          "route, nodePrefixId",
          RouteRule.NODE_PREFIX,
          found + " should be '" + file.name() + ".'");
    }
    StepLint routeTexts = new StepLint(project, report);
    routeTexts.checkUri("route, from", file.start(), RouteStep.map(file.from().get("parameters")));
    file.texts((path, text) -> routeTexts.checkText("route", path, text));
  }

  private static void checkDescription(String text, Report report) {
    String finding = null;
    if (text.length() < 20 || text.length() > 160) {
      finding = "it has " + text.length() + " characters";
    } else if (!text.endsWith(".")) {
      finding = "it ends without a full stop";
    } else if (text.matches(".*[.!?]\\s+\\p{Lu}.*")) {
      finding = "it is more than one sentence";
    } else if (text.startsWith("This route")) {
      finding = "it starts with 'This route'";
    } else if (text.contains("{{")) {
      finding = "it contains a placeholder, which Camel leaves as it is in descriptions";
    }
    if (finding != null) {
      report.add("route, description", RouteRule.DESCRIPTION, finding);
    }
  }

  private void checkBlock(String place, List<RouteStep> block, boolean inChoice, Report report) {
    if (block.size() > 10) {
      report.add(
          place, RouteRule.TEN_STEPS, "it has " + block.size() + " steps, ten are the limit");
    }
    for (RouteStep step : block) {
      boolean choice = step.kind().equals("choice");
      if (choice && inChoice) {
        report.add(step.place(), RouteRule.ONE_CHOICE, "it is a choice within a choice");
      }
      checkBlock(step.place(), step.steps(), inChoice || choice, report);
      for (RouteStep branch : step.branches()) {
        checkBlock(branch.place(), branch.steps(), inChoice || choice, report);
      }
    }
  }

  private void checkIds(List<RouteFile> files) {
    Map<String, String> owners = new HashMap<>();
    for (RouteFile file : files) {
      Stream<String> steps =
          file.allSteps()
              .filter(step -> !step.id().isEmpty())
              .map(step -> file.property("nodePrefixId") + step.id());
      Stream.concat(Stream.of(file.property("id")), steps)
          .filter(id -> !id.isEmpty())
          .forEach(
              id -> {
                String owner = owners.putIfAbsent(id, file.path());
                if (owner != null) {
                  report(file)
                      .add("id '" + id + "'", RouteRule.UNIQUE_ID, "it is taken in " + owner);
                }
              });
    }
  }

  private void checkDirect(List<RouteFile> files) {
    Map<String, RouteFile> starts = new TreeMap<>();
    files.stream()
        .filter(file -> file.start().startsWith("direct:"))
        .forEach(file -> starts.put(file.start().substring("direct:".length()), file));
    Set<String> called = new TreeSet<>();
    for (RouteFile file : files) {
      file.allSteps()
          .forEach(
              step -> step.texts((path, text) -> call(file, step.place(), text, starts, called)));
      file.texts(
          (path, text) -> {
            if (!path.equals("route.from.uri")) {
              call(file, path, text, starts, called);
            }
          });
    }
    starts.forEach(
        (name, file) -> {
          if (!called.contains(name)) {
            report(file)
                .add("route, from", RouteRule.DIRECT_IS_CALLED, "nobody calls direct:" + name);
          }
        });
  }

  private void call(
      RouteFile file,
      String place,
      String text,
      Map<String, RouteFile> starts,
      Set<String> called) {
    Matcher call = DIRECT.matcher(text);
    while (call.find()) {
      String name = call.group(1);
      boolean dynamic = call.group(2) != null;
      List<String> found =
          starts.keySet().stream()
              .filter(start -> dynamic ? start.startsWith(name) : start.equals(name))
              .toList();
      if (found.isEmpty() || name.isEmpty()) {
        report(file)
            .add(
                place,
                RouteRule.DIRECT_HAS_ROUTE,
                "no route starts at direct:" + name + (dynamic ? "…" : ""));
      } else {
        found.stream().filter(start -> starts.get(start) != file).forEach(called::add);
      }
    }
  }

  /** Whether a placeholder's key stands in application.properties or is derived. */
  static boolean isSetting(Project project, String key) {
    return project.settings().contains(key) || DERIVED.contains(key);
  }

  private static String quoted(String text) {
    return "'" + text + "'";
  }
}
