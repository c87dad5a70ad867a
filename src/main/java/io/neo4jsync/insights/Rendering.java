package io.neo4jsync.insights;

import io.neo4jsync.api.Masking;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.neo4j.driver.Record;
import org.neo4j.driver.Value;
import org.neo4j.driver.types.IsoDuration;
import org.neo4j.driver.types.Node;
import org.neo4j.driver.types.Point;
import org.neo4j.driver.types.Relationship;

/** Values of the graph as JSON has them. */
final class Rendering {

  /** The properties that name a node for people, the first that is there. */
  private static final List<String> NAMES = List.of("name", "title", "code", "slug");

  /** Begins the names of what was computed from the whole graph. */
  private static final String DERIVED = "insight_";

  private final Vocabulary vocabulary;
  private final boolean everything;

  /**
   * @param everything whether the caller may see the whole graph
   */
  Rendering(Vocabulary vocabulary, boolean everything) {
    this.vocabulary = vocabulary;
    this.everything = everything;
  }

  /** The columns but {@link Question#KEY}; a node is its id, type and label. */
  Map<String, Object> object(Record record) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (String column : record.keys()) {
      if (!column.equals(Question.KEY)) {
        object.put(column, value(record.get(column).asObject()));
      }
    }
    return object;
  }

  /**
   * {@code {nodes: [{id, type, label, properties}], edges: [{id, source, target, type,
   * properties}], metadata}}, each in the order of the record; relationships of which an end is not
   * among the nodes are left out.
   */
  Map<String, Object> graph(Record record) {
    Map<String, String> ids = new HashMap<>();
    List<Object> nodes = new ArrayList<>();
    for (Value value : record.get("nodes").values()) {
      Node node = value.asNode();
      Optional<String> id = vocabulary.written(node);
      if (id.isPresent() && ids.put(node.elementId(), id.get()) == null) {
        Map<String, Object> whole = node(node);
        whole.put("properties", properties(node.asMap(), property -> isShown(node, property)));
        nodes.add(whole);
      }
    }
    List<Object> edges = new ArrayList<>();
    for (Value value : record.get("edges").values()) {
      Relationship edge = value.asRelationship();
      String source = ids.get(edge.startNodeElementId());
      String target = ids.get(edge.endNodeElementId());
      if (source != null && target != null) {
        edges.add(edge(edge, source, target));
      }
    }
    Map<String, Object> metadata = new LinkedHashMap<>();
    for (String key : record.keys()) {
      if (!key.equals("nodes") && !key.equals("edges")) {
        metadata.put(key, value(record.get(key).asObject()));
      }
    }
    Map<String, Object> graph = new LinkedHashMap<>();
    graph.put("nodes", nodes);
    graph.put("edges", edges);
    graph.put("metadata", metadata);
    return graph;
  }

  private Map<String, Object> edge(Relationship edge, String source, String target) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("id", source + "-" + edge.type() + "->" + target);
    object.put("source", source);
    object.put("target", target);
    object.put("type", edge.type());
    object.put("properties", properties(edge.asMap(), property -> true));
    return object;
  }

  private Map<String, Object> node(Node node) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("id", vocabulary.written(node).orElse(null));
    object.put("type", vocabulary.label(node).orElse(null));
    object.put(
        "label",
        NAMES.stream()
            .map(name -> node.get(name).asObject())
            .filter(String.class::isInstance)
            .findFirst()
            .orElse(null));
    return object;
  }

  private boolean isShown(Node node, String property) {
    return !vocabulary.isReference(node, property) && (everything || !property.startsWith(DERIVED));
  }

  /** In the order of their names; values of those that by their name hold a secret are masked. */
  private Map<String, Object> properties(Map<String, Object> properties, Predicate<String> shown) {
    Map<String, Object> object = new LinkedHashMap<>();
    properties.entrySet().stream()
        .filter(property -> shown.test(property.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            property ->
                object.put(
                    property.getKey(),
                    Masking.isSecret(property.getKey())
                        ? Masking.MASK
                        : value(property.getValue())));
    return object;
  }

  private Object value(Object value) {
    if (value instanceof Node node) {
      return node(node);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(this::value).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> object = new TreeMap<>(); // the same each time, for the entity tag
      map.forEach((key, member) -> object.put(key, value(member)));
      return object;
    }
    if (value instanceof Double number && !Double.isFinite(number)
        || value instanceof Temporal
        || value instanceof IsoDuration
        || value instanceof Point) {
      return value.toString();
    }
    return value;
  }
}
