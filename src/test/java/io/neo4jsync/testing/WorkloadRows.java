package io.neo4jsync.testing;

import io.neo4jsync.testing.WorkloadTables.Column;
import io.neo4jsync.testing.WorkloadTables.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Reads and changes single rows of any table for {@link WorkloadSteps}. */
final class WorkloadRows {

  record Row(Table table, List<String> key) {

    /** The key, or its first part. */
    String id() {
      return key.get(0);
    }
  }

  /** A row that was read whole, to be inserted again. */
  record Removed(Table table, String json) {}

  private final Connection connection;
  private final WorkloadTables tables;
  private final Random random;
  private final HostileValues values;
  private int changed;

  WorkloadRows(Connection connection, WorkloadTables tables, Random random) {
    this.connection = connection;
    this.tables = tables;
    this.random = random;
    this.values = new HostileValues(random);
  }

  /** How many rows the statements so far have changed. */
  int changed() {
    return changed;
  }

  int count(Table table) throws SQLException {
    return WorkloadTables.count(connection, table.name());
  }

  Row insert(Table table, String id) throws SQLException {
    return insert(table, id, "");
  }

  Row insert(Table table, String id, String conflict) throws SQLException {
    if (table.name().equals("tenants")) {
      return insertTenant(table, id);
    }
    List<Column> columns = new ArrayList<>();
    List<Object> parameters = new ArrayList<>();
    List<String> key = new ArrayList<>();
    for (Column column : table.columns()) {
      boolean needed = column.inKey() || column.mandatory() && !column.hasDefault();
      if (needed || random.nextInt(10) < (column.target() == null ? 4 : 8)) {
        if (!column.name().equals("deleted_at")) {
          String value =
              column.target() != null ? reference(column) : column.inKey() ? id : values.of(column);
          columns.add(column);
          parameters.add(value);
          if (column.inKey()) {
            key.add(value);
          }
        }
      }
    }
    change(
        ("INSERT INTO " + table.name())
            + columns.stream().map(Column::name).collect(Collectors.joining(", ", " (", ")"))
            + columns.stream()
                .map(column -> "CAST(? AS " + column.type() + ")")
                .collect(Collectors.joining(", ", " VALUES (", ")"))
            + conflict,
        parameters.toArray());
    return new Row(table, key);
  }

  private Row insertTenant(Table table, String id) throws SQLException {
    change(
        "INSERT INTO tenants (id, name, slug, parent_id, tenant_path, tenant_level)"
            + " SELECT CAST(? AS uuid), ?, ?, id, tenant_path || CAST(? AS ltree), tenant_level + 1"
            + " FROM tenants WHERE tenant_level < 4 ORDER BY id < CAST(? AS uuid), id LIMIT 1",
        id,
        values.of(table.column("name")),
        id,
        label(),
        values.uuid());
    return new Row(table, List.of(id));
  }

  /** Deletes with all cascades, but never a tenant or function on which much depends. */
  void delete(Row row) throws SQLException {
    String table = row.table.name();
    String hold =
        switch (table) {
          case "org_roles" -> "id";
          case "org_departments" -> "department_id";
          case "org_functions" -> "function_id";
          default -> null;
        };
    if (hold != null) {
      change(
          "UPDATE personas SET source_role_id = NULL WHERE source_role_id IN"
              + (" (SELECT id FROM org_roles WHERE " + hold + " = CAST(? AS uuid))"),
          row.id());
    }
    String unless =
        switch (table) {
          case "org_functions" ->
              " AND (SELECT count(*) FROM org_roles r WHERE r.function_id = org_functions.id) < 10";
          case "tenants" ->
              " AND (SELECT count(*) FROM org_roles r WHERE r.tenant_id = tenants.id) < 10"
                  + " AND (SELECT count(*) FROM jtbd j WHERE j.tenant_id = tenants.id) < 10"
                  + " AND NOT EXISTS (SELECT FROM org_functions f WHERE f.tenant_id = tenants.id)"
                  + " AND NOT EXISTS (SELECT FROM tenants c WHERE c.parent_id = tenants.id)";
          default -> "";
        };
    change("DELETE FROM " + table + whereKey(row.table) + unless, row.key.toArray());
  }

  /** The row as it is now; none if another transaction has deleted it. */
  List<Removed> copy(Row row) throws SQLException {
    String sql = "SELECT to_jsonb(t)::text FROM " + row.table.name() + " t" + whereKey(row.table);
    return query(sql, row.key.toArray()).stream()
        .map(columns -> new Removed(row.table, columns.get(0)))
        .toList();
  }

  void reinsert(Removed row) throws SQLException {
    String name = row.table.name();
    change(
        ("INSERT INTO " + name)
            + (" SELECT * FROM jsonb_populate_record(NULL::" + name + ", ?::jsonb)"),
        row.json);
  }

  void set(Row row, Column column) throws SQLException {
    assign(row, column, values.of(column));
  }

  void assign(Row row, Column column, String value) throws SQLException {
    List<Object> parameters = new ArrayList<>();
    parameters.add(value);
    parameters.addAll(row.key);
    change(update(row.table, assignment(column)), parameters.toArray());
  }

  /** Changes a row by an assignment without parameters. */
  void update(Row row, String assignment) throws SQLException {
    change(update(row.table, assignment), row.key.toArray());
  }

  private static String update(Table table, String assignment) {
    return "UPDATE " + table.name() + " SET " + assignment + whereKey(table);
  }

  String reference(Column column) throws SQLException {
    if (!column.mandatory() && random.nextInt(6) == 0) {
      return null;
    }
    List<Row> rows = pick(tables.get(column.target()), 1);
    return rows.isEmpty() ? null : rows.get(0).id();
  }

  List<Row> pick(Table table, int limit) throws SQLException {
    return pick(table, limit, "true");
  }

  /** Rows that follow a random key, from the start again after the last: the same for one seed. */
  List<Row> pick(Table table, int limit, String condition) throws SQLException {
    String key = table.key().stream().map(Column::name).collect(Collectors.joining(", "));
    String first = table.key().get(0).name();
    String sql =
        ("SELECT " + key + " FROM " + table.name() + " WHERE " + condition)
            + (" ORDER BY " + first + " < CAST(? AS uuid), " + key + " LIMIT " + limit);
    return query(sql, values.uuid()).stream().map(row -> new Row(table, row)).toList();
  }

  String label() {
    return "w" + values.uuid().substring(0, 8);
  }

  static String assignment(Column column) {
    return column.name() + " = CAST(? AS " + column.type() + ")";
  }

  private static String whereKey(Table table) {
    return " WHERE " + table.isRow();
  }

  void change(String sql, Object... parameters) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      changed += statement.executeUpdate();
    }
  }

  private List<List<String>> query(String sql, Object... parameters) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<List<String>> rows = new ArrayList<>();
      ResultSet result = statement.executeQuery();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }
}
