package io.neo4jsync.graph;

import io.neo4jsync.mapping.EdgeMapping;
import io.neo4jsync.mapping.EdgeMapping.End;
import io.neo4jsync.mapping.NodeMapping;
import java.util.List;
import java.util.StringJoiner;
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

  /** As a literal. */
  static String text(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /**
   * Returns the positions of rows whose node was not there before, having no sync time yet, or has
   * not exactly the relationships that it should have ({@code right}, in the order of the edges).
   *
   * @param watched foreign keys of the same rows; of each the key of the other node is in {@link
   *     #end}, or null
   */
  static String mergeNodes(NodeMapping node, List<EdgeMapping> watched) {
    return """
        UNWIND $rows AS row
        MERGE %s
        WITH n, row, n.updated_at IS NULL AS created,
             %s AS right
        SET n += row.properties, n.updated_at = datetime()
        WITH row, created, right WHERE created%s
        RETURN row.n AS n, created, right"""
        .formatted(
            node("n", node, "row.key"),
            right(watched),
            watched.isEmpty() ? "" : " OR false IN right");
  }

  /** A list that tells of each edge whether {@code n} has exactly the relationship it should. */
  static String right(List<EdgeMapping> watched) {
    StringJoiner right = new StringJoiner(",\n     ", "[", "]");
    for (int i = 0; i < watched.size(); i++) {
      right.add(isRight(watched.get(i), "row." + end(i)));
    }
    return right.toString();
  }

  /** The element of a row with the other end of its foreign key of that number. */
  static String end(int number) {
    return "end" + number;
  }

  /**
   * Whether {@code n} has exactly the relationship to the node of that key, or none if it is null.
   */
  private static String isRight(EdgeMapping edge, String wanted) {
    boolean ownIsFrom = edge.from().own();
    NodeMapping other = (ownIsFrom ? edge.to() : edge.from()).node();
    return "coalesce([(n)%s-[:%s]-%s(b:%s) | %s] = CASE WHEN %s IS NULL THEN [] ELSE [%s] END, false)"
        .formatted(
            ownIsFrom ? "" : "<",
            name(edge.type()),
            ownIsFrom ? ">" : "",
            name(other.label()),
            list(other, "b"),
            wanted,
            list(other, wanted));
  }

  static String deleteNodes(NodeMapping node) {
    return """
        UNWIND $rows AS row
        MATCH %s
        DETACH DELETE n"""
        .formatted(node("n", node, "row.key"));
  }

  private static String list(NodeMapping node, String of) {
    return node.keyProperties().stream()
        .map(property -> of + "." + name(property))
        .collect(Collectors.joining(", ", "[", "]"));
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

  static String keyed(EdgeMapping edge) {
    return "%s-[e:%s %s]->%s"
        .formatted(
            label("a", edge.from().node()),
            name(edge.type()),
            map(edge.key(), "row.key"),
            label("b", edge.to().node()));
  }

  static String edgeIndex(EdgeMapping edge) {
    return "e:%s(%s)"
        .formatted(
            name(edge.type()),
            edge.key().stream().map(Cypher::name).collect(Collectors.joining(", ")));
  }

  static String node(String variable, NodeMapping node, String row) {
    return "(%s:%s %s)".formatted(variable, name(node.label()), map(node.keyProperties(), row));
  }

  static String label(String variable, NodeMapping node) {
    return "(%s:%s)".formatted(variable, name(node.label()));
  }

  static String map(List<String> properties, String row) {
    return properties.stream()
        .map(property -> name(property) + ": " + row + "." + name(property))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  static String tuple(List<String> properties, String of) {
    String parts =
        properties.stream().map(p -> of + "." + name(p)).collect(Collectors.joining(", "));
    return properties.size() == 1 ? parts : "[" + parts + "]";
  }

  static String keyMap(String variable, NodeMapping node) {
    return map(node.keyProperties(), variable);
  }

  static String same(String variable, NodeMapping node, String row) {
    return node.keyProperties().stream()
        .map(property -> variable + "." + name(property) + " = " + row + "." + name(property))
        .collect(Collectors.joining(" AND "));
  }
}
