package io.neo4jsync.mapping;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Names under which the insights keep in the graph what they have computed. The sync must never
 * write or compare them, so no route may map them.
 */
final class ReservedNames {

  private static final String PROPERTIES = "insight_";
  private static final Set<String> TYPES = Set.of("SIMILAR_TO", "RATED_IN");
  private static final Set<String> LABELS = Set.of("InsightRun");

  private ReservedNames() {}

  /**
   * Refuses routes that map them.
   *
   * @throws MappingException naming route and name
   */
  static void refuse(Collection<TableMapping> tables) {
    for (TableMapping table : tables) {
      table
          .node()
          .ifPresent(
              node -> {
                refuse(table, "label", node.label(), LABELS.contains(node.label()));
                refuse(table, node.properties());
                node.keyProperties().forEach(name -> refuseProperty(table, name));
              });
      for (EdgeMapping edge : table.edges()) {
        refuse(table, "type", edge.type(), TYPES.contains(edge.type()));
        refuse(table, edge.properties());
        edge.key().forEach(name -> refuseProperty(table, name));
      }
    }
  }

  private static void refuse(TableMapping table, List<Property> properties) {
    properties.forEach(property -> refuseProperty(table, property.name()));
  }

  private static void refuseProperty(TableMapping table, String name) {
    refuse(table, "property", name, name.startsWith(PROPERTIES));
  }

  private static void refuse(TableMapping table, String kind, String name, boolean reserved) {
    if (reserved) {
      throw new MappingException(
          "route %s: the %s %s is reserved for what the insights compute (%s…, %s); give it another name%s"
              .formatted(
                  table.routeId(),
                  kind,
                  name,
                  PROPERTIES,
                  "SIMILAR_TO, RATED_IN, InsightRun",
                  kind.equals("property")
                      ? ", for example properties: \"other=" + name + "\""
                      : ""));
    }
  }
}
