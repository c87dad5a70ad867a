package io.neo4jsync.routes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.comments.CommentType;
import org.snakeyaml.engine.v2.events.CommentEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** One route file: its text and the route in it. */
final class RouteFile {

  static final String EXTENSION = ".camel.yaml";
  private static final String ENTITIES = "routes/entities/";

  private static final Set<String> API_PARTS = Set.of("rest", "routeConfiguration");

  private final String path;
  private final String text;
  private final String fault;
  private final Object tree;
  private final List<RouteStep> steps;

  /**
   * Reads a file.
   *
   * @param path from the project's folder, with slashes
   * @param text what it contains
   */
  RouteFile(String path, String text) {
    this.path = path;
    this.text = text;
    Object read = null;
    String problem = null;
    try {
      read = new Load(LoadSettings.builder().build()).loadFromString(text);
    } catch (YamlEngineException e) {
      problem = e.getMessage().strip().replaceAll("\\s+", " ");
    }
    this.tree = read;
    this.fault = problem;
    Object below = isFromExplicit() ? from().get("steps") : route().get("steps");
    this.steps = RouteStep.block(below, "route");
  }

  String path() {
    return path;
  }

  String text() {
    return text;
  }

  /** Why the file cannot be read; null when it can. */
  String fault() {
    return fault;
  }

  /** Whether the file contains exactly one route and nothing else. */
  boolean isOneRoute() {
    return tree instanceof List<?> items
        && items.size() == 1
        && RouteStep.map(items.get(0)).keySet().equals(Set.of("route"))
        && !from().isEmpty();
  }

  /** Whether the file has no route, but addresses of the API or what happens to its faults. */
  boolean isOfApi() {
    return path.startsWith("routes/api/")
        && tree instanceof List<?> items
        && items.size() == 1
        && API_PARTS.containsAll(RouteStep.map(items.get(0)).keySet());
  }

  boolean isEntity() {
    return path.startsWith(ENTITIES);
  }

  /** The file's name without folder and extension; under {@code entities/} this is the table. */
  String name() {
    String file = path.substring(path.lastIndexOf('/') + 1);
    return file.replaceFirst("(\\.camel)?\\.\\w+$", "");
  }

  Map<String, Object> route() {
    List<?> items = RouteStep.list(tree);
    return items.isEmpty() ? Map.of() : RouteStep.map(RouteStep.map(items.get(0)).get("route"));
  }

  String property(String name) {
    Object value = route().get(name);
    return value == null ? "" : value.toString();
  }

  /** What stands below {@code from}; {@code from: "timer:x"} counts as its uri. */
  Map<String, Object> from() {
    Object from = route().get("from");
    return from instanceof String uri ? Map.of("uri", uri) : RouteStep.map(from);
  }

  /** Whether {@code from} is a map and has the steps below it. */
  boolean isFromExplicit() {
    return route().get("from") instanceof Map && !route().containsKey("steps");
  }

  String start() {
    return String.valueOf(from().get("uri"));
  }

  /** The steps at the top level. */
  List<RouteStep> steps() {
    return steps;
  }

  /** All steps and branches at all levels. */
  Stream<RouteStep> allSteps() {
    return steps.stream().flatMap(RouteStep::all);
  }

  /** The texts of the route that belong to no step, with their paths. */
  void texts(BiConsumer<String, String> visitor) {
    Map<String, Object> own = new LinkedHashMap<>(route());
    Map<String, Object> from = new LinkedHashMap<>(from());
    from.remove("steps");
    own.put("from", from);
    own.remove("steps");
    RouteStep.texts("route", own, visitor);
    if (isOfApi()) {
      RouteStep.texts("api", RouteStep.map(RouteStep.list(tree).get(0)), visitor);
    }
  }

  /** The lines that carry a comment, counted from 1. */
  List<Integer> commentLines() {
    List<Integer> lines = new ArrayList<>();
    for (Event event :
        new Parse(LoadSettings.builder().setParseComments(true).build()).parseString(text)) {
      if (event instanceof CommentEvent comment
          && comment.getCommentType() != CommentType.BLANK_LINE) {
        comment.getStartMark().ifPresent(mark -> lines.add(mark.getLine() + 1));
      }
    }
    return lines;
  }
}
