package io.neo4jsync.mapping;

import io.neo4jsync.mapping.EdgeMapping.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the mapping says of tenants. A row is a tenant's if its own tenant column says so or a map
 * table joins the two; maps are the junction tables with the tenant column as one of their ends.
 *
 * @param column name of the tenant column
 * @param maps the relationships of the map tables
 */
public record Tenancy(String column, List<EdgeMapping> maps) {

  /** Reads it from the mapping. */
  public static Tenancy of(Mappings mappings, String column) {
    List<EdgeMapping> maps = new ArrayList<>();
    for (TableMapping table : mappings.all()) {
      for (EdgeMapping edge : table.edges()) {
        boolean fromTenant = edge.from().columns().equals(List.of(column));
        boolean toTenant = edge.to().columns().equals(List.of(column));
        if (!edge.foreignKey() && fromTenant != toTenant) {
          maps.add(edge);
        }
      }
    }
    return new Tenancy(column, List.copyOf(maps));
  }

  /** The end of a map at which the tenant stands. */
  public End tenantEnd(EdgeMapping map) {
    return map.to().columns().equals(List.of(column)) ? map.to() : map.from();
  }

  /** The end of a map at which the tenant's row stands. */
  public End memberEnd(EdgeMapping map) {
    return map.to().columns().equals(List.of(column)) ? map.from() : map.to();
  }

  /** The maps that give rows of this table their tenants. */
  public List<EdgeMapping> mapsOf(String table) {
    return maps.stream().filter(map -> memberEnd(map).node().table().equals(table)).toList();
  }

  /** The nodes of the tenants themselves, if a map names them. */
  public Optional<NodeMapping> tenants() {
    return maps.stream().map(map -> tenantEnd(map).node()).findFirst();
  }

  /** Whether the table holds the tenants themselves. */
  public boolean isTenants(String table) {
    return tenants().filter(node -> node.table().equals(table)).isPresent();
  }

  /** The property in which nodes of this table keep their row's own tenant. */
  public Optional<String> property(NodeMapping node) {
    return node.properties().stream()
        .filter(property -> property.column().equals(column))
        .map(Property::name)
        .findFirst();
  }
}
