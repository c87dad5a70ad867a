package io.neo4jsync.routes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * One step of a route, or one branch of a step ({@code when}, {@code doCatch} …), as the YAML has
 * it.
 *
 * @param kind its key, for example {@code setVariable}
 * @param value what stands below the key; a map in the explicit form
 * @param place where it stands, for messages
 * @param steps the steps of its own block
 * @param branches its branches, each with steps of its own
 */
record RouteStep(
    String kind, Object value, String place, List<RouteStep> steps, List<RouteStep> branches) {

  private static final Set<String> BRANCHES =
      Set.of("when", "otherwise", "doCatch", "doFinally", "onFallback");

  /** Properties that are text for people. */
  private static final Set<String> TEXTS = Set.of("description", "note");

  /** The steps of a block; null gives an empty list. */
  static List<RouteStep> block(Object steps, String parent) {
    List<RouteStep> block = new ArrayList<>();
    for (Object item : list(steps)) {
      String where = parent + ", step " + (block.size() + 1);
      Map<String, Object> map = map(item);
      if (map.size() == 1) {
        map.forEach((kind, value) -> block.add(of(kind, value, where)));
      } else {
        block.add(new RouteStep("step", String.valueOf(item), where, List.of(), List.of()));
      }
    }
    return List.copyOf(block);
  }

  private static RouteStep of(String kind, Object value, String where) {
    Map<String, Object> body = map(value);
    Object id = body.get("id");
    String place = id == null ? where + " (" + kind + ")" : "step '" + id + "'";
    List<RouteStep> branches = new ArrayList<>();
    body.forEach(
        (key, below) -> {
          if (BRANCHES.contains(key)) {
            list(below).forEach(branch -> branches.add(of(key, branch, place)));
          }
        });
    return new RouteStep(
        kind, value, place, block(body.get("steps"), place), List.copyOf(branches));
  }

  /** Whether it has the explicit form. */
  boolean explicit() {
    return value instanceof Map;
  }

  Map<String, Object> body() {
    return map(value);
  }

  String text(String property) {
    Object text = body().get(property);
    return text == null ? "" : text.toString();
  }

  String id() {
    return text("id");
  }

  String uri() {
    return text("uri");
  }

  boolean isGraph(String step) {
    return uri().equals("graph:" + step);
  }

  Map<String, Object> parameters() {
    return map(body().get("parameters"));
  }

  /** A parameter's text; null when it is missing. */
  String parameter(String name) {
    Object text = parameters().get(name);
    return text == null ? null : text.toString();
  }

  /** This step and all below it. */
  Stream<RouteStep> all() {
    return Stream.concat(
        Stream.of(this), Stream.concat(branches.stream(), steps.stream()).flatMap(RouteStep::all));
  }

  /** Its own texts with their paths, for example {@code expression.simple.expression}. */
  void texts(BiConsumer<String, String> visitor) {
    Map<String, Object> own = new LinkedHashMap<>(body());
    own.remove("steps");
    own.keySet().removeAll(BRANCHES);
    texts(kind, explicit() ? own : value, visitor);
  }

  /** All texts below a YAML node with their paths, save those that are for people. */
  static void texts(String path, Object node, BiConsumer<String, String> visitor) {
    if (node instanceof Map) {
      map(node)
          .forEach(
              (key, below) -> {
                if (!TEXTS.contains(key)) {
                  texts(path + "." + key, below, visitor);
                }
              });
    } else if (node instanceof List) {
      list(node).forEach(item -> texts(path, item, visitor));
    } else if (node != null) {
      visitor.accept(path, node.toString());
    }
  }

  /** The node as a map with text keys; empty when it is none. */
  static Map<String, Object> map(Object node) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (node instanceof Map<?, ?> found) {
      found.forEach((key, value) -> map.put(String.valueOf(key), value));
    }
    return map;
  }

  /** The node as a list; a single node becomes a list of one, null an empty one. */
  static List<?> list(Object node) {
    if (node instanceof List<?> found) {
      return found;
    }
    return node == null ? List.of() : List.of(node);
  }
}
