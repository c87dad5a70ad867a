package io.neo4jsync.fullsync;

import io.neo4jsync.mapping.EdgeMapping;
import io.neo4jsync.mapping.EdgeMapping.End;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.mapping.NodeMapping;
import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.mapping.Tenancy;
import io.neo4jsync.source.SourceCatalog;
import io.neo4jsync.source.SourcePages.Condition;
import io.neo4jsync.value.ColumnType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which source rows belong to a run for one tenant; docs/full-sync.md has the rule in words. Rows
 * without a tenant are taken along where a relationship of the tenant needs them; which ones is
 * worked out when the run starts ({@link #sharedRows}) and kept in {@code neo4j_sync_run_shared}.
 */
final class TenantScope {

  private final Mappings mappings;
  private final SourceCatalog catalog;
  private final Tenancy tenancy;
  private final String tenant;
  private final String softDeleteColumn;

  TenantScope(
      Mappings mappings,
      SourceCatalog catalog,
      Tenancy tenancy,
      String tenant,
      String softDeleteColumn) {
    this.mappings = mappings;
    this.catalog = catalog;
    this.tenancy = tenancy;
    this.tenant = tenant;
    this.softDeleteColumn = softDeleteColumn;
  }

  /** What makes a row {@code t} of the table part of the run. */
  Condition of(TableMapping mapping, long run) throws SQLException {
    if (mapping.node().isEmpty()) {
      return ofRelationship(mapping.table(), mapping.edges().get(0), "t");
    }
    Condition shared =
        new Condition(
            "EXISTS (SELECT FROM neo4j_sync_run_shared s WHERE s.run_id = %d AND s.entity_type = %s"
                    .formatted(run, literal(mapping.table()))
                + " AND s.entity_key = "
                + entityKey(mapping.key(), "t")
                + ")",
            List.of());
    return any(List.of(belongs(mapping.table(), "t"), shared));
  }

  private Condition ofRelationship(String table, EdgeMapping edge, String alias)
      throws SQLException {
    List<Condition> conditions = new ArrayList<>();
    conditions.add(own(table, alias));
    for (End end : List.of(edge.from(), edge.to())) {
      Condition belongs = belongs(end.node().table(), "x");
      conditions.add(
          new Condition(
              "EXISTS (SELECT FROM %s x WHERE %s AND %s)"
                  .formatted(qualified(end.node().table()), joined("x", end, alias), belongs.sql()),
              belongs.parameters()));
    }
    return any(conditions);
  }

  /** The row is the tenant's: by its own column, by a map, or because it is the tenant. */
  private Condition belongs(String table, String alias) throws SQLException {
    List<Condition> conditions = new ArrayList<>();
    conditions.add(own(table, alias));
    if (tenancy.isTenants(table)) {
      String key = tenancy.tenants().orElseThrow().key().get(0);
      conditions.add(equal(table, key, alias));
    }
    for (EdgeMapping map : tenancy.mapsOf(table)) {
      Condition tenants = equal(map.table(), tenancy.column(), "m");
      conditions.add(
          new Condition(
              "EXISTS (SELECT FROM %s m WHERE %s AND %s AND %s)"
                  .formatted(
                      qualified(map.table()),
                      joined(alias, tenancy.memberEnd(map), "m"),
                      live(map.table(), "m"),
                      tenants.sql()),
              tenants.parameters()));
    }
    return any(conditions);
  }

  private Condition own(String table, String alias) throws SQLException {
    return has(table, tenancy.column())
        ? equal(table, tenancy.column(), alias)
        : new Condition("FALSE", List.of());
  }

  private Condition equal(String table, String column, String alias) throws SQLException {
    ColumnType type = catalog.table(table).columns().get(column);
    return new Condition(
        "%s = CAST(? AS %s)".formatted(column(alias, column), type == null ? "text" : type.name()),
        List.of(tenant));
  }

  /** The row has no tenant at all. */
  private String isShared(String table, String alias) throws SQLException {
    if (tenancy.isTenants(table)) {
      return "FALSE";
    }
    List<String> conditions = new ArrayList<>();
    conditions.add(live(table, alias));
    if (has(table, tenancy.column())) {
      conditions.add(column(alias, tenancy.column()) + " IS NULL");
    }
    for (EdgeMapping map : tenancy.mapsOf(table)) {
      conditions.add(
          "NOT EXISTS (SELECT FROM %s o WHERE %s)"
              .formatted(qualified(map.table()), joined(alias, tenancy.memberEnd(map), "o")));
    }
    return String.join(" AND ", conditions);
  }

  /**
   * @param tenants counts the tenant's own row
   * @param first INSERTs of the rows without a tenant at the other end of the tenant's
   *     relationships
   * @param closure INSERTs of the rows without a tenant that rows already taken along refer to; to
   *     be repeated until they add nothing
   */
  record SharedRows(Condition tenants, List<Condition> first, List<Condition> closure) {}

  SharedRows sharedRows(long run) throws SQLException {
    List<Condition> first = new ArrayList<>();
    List<Condition> closure = new ArrayList<>();
    for (TableMapping mapping : mappings.all()) {
      for (EdgeMapping edge : mapping.edges()) {
        if (!exists(mapping.table())
            || !exists(edge.from().node().table())
            || !exists(edge.to().node().table())) {
          continue;
        }
        first.add(insert(run, edge, edge.from(), edge.to()));
        first.add(insert(run, edge, edge.to(), edge.from()));
        if (edge.foreignKey()) {
          closure.add(insertReferred(run, edge));
        }
      }
    }
    NodeMapping tenants = tenancy.tenants().orElse(null);
    Condition count =
        tenants == null || !exists(tenants.table())
            ? null
            : new Condition(
                "SELECT count(*) FROM %s t WHERE %s AND %s"
                    .formatted(
                        qualified(tenants.table()),
                        live(tenants.table(), "t"),
                        equal(tenants.table(), tenants.key().get(0), "t").sql()),
                List.of(tenant));
    return new SharedRows(count, first, closure);
  }

  /** The shared rows at one end of rows whose other end, or themselves, are the tenant's. */
  private Condition insert(long run, EdgeMapping edge, End sharedEnd, End tenantEnd)
      throws SQLException {
    String table = edge.table();
    List<Condition> tenants = new ArrayList<>();
    tenants.add(belongs(tenantEnd.node().table(), "b"));
    if (!edge.foreignKey()) {
      tenants.add(own(table, "r"));
    }
    Condition belongs = any(tenants);
    return new Condition(
        insert(run, sharedEnd.node(), "a")
            + " FROM %s r JOIN %s a ON %s JOIN %s b ON %s WHERE %s AND %s AND %s"
                .formatted(
                    qualified(table),
                    qualified(sharedEnd.node().table()),
                    joined("a", sharedEnd, "r"),
                    qualified(tenantEnd.node().table()),
                    joined("b", tenantEnd, "r"),
                    live(table, "r"),
                    isShared(sharedEnd.node().table(), "a"),
                    belongs.sql())
            + " ON CONFLICT DO NOTHING",
        belongs.parameters());
  }

  private Condition insertReferred(long run, EdgeMapping edge) throws SQLException {
    End own = edge.from().own() ? edge.from() : edge.to();
    End other = edge.from().own() ? edge.to() : edge.from();
    return new Condition(
        insert(run, other.node(), "a")
            + " FROM %s r JOIN neo4j_sync_run_shared s ON s.run_id = %d AND s.entity_type = %s AND s.entity_key = %s"
                .formatted(
                    qualified(edge.table()),
                    run,
                    literal(edge.table()),
                    entityKey(own.node().key(), "r"))
            + " JOIN %s a ON %s WHERE %s AND %s"
                .formatted(
                    qualified(other.node().table()),
                    joined("a", other, "r"),
                    live(edge.table(), "r"),
                    isShared(other.node().table(), "a"))
            + " ON CONFLICT DO NOTHING",
        List.of());
  }

  private static String insert(long run, NodeMapping node, String alias) {
    return "INSERT INTO neo4j_sync_run_shared (run_id, entity_type, entity_key) SELECT DISTINCT %d, %s, %s"
        .formatted(run, literal(node.table()), entityKey(node.key(), alias));
  }

  private boolean exists(String table) throws SQLException {
    return !catalog.table(table).columns().isEmpty();
  }

  private boolean has(String table, String column) throws SQLException {
    return catalog.table(table).columns().containsKey(column);
  }

  private String live(String table, String alias) throws SQLException {
    return has(table, softDeleteColumn) ? column(alias, softDeleteColumn) + " IS NULL" : "TRUE";
  }

  private String qualified(String table) {
    return SourceCatalog.quoted(catalog.schema()) + "." + SourceCatalog.quoted(table);
  }

  /** The node's key equals the columns that name it. */
  private static String joined(String nodeAlias, End end, String rowAlias) {
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < end.columns().size(); i++) {
      conditions.add(
          column(nodeAlias, end.node().key().get(i))
              + " = "
              + column(rowAlias, end.columns().get(i)));
    }
    return String.join(" AND ", conditions);
  }

  private static String entityKey(List<String> key, String alias) {
    return key.stream()
        .map(column -> "to_jsonb(" + column(alias, column) + ") #>> '{}'")
        .collect(Collectors.joining(", ", "neo4j_sync_entity_key(ARRAY[", "])"));
  }

  private static String column(String alias, String column) {
    return alias + "." + SourceCatalog.quoted(column);
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static Condition any(List<Condition> conditions) {
    return new Condition(
        conditions.stream().map(Condition::sql).collect(Collectors.joining(" OR ", "(", ")")),
        conditions.stream().flatMap(condition -> condition.parameters().stream()).toList());
  }
}
