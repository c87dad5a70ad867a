package io.neo4jsync.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.neo4jsync.mapping.EdgeMapping;
import io.neo4jsync.mapping.EdgeMapping.End;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.mapping.NodeMapping;
import io.neo4jsync.mapping.Property;
import io.neo4jsync.mapping.TableMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.neo4j.driver.Query;

/**
 * The strategy's Cypher for one row: a MERGE for the node, one more for each relationship. Labels,
 * properties and relationships are those of the routes, so that it does the same work; values
 * travel as JSON has them.
 */
final class SketchCypher {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Mappings mappings;
  private final Map<String, String> texts = new HashMap<>();

  SketchCypher(Mappings mappings) {
    this.mappings = mappings;
  }

  /** The statements for a row; each is to be run in a transaction of its own. */
  List<Query> of(String table, String operation, String payload) {
    TableMapping mapping = mappings.required(table);
    Map<String, Object> row = row(payload);
    List<Query> queries = new ArrayList<>();
    if (operation.equals("DELETE")) {
      mapping
          .node()
          .ifPresent(node -> queries.add(query("delete " + table, () -> delete(node), row)));
      if (mapping.node().isEmpty()) {
        mapping
            .edges()
            .forEach(edge -> queries.add(query("delete " + table, () -> delete(edge), row)));
      }
      return queries;
    }
    mapping.node().ifPresent(node -> queries.add(query("merge " + table, () -> merge(node), row)));
    for (EdgeMapping edge : mapping.edges()) {
      if (isSet(edge.from(), row) && isSet(edge.to(), row)) {
        queries.add(query("merge " + table + edge.pattern(), () -> merge(edge), row));
      }
    }
    return queries;
  }

  private static boolean isSet(End end, Map<String, Object> row) {
    return end.columns().stream().allMatch(column -> row.get(column) != null);
  }

  private Query query(String name, Supplier<String> text, Map<String, Object> row) {
    return new Query(texts.computeIfAbsent(name, n -> text.get()), row);
  }

  private static String merge(NodeMapping node) {
    return "MERGE %s SET %s, n.updated_at = datetime()"
        .formatted(node("n", node, node.key()), set("n", node.properties()));
  }

  private static String merge(EdgeMapping edge) {
    List<Property> properties = new ArrayList<>(edge.properties());
    edge.key().forEach(column -> properties.add(new Property(column, column)));
    return "MATCH %s MATCH %s MERGE (a)-[e:%s]->(b)%s"
        .formatted(
            node("a", edge.from().node(), edge.from().columns()),
            node("b", edge.to().node(), edge.to().columns()),
            edge.type(),
            properties.isEmpty() ? "" : " SET " + set("e", properties));
  }

  private static String delete(NodeMapping node) {
    return "MATCH %s DETACH DELETE n".formatted(node("n", node, node.key()));
  }

  private static String delete(EdgeMapping edge) {
    return edge.key().isEmpty()
        ? "MATCH %s-[e:%s]->%s DELETE e"
            .formatted(
                node("a", edge.from().node(), edge.from().columns()),
                edge.type(),
                node("b", edge.to().node(), edge.to().columns()))
        : "MATCH (:%s)-[e:%s {%s}]->(:%s) DELETE e"
            .formatted(
                edge.from().node().label(),
                edge.type(),
                edge.key().stream().map(k -> k + ": $" + k).collect(Collectors.joining(", ")),
                edge.to().node().label());
  }

  private static String node(String variable, NodeMapping node, List<String> columns) {
    List<String> key = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      key.add(node.key().get(i) + ": $" + columns.get(i));
    }
    node.fixed().forEach((name, value) -> key.add(name + ": '" + value + "'"));
    return "(%s:%s {%s})".formatted(variable, node.label(), String.join(", ", key));
  }

  private static String set(String variable, List<Property> properties) {
    return properties.stream()
        .map(property -> variable + "." + property.name() + " = $" + property.column())
        .collect(Collectors.joining(", "));
  }

  private static Map<String, Object> row(String payload) {
    try {
      Map<String, Object> row = new HashMap<>();
      JSON.readTree(payload)
          .properties()
          .forEach(column -> row.put(column.getKey(), value(column.getValue())));
      return row;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case NULL -> null;
      case BOOLEAN -> node.asBoolean();
      case NUMBER -> node.isIntegralNumber() ? (Object) node.asLong() : (Object) node.asDouble();
      case ARRAY -> isOfTexts(node) ? texts(node) : node.toString();
      case OBJECT -> node.toString();
      default -> node.asText();
    };
  }

  private static boolean isOfTexts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).allMatch(JsonNode::isTextual);
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
