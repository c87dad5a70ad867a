package io.neo4jsync.mapping;

import io.neo4jsync.mapping.EdgeMapping.End;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The mapping of all tables, as the route files stand. Immutable. */
public final class Mappings {

  private final SortedMap<String, TableMapping> tables = new TreeMap<>();

  Mappings(Collection<TableMapping> tables) {
    tables.forEach(mapping -> this.tables.put(mapping.table(), mapping));
  }

  public Collection<TableMapping> all() {
    return tables.values();
  }

  public Optional<TableMapping> table(String name) {
    return Optional.ofNullable(tables.get(name));
  }

  /**
   * The mapping of a table.
   *
   * @throws MappingException naming the mapped tables, when no route maps this one
   */
  public TableMapping required(String name) {
    return table(name)
        .orElseThrow(
            () ->
                new MappingException(
                    "no route maps table '"
                        + name
                        + "'; mapped are "
                        + String.join(", ", tables.keySet())));
  }

  /** A relationship and the end of it at which a given node stands. */
  public record Reference(EdgeMapping edge, End end) {}

  /** The relationships that other rows make with nodes of this mapping. */
  public List<Reference> referencesTo(NodeMapping node) {
    List<Reference> references = new ArrayList<>();
    for (TableMapping mapping : tables.values()) {
      for (EdgeMapping edge : mapping.edges()) {
        for (End end : List.of(edge.from(), edge.to())) {
          if (!end.own() && end.node().table().equals(node.table())) {
            references.add(new Reference(edge, end));
          }
        }
      }
    }
    return references;
  }
}
