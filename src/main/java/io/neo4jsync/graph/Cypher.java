package io.neo4jsync.graph;

import io.neo4jsync.mapping.EdgeMapping;
import io.neo4jsync.mapping.EdgeMapping.End;
import io.neo4jsync.mapping.NodeMapping;
import io.neo4jsync.mapping.Property;
import io.neo4jsync.mapping.TableMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The Cypher of the common shapes. Only names from the route files stand in the text; everything
 * from a row is in {@code $rows}, a list of maps:
 *
 * <ul>
 *   <li>{@code n}: position of the row, for answers
 *   <li>{@code key}: key properties of the node or relationship
 *   <li>{@code properties}: what to set; null removes
 *   <li>{@code from}, {@code to}: key properties of the ends, or null
 * </ul>
 */
final class Cypher {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private Cypher() {}

  /** The name as Cypher takes it, in backticks where it needs them. */
  static String name(String name) {
    return PLAIN.matcher(name).matches() ? name : "`" + name.replace("`", "``") + "`";
  }

  /** Returns the positions of rows whose node was not there before: it has no sync time yet. */
  static String mergeNodes(NodeMapping node) {
    return """
        UNWIND $rows AS row
        MERGE %s
        WITH n, row, n.updated_at IS NULL AS created
        SET n += row.properties, n.updated_at = datetime()
        WITH row WHERE created
        RETURN row.n AS n"""
        .formatted(node("n", node, "row.key"));
  }

  static String deleteNodes(NodeMapping node) {
    return """
        UNWIND $rows AS row
        MATCH %s
        DETACH DELETE n"""
        .formatted(node("n", node, "row.key"));
  }

  /** Removes the relationship a row made before, if its foreign key now says otherwise. */
  static String deleteStaleForeignKeyEdges(EdgeMapping edge) {
    boolean ownIsFrom = edge.from().own();
    End other = ownIsFrom ? edge.to() : edge.from();
    String own = node("a", edge.from().node(), "row.from");
    String end = node("b", edge.to().node(), "row.to");
    return """
        UNWIND $rows AS row
        MATCH %s-[e:%s]->%s
        WHERE row.%s IS NULL OR NOT (%s)
        DELETE e"""
        .formatted(
            ownIsFrom ? own : label("a", edge.from().node()),
            name(edge.type()),
            ownIsFrom ? label("b", edge.to().node()) : end,
            ownIsFrom ? "to" : "from",
            same(ownIsFrom ? "b" : "a", other.node(), ownIsFrom ? "row.to" : "row.from"));
  }

  /**
   * Removes the relationship a junction row made between other ends; returns the ends it leaves.
   */
  static String deleteStaleEdges(EdgeMapping edge) {
    return """
        UNWIND $rows AS row
        MATCH %s
        USING INDEX %s
        WHERE row.from IS NULL OR row.to IS NULL OR NOT (%s AND %s)
        WITH e, %s AS from, %s AS to
        DELETE e
        RETURN from, to"""
        .formatted(
            keyed(edge),
            edgeIndex(edge),
            same("a", edge.from().node(), "row.from"),
            same("b", edge.to().node(), "row.to"),
            keyMap("a", edge.from().node()),
            keyMap("b", edge.to().node()));
  }

  /** Returns how many rows found both ends. */
  static String mergeEdges(EdgeMapping edge) {
    String set;
    if (!edge.key().isEmpty()) {
      // of several rows that name one pair, the one with the smallest key speaks for the
      // relationship
      set =
          "SET e += CASE WHEN coalesce(%s >= %s, true) THEN row.properties ELSE {} END\n"
              .formatted(tuple(edge.key(), "e"), tuple(edge.key(), "row.key"));
    } else if (!edge.properties().isEmpty()) {
      set = "SET e += row.properties\n";
    } else {
      set = "";
    }
    return """
        UNWIND $rows AS row
        MATCH %s
        MATCH %s
        MERGE (a)-[e:%s]->(b)
        %sRETURN count(*) AS found"""
        .formatted(
            node("a", edge.from().node(), "row.from"),
            node("b", edge.to().node(), "row.to"),
            name(edge.type()),
            set);
  }

  /** Returns the positions of rows an end of which is not in the graph. */
  static String missingEnds(EdgeMapping edge) {
    return """
        UNWIND $rows AS row
        OPTIONAL MATCH %s
        OPTIONAL MATCH %s
        WITH row, a, b WHERE a IS NULL OR b IS NULL
        RETURN row.n AS n, a IS NULL AS from, b IS NULL AS to"""
        .formatted(
            node("a", edge.from().node(), "row.from"), node("b", edge.to().node(), "row.to"));
  }

  /** By key; returns the ends the relationship leaves. */
  static String deleteEdgesByKey(EdgeMapping edge) {
    return """
        UNWIND $rows AS row
        MATCH %s
        USING INDEX %s
        WITH e, %s AS from, %s AS to
        DELETE e
        RETURN from, to"""
        .formatted(
            keyed(edge),
            edgeIndex(edge),
            keyMap("a", edge.from().node()),
            keyMap("b", edge.to().node()));
  }

  /** By its pair of ends, which is the key. */
  static String deleteEdgesByPair(EdgeMapping edge) {
    return """
        UNWIND $rows AS row
        MATCH %s-[e:%s]->%s
        DELETE e"""
        .formatted(
            node("a", edge.from().node(), "row.from"),
            name(edge.type()),
            node("b", edge.to().node(), "row.to"));
  }

  /** The nodes of the rows with the values of the mapped properties, in their order. */
  static String readNodes(NodeMapping node) {
    return """
        UNWIND $rows AS row
        MATCH %s
        RETURN row.n AS n, %s AS properties, n.updated_at IS NOT NULL AS synced, elementId(n) AS id"""
        .formatted(node("n", node, "row.key"), values("n", node.properties()));
  }

  /** The relationships of the rows' own nodes, and whether they lead to the right node. */
  static String readForeignKeyEdges(EdgeMapping edge) {
    boolean ownIsFrom = edge.from().own();
    NodeMapping from = edge.from().node();
    NodeMapping to = edge.to().node();
    return """
        UNWIND $rows AS row
        MATCH %s-[e:%s]->%s
        RETURN row.n AS n, coalesce(%s, false) AS right, %s AS properties, elementId(e) AS id,
               {from: %s, to: %s} AS ends"""
        .formatted(
            ownIsFrom ? node("a", from, "row.from") : label("a", from),
            name(edge.type()),
            ownIsFrom ? label("b", to) : node("b", to, "row.to"),
            ownIsFrom ? same("b", to, "row.to") : same("a", from, "row.from"),
            values("e", edge.properties()),
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
        RETURN row.n AS n, coalesce(%s AND %s, false) AS right, %s AS properties, elementId(e) AS id,
               {from: %s, to: %s} AS ends, COUNT { (a)-[:%s]->(b) } AS parallel"""
        .formatted(
            keyed(edge),
            edgeIndex(edge),
            same("a", from, "row.from"),
            same("b", to, "row.to"),
            values("e", edge.properties()),
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
        RETURN row.n AS n, %s AS properties, elementId(e) AS id, %s AS key, %s AS smaller"""
        .formatted(
            node("a", edge.from().node(), "row.from"),
            node("b", edge.to().node(), "row.to"),
            name(edge.type()),
            values("e", edge.properties()),
            map(edge.key(), "e"),
            smaller);
  }

  /** Relationships by element id. */
  static final String DELETE_RELATIONSHIPS =
      """
      UNWIND $ids AS id
      MATCH ()-[e]->() WHERE elementId(e) = id
      DELETE e""";

  /** Nodes by element id. */
  static final String DELETE_NODES =
      """
      UNWIND $ids AS id
      MATCH (n) WHERE elementId(n) = id
      DETACH DELETE n""";

  /**
   * Keys of the table's nodes or relationships in their order, from {@code $after} on.
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
        RETURN %s AS key ORDER BY %s LIMIT $size"""
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

  private static String values(String variable, List<Property> properties) {
    return properties.stream()
        .map(property -> variable + "." + name(property.name()))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String keyed(EdgeMapping edge) {
    return "%s-[e:%s %s]->%s"
        .formatted(
            label("a", edge.from().node()),
            name(edge.type()),
            map(edge.key(), "row.key"),
            label("b", edge.to().node()));
  }

  private static String edgeIndex(EdgeMapping edge) {
    return "e:%s(%s)"
        .formatted(
            name(edge.type()),
            edge.key().stream().map(Cypher::name).collect(Collectors.joining(", ")));
  }

  private static String node(String variable, NodeMapping node, String row) {
    return "(%s:%s %s)".formatted(variable, name(node.label()), map(node.keyProperties(), row));
  }

  private static String label(String variable, NodeMapping node) {
    return "(%s:%s)".formatted(variable, name(node.label()));
  }

  private static String map(List<String> properties, String row) {
    return properties.stream()
        .map(property -> name(property) + ": " + row + "." + name(property))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String tuple(List<String> properties, String of) {
    String parts =
        properties.stream().map(p -> of + "." + name(p)).collect(Collectors.joining(", "));
    return properties.size() == 1 ? parts : "[" + parts + "]";
  }

  private static String keyMap(String variable, NodeMapping node) {
    return map(node.keyProperties(), variable);
  }

  private static String same(String variable, NodeMapping node, String row) {
    return node.keyProperties().stream()
        .map(property -> variable + "." + name(property) + " = " + row + "." + name(property))
        .collect(Collectors.joining(" AND "));
  }
}
