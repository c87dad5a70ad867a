package io.neo4jsync.graph;

import static io.neo4jsync.graph.Cypher.edgeIndex;
import static io.neo4jsync.graph.Cypher.keyMap;
import static io.neo4jsync.graph.Cypher.keyed;
import static io.neo4jsync.graph.Cypher.label;
import static io.neo4jsync.graph.Cypher.map;
import static io.neo4jsync.graph.Cypher.name;
import static io.neo4jsync.graph.Cypher.node;
import static io.neo4jsync.graph.Cypher.right;
import static io.neo4jsync.graph.Cypher.same;
import static io.neo4jsync.graph.Cypher.text;
import static io.neo4jsync.graph.Cypher.tuple;

import io.neo4jsync.mapping.EdgeMapping;
import io.neo4jsync.mapping.NodeMapping;
import io.neo4jsync.mapping.Property;
import io.neo4jsync.mapping.TableMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The Cypher that asks what the graph has, for comparing and for pages of keys; {@code $rows} as in
 * {@link Cypher}.
 */
final class ReadingCypher {

  private ReadingCypher() {}

  /**
   * The nodes of the rows with the values of the mapped properties, in their order, and whether
   * they have exactly the relationships that they should have.
   *
   * @param watched as of {@link Cypher#mergeNodes}
   */
  static String readNodes(NodeMapping node, List<EdgeMapping> watched) {
    return """
        UNWIND $rows AS row
        MATCH %s
        WITH row, n, properties(n) AS found
        RETURN row.n AS n, %s AS properties, found.updated_at IS NOT NULL AS synced,
               elementId(n) AS id, %s AS right"""
        .formatted(node("n", node, "row.key"), values("found", node.properties()), right(watched));
  }

  /** The relationships of the rows' own nodes, and whether they lead to the right node. */
  static String readForeignKeyEdges(EdgeMapping edge) {
    boolean ownIsFrom = edge.from().own();
    NodeMapping from = edge.from().node();
    NodeMapping to = edge.to().node();
    return """
        UNWIND $rows AS row
        MATCH %s-[e:%s]->%s
        WITH row, a, b, e, properties(e) AS found
        RETURN row.n AS n, coalesce(%s, false) AS right, %s AS properties, elementId(e) AS id,
               {from: %s, to: %s} AS ends"""
        .formatted(
            ownIsFrom ? node("a", from, "row.from") : label("a", from),
            name(edge.type()),
            ownIsFrom ? label("b", to) : node("b", to, "row.to"),
            ownIsFrom ? same("b", to, "row.to") : same("a", from, "row.from"),
            values("found", edge.properties()),
            keyMap("a", from),
            keyMap("b", to));
  }

  /** The relationships that carry the rows' keys, and whether they join the right nodes. */
  static String readKeyedEdges(EdgeMapping edge) {
    NodeMapping from = edge.from().node();
    NodeMapping to = edge.to().node();
    return """
        UNWIND $rows AS row
        MATCH %s
        USING INDEX %s
        WITH row, a, b, e, properties(e) AS found
        RETURN row.n AS n, coalesce(%s AND %s, false) AS right, %s AS properties, elementId(e) AS id,
               {from: %s, to: %s} AS ends, COUNT { (a)-[:%s]->(b) } AS parallel"""
        .formatted(
            keyed(edge),
            edgeIndex(edge),
            same("a", from, "row.from"),
            same("b", to, "row.to"),
            values("found", edge.properties()),
            keyMap("a", from),
            keyMap("b", to),
            name(edge.type()));
  }

  /**
   * The relationships between the rows' pairs of ends; id is null where there is none, and a row
   * with an end that is not in the graph is absent.
   */
  static String readPairs(EdgeMapping edge) {
    String smaller =
        edge.key().isEmpty()
            ? "false"
            : "coalesce(%s < %s, false)"
                .formatted(tuple(edge.key(), "e"), tuple(edge.key(), "row.key"));
    return """
        UNWIND $rows AS row
        MATCH %s
        MATCH %s
        OPTIONAL MATCH (a)-[e:%s]->(b)
        WITH row, e, properties(e) AS found
        RETURN row.n AS n, %s AS properties, elementId(e) AS id, %s AS key, %s AS smaller"""
        .formatted(
            node("a", edge.from().node(), "row.from"),
            node("b", edge.to().node(), "row.to"),
            name(edge.type()),
            values("found", edge.properties()),
            map(edge.key(), "e"),
            smaller);
  }

  /**
   * Keys of the table's nodes or relationships in their order, from {@code $after} on, as one list:
   * a record for each would take the driver longer than Neo4j takes to find it.
   *
   * @param types the Cypher types of the key's values; other values belong to no row
   * @param condition what else must hold of {@code n}, or of {@code a} and {@code b}; may be empty
   */
  static String keyPage(TableMapping mapping, List<String> types, boolean goOn, String condition) {
    String pattern;
    List<String> key;
    if (mapping.node().isPresent()) {
      NodeMapping node = mapping.node().get();
      pattern = fixed("n", node, "$fixed");
      key = node.key().stream().map(property -> "n." + name(property)).toList();
    } else {
      EdgeMapping edge = mapping.edges().get(0);
      pattern = fixedEnds(edge);
      key = mapping.key().stream().map(column -> keyOfEdge(edge, column)).toList();
    }
    String list = "[" + String.join(", ", key) + "]";
    String after =
        key.size() == 1
            ? "%s > $after[0]".formatted(key.get(0))
            : "%s >= $after[0] AND %s > $after".formatted(key.get(0), list);
    return """
        MATCH %s
        WHERE %s%s%s
        WITH %s AS key ORDER BY %s LIMIT $size
        RETURN collect(key) AS keys"""
        .formatted(
            pattern,
            known(key, types),
            goOn ? " AND " + after : "",
            condition.isEmpty() ? "" : " AND (" + condition + ")",
            list,
            String.join(", ", key));
  }

  /** The values are there, and of these types; the empty type is any. */
  static String known(List<String> values, List<String> types) {
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      conditions.add(values.get(i) + " IS NOT NULL");
      if (!types.get(i).isEmpty()) {
        conditions.add(values.get(i) + " IS :: " + types.get(i));
      }
    }
    return String.join(" AND ", conditions);
  }

  /** {@code (a)-[e]->(b)} of the mapping's labels, with {@code $from} and {@code $to} as fixed. */
  static String fixedEnds(EdgeMapping edge) {
    return "%s-[e:%s]->%s"
        .formatted(
            fixed("a", edge.from().node(), "$from"),
            name(edge.type()),
            fixed("b", edge.to().node(), "$to"));
  }

  /** A node of the label with the table's fixed properties. */
  private static String fixed(String variable, NodeMapping node, String values) {
    return node.fixed().isEmpty()
        ? label(variable, node)
        : "(%s:%s %s)"
            .formatted(
                variable, name(node.label()), map(List.copyOf(node.fixed().keySet()), values));
  }

  /** Where the key column of a junction row stands in the graph. */
  private static String keyOfEdge(EdgeMapping edge, String column) {
    int from = edge.from().columns().indexOf(column);
    int to = edge.to().columns().indexOf(column);
    if (!edge.key().isEmpty()) {
      return "e." + name(column);
    }
    return from >= 0
        ? "a." + name(edge.from().node().key().get(from))
        : "b." + name(edge.to().node().key().get(to));
  }

  /**
   * The values in order. In place of a text or list that is long, and not as long as the row's,
   * stands a map with its size: many of them need not fit into memory. One expression for all, as
   * Neo4j takes long to plan hundreds.
   *
   * @param variable the properties as a map: from a node Neo4j would read each of them by itself
   */
  private static String values(String variable, List<Property> properties) {
    String names =
        properties.stream()
            .map(property -> text(property.name()))
            .collect(Collectors.joining(", "));
    return """
        [name IN [%1$s] | CASE WHEN %2$s AND size(%3$s) <> coalesce(row.sizes[name], 0)
                             THEN {size: size(%3$s)} ELSE %3$s END]"""
        .formatted(names, isLong(variable + "[name]"), variable + "[name]");
  }

  /** The value is a long text or list. */
  static String isLong(String value) {
    return "(%1$s IS :: STRING NOT NULL OR %1$s IS :: LIST<ANY> NOT NULL) AND size(%1$s) > %2$d"
        .formatted(value, GraphValues.LONG);
  }
}
