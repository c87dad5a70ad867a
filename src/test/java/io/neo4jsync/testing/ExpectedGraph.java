package io.neo4jsync.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * The graph that docs/graph-model.md demands, computed with SQL from the source tables alone.
 *
 * <p>Nodes and relationships are maps from a readable key, for example {@code (Role 4711)} or
 * {@code (Role 4711)-[:USES_TOOL]->(Tool 42)}, to their properties. Tables and columns that this
 * database does not have contribute nothing.
 */
final class ExpectedGraph {

  private record Node(String label, String table, List<String> properties) {}

  private record Edge(
      String type,
      String table,
      String fromColumn,
      String fromTable,
      String toColumn,
      String toTable,
      List<String> properties) {}

  private static final List<Node> NODES =
      List.of(
          node(
              "Tenant",
              "tenants",
              "id name slug parent_id tenant_path tenant_level status tier"
                  + " source_updated_at=updated_at"),
          node(
              "Function",
              "org_functions",
              "id name slug description industry strategic_priority tenant_id"
                  + " source_updated_at=updated_at"),
          node(
              "Department",
              "org_departments",
              "id name slug description function_id tenant_id operating_model field_vs_office_mix"
                  + " typical_team_size_min typical_team_size_max source_updated_at=updated_at"),
          node(
              "Role",
              "org_roles",
              "id name slug description role_type role_category seniority_level leadership_level"
                  + " job_code grade_level geographic_scope team_size_min team_size_max"
                  + " budget_min_usd budget_max_usd required_skills required_certifications"
                  + " gxp_types role_kpis data_quality_score last_validated department_id"
                  + " function_id reports_to_role_id tenant_id source_updated_at=updated_at"),
          node(
              "Persona",
              "personas",
              "id unique_id name=persona_name persona_type title description experience_level goals"
                  + " sample_quotes derived_archetype is_active ai_readiness_score"
                  + " work_complexity_score data_quality_score source_role_id tenant_id"
                  + " source_updated_at=updated_at"),
          node(
              "JTBD",
              "jtbd",
              "id code name description functional_area job_category complexity frequency status"
                  + " strategic_priority importance_score satisfaction_score opportunity_score"
                  + " odi_tier tenant_id source_updated_at=updated_at"),
          node(
              "ValueCategory",
              "value_categories",
              "id code name description color icon sort_order source_updated_at=updated_at"),
          node(
              "ValueDriver",
              "value_drivers",
              "id code name driver_type description primary_category_id parent_id level unit"
                  + " tenant_id metadata source_updated_at=updated_at"),
          node(
              "Skill",
              "skills",
              "id name slug category description complexity_level skill_type is_active metadata"
                  + " source_updated_at=updated_at"),
          node(
              "Skill",
              "ref_skills",
              "id unique_id name=skill_name category=skill_category description pharma_specific"
                  + " source_updated_at=updated_at"),
          node(
              "Tool",
              "tools",
              "id name slug category vendor description tool_type tags is_active tenant_id"
                  + " source_updated_at=updated_at"));

  private static final List<Edge> EDGES =
      List.of(
          foreignKey("BELONGS_TO", "org_departments", "function_id", "org_functions"),
          foreignKey("BELONGS_TO", "org_roles", "department_id", "org_departments"),
          foreignKey("REPORTS_TO", "org_roles", "reports_to_role_id", "org_roles"),
          foreignKey("HAS_ROLE", "personas", "source_role_id", "org_roles"),
          foreignKey("PART_OF", "value_drivers", "parent_id", "value_drivers"),
          foreignKey("CHILD_OF", "tenants", "parent_id", "tenants"),
          ofJob(
              "PERFORMED_BY_FUNCTION",
              "jtbd_functions",
              "function_id",
              "org_functions",
              "id relevance_score is_primary tenant_id"),
          ofJob(
              "PERFORMED_BY_ROLE",
              "jtbd_roles",
              "role_id",
              "org_roles",
              "id relevance_score importance frequency is_primary sequence_order notes tenant_id"),
          ofJob(
              "PERFORMED_BY_DEPARTMENT",
              "jtbd_departments",
              "department_id",
              "org_departments",
              "id relevance_score is_primary"),
          ofJob(
              "DELIVERS_VALUE",
              "jtbd_value_categories",
              "category_id",
              "value_categories",
              "id relevance_score is_primary rationale"),
          ofJob(
              "IMPACTS",
              "jtbd_value_drivers",
              "driver_id",
              "value_drivers",
              "id impact_strength impact_score quantified_value confidence_level evidence_date"),
          edge(
              "REQUIRES_SKILL",
              "role_skills",
              "role_id org_roles skill_id ref_skills",
              "proficiency_required is_required"),
          edge(
              "USES_TOOL",
              "role_tools",
              "role_id org_roles tool_id tools",
              "id usage_frequency proficiency_level is_required"),
          edge("IN_TENANT", "function_tenants", "function_id org_functions tenant_id tenants", ""),
          edge(
              "IN_TENANT",
              "department_tenants",
              "department_id org_departments tenant_id tenants",
              ""),
          edge("IN_TENANT", "role_tenants", "role_id org_roles tenant_id tenants", ""));

  private final Connection connection;
  private final Map<String, Map<String, String>> columns = new HashMap<>();

  /** Reads everything from one snapshot, so the connection must not be in use for anything else. */
  ExpectedGraph(Connection connection) throws SQLException {
    this.connection = connection;
    connection.setAutoCommit(false);
    connection.setReadOnly(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
  }

  static List<String> labels() {
    return NODES.stream().map(Node::label).distinct().toList();
  }

  static List<String> types() {
    return EDGES.stream().map(Edge::type).distinct().toList();
  }

  /** How a node is named in keys; two tables share the label Skill. */
  static String nodeKey(String label, String sourceTable, String id) {
    return "(" + label + (label.equals("Skill") ? " " + sourceTable : "") + " " + id + ")";
  }

  static String edgeKey(String from, String type, String to) {
    return from + "-[:" + type + "]->" + to;
  }

  Map<String, Map<String, Object>> nodes(String label) throws SQLException {
    Map<String, Map<String, Object>> result = new LinkedHashMap<>();
    for (Node node : NODES) {
      if (node.label.equals(label) && exists(node.table)) {
        String sql =
            "SELECT r.id::text, NULL"
                + selectList(node.table, node.properties)
                + (" FROM " + node.table + " r WHERE " + live("r", node.table));
        read(sql, node.table, node.properties)
            .forEach(
                row -> {
                  if (label.equals("Skill")) {
                    row.properties.put("source_table", node.table);
                  }
                  result.put(nodeKey(label, node.table, row.from), row.properties);
                });
      }
    }
    return result;
  }

  Map<String, Map<String, Object>> relationships(String type) throws SQLException {
    Map<String, Map<String, Object>> result = new LinkedHashMap<>();
    for (Edge edge : EDGES) {
      if (edge.type.equals(type)
          && exists(edge.table)
          && exists(edge.fromTable)
          && exists(edge.toTable)
          && columns(edge.table).keySet().containsAll(List.of(edge.fromColumn, edge.toColumn))) {
        String pair = "r." + edge.fromColumn + ", r." + edge.toColumn;
        String sql =
            ("SELECT DISTINCT ON (" + pair + ") r." + edge.fromColumn + "::text")
                + (", r." + edge.toColumn + "::text" + selectList(edge.table, edge.properties))
                + (" FROM " + edge.table + " r")
                + (" JOIN " + edge.fromTable + " a ON a.id = r." + edge.fromColumn)
                + (" JOIN " + edge.toTable + " b ON b.id = r." + edge.toColumn)
                + (" WHERE " + live("r", edge.table))
                + (" AND " + live("a", edge.fromTable) + " AND " + live("b", edge.toTable))
                + (" ORDER BY " + pair)
                + (columns(edge.table).containsKey("id") ? ", r.id::text COLLATE \"C\"" : "");
        for (Row row : read(sql, edge.table, edge.properties)) {
          String from = nodeKey(labelOf(edge.fromTable), edge.fromTable, row.from);
          String to = nodeKey(labelOf(edge.toTable), edge.toTable, row.to);
          result.put(edgeKey(from, type, to), row.properties);
        }
      }
    }
    return result;
  }

  private record Row(String from, String to, Map<String, Object> properties) {}

  private List<Row> read(String sql, String table, List<String> properties) throws SQLException {
    List<String> present = present(table, properties);
    List<Row> rows = new ArrayList<>();
    try (var statement = connection.createStatement()) {
      statement.setFetchSize(1000);
      ResultSet result = statement.executeQuery(sql);
      while (result.next()) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < present.size(); i++) {
          String type = columns(table).get(column(present.get(i)));
          Object value = SourceValues.read(result, i + 3, type);
          if (value != null) {
            values.put(name(present.get(i)), value);
          }
        }
        rows.add(new Row(result.getString(1), result.getString(2), values));
      }
    }
    return rows;
  }

  private String selectList(String table, List<String> properties) throws SQLException {
    StringJoiner list = new StringJoiner("");
    for (String property : present(table, properties)) {
      String column = column(property);
      list.add(", " + SourceValues.expression("r." + column, columns(table).get(column)));
    }
    return list.toString();
  }

  private List<String> present(String table, List<String> properties) throws SQLException {
    Set<String> columns = columns(table).keySet();
    return properties.stream().filter(property -> columns.contains(column(property))).toList();
  }

  private String live(String alias, String table) throws SQLException {
    return columns(table).containsKey("deleted_at") ? alias + ".deleted_at IS NULL" : "true";
  }

  private boolean exists(String table) throws SQLException {
    return !columns(table).isEmpty();
  }

  /** The columns of a table with their types, none if there is no such table. */
  private Map<String, String> columns(String table) throws SQLException {
    Map<String, String> known = columns.get(table);
    if (known == null) {
      known = new LinkedHashMap<>();
      try (var statement =
          connection.prepareStatement(
              "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
                  + " WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped")) {
        statement.setString(1, table);
        ResultSet result = statement.executeQuery();
        while (result.next()) {
          known.put(result.getString(1), result.getString(2));
        }
      }
      columns.put(table, known);
    }
    return known;
  }

  private static String name(String property) {
    return property.split("=")[0];
  }

  private static String column(String property) {
    return property.substring(property.indexOf('=') + 1);
  }

  private static String labelOf(String table) {
    return NODES.stream().filter(node -> node.table.equals(table)).findFirst().orElseThrow().label;
  }

  private static Node node(String label, String table, String properties) {
    return new Node(label, table, words(properties));
  }

  private static Edge foreignKey(String type, String table, String column, String target) {
    return new Edge(type, table, "id", table, column, target, List.of());
  }

  private static Edge ofJob(
      String type, String table, String column, String target, String properties) {
    return edge(type, table, "jtbd_id jtbd " + column + " " + target, properties);
  }

  private static Edge edge(String type, String table, String ends, String properties) {
    List<String> end = words(ends);
    return new Edge(type, table, end.get(0), end.get(1), end.get(2), end.get(3), words(properties));
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }
}
