package io.neo4jsync.graph;

import io.neo4jsync.mapping.EdgeMapping;
import io.neo4jsync.mapping.EdgeMapping.End;
import io.neo4jsync.mapping.NodeMapping;
import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.mapping.Tenancy;
import java.util.ArrayList;
import java.util.List;

/**
 * What the graph itself says of the tenant of a node, for rows the source no longer has: its tenant
 * property or its relationships to tenants name {@code $tenant} and no other.
 */
final class TenantCondition {

  private final Tenancy tenancy;

  TenantCondition(Tenancy tenancy) {
    this.tenancy = tenancy;
  }

  /**
   * Of the table's nodes {@code n}, or of the ends {@code a} and {@code b} of its relationships.
   */
  String of(TableMapping mapping) {
    if (mapping.node().isPresent()) {
      return of("n", mapping.node().get());
    }
    EdgeMapping edge = mapping.edges().get(0);
    return "(%s) OR (%s)".formatted(of("a", edge.from().node()), of("b", edge.to().node()));
  }

  private String of(String variable, NodeMapping node) {
    List<String> belongs = new ArrayList<>();
    List<String> strange = new ArrayList<>();
    if (tenancy.isTenants(node.table())) {
      belongs.add("%s.%s = $tenant".formatted(variable, Cypher.name(node.key().get(0))));
    }
    tenancy
        .property(node)
        .ifPresent(
            property -> {
              String own = variable + "." + Cypher.name(property);
              belongs.add("coalesce(%s = $tenant, false)".formatted(own));
              strange.add("coalesce(%s <> $tenant, false)".formatted(own));
            });
    for (EdgeMapping map : tenancy.mapsOf(node.table())) {
      belongs.add(inTenant(variable, map, "="));
      strange.add(inTenant(variable, map, "<>"));
    }
    if (belongs.isEmpty()) {
      return "false";
    }
    String condition = "(" + String.join(" OR ", belongs) + ")";
    return strange.isEmpty()
        ? condition
        : condition + " AND NOT (" + String.join(" OR ", strange) + ")";
  }

  private String inTenant(String variable, EdgeMapping map, String operator) {
    End tenant = tenancy.tenantEnd(map);
    boolean toTenant = tenant.equals(map.to());
    return "EXISTS { MATCH (%s)%s-[:%s]-%s(t:%s) WHERE t.%s %s $tenant }"
        .formatted(
            variable,
            toTenant ? "" : "<",
            Cypher.name(map.type()),
            toTenant ? ">" : "",
            Cypher.name(tenant.node().label()),
            Cypher.name(tenant.node().key().get(0)),
            operator);
  }
}
