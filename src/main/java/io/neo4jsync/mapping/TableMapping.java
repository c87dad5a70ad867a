package io.neo4jsync.mapping;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All that one route file says of its table. */
public record TableMapping(
    String table,
    String routeId,
    List<String> key,
    Optional<NodeMapping> node,
    List<EdgeMapping> edges) {

  /** Every column the graph depends on; the soft delete column is not among them. */
  public Set<String> columns() {
    Set<String> columns = new LinkedHashSet<>(key);
    node.ifPresent(n -> n.properties().forEach(p -> columns.add(p.column())));
    for (EdgeMapping edge : edges) {
      columns.addAll(edge.from().columns());
      columns.addAll(edge.to().columns());
      edge.properties().forEach(p -> columns.add(p.column()));
    }
    return columns;
  }

  /** The relationship of this type that the table's rows make. */
  public Optional<EdgeMapping> edge(String type) {
    return edges.stream().filter(edge -> edge.type().equals(type)).findFirst();
  }
}
