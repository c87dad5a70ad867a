package io.neo4jsync.mapping;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that one route file says of its table.
 *
 * @param wholeRow whether the route has Cypher of its own, which may use any column
 */
public record TableMapping(
    String table,
    String routeId,
    List<String> key,
    Optional<NodeMapping> node,
    List<EdgeMapping> edges,
    boolean wholeRow) {

  /** Every column the graph depends on; the soft delete column is not among them. */
  public Set<String> columns() {
    Set<String> columns = edgeColumns();
    node.ifPresent(n -> n.properties().forEach(p -> columns.add(p.column())));
    return columns;
  }

  /** The key and the columns its relationships depend on. */
  public Set<String> edgeColumns() {
    Set<String> columns = new LinkedHashSet<>(key);
    for (EdgeMapping edge : edges) {
      columns.addAll(edge.from().columns());
      columns.addAll(edge.to().columns());
      edge.properties().forEach(p -> columns.add(p.column()));
    }
    return columns;
  }

  /**
   * The relationship that the table's rows make.
   *
   * @param from the label at its start, null for the row's own node or any
   * @param to the label at its end, likewise
   */
  public Optional<EdgeMapping> edge(String type, String from, String to) {
    return edges.stream()
        .filter(edge -> edge.type().equals(type))
        .filter(edge -> from == null || edge.from().node().label().equals(from))
        .filter(edge -> to == null || edge.to().node().label().equals(to))
        .findFirst();
  }
}
