package io.neo4jsync.testing;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@link RandomWorkload} must know of the tables to change them, read from the catalog. */
final class WorkloadTables {

  /** A column; {@code choices}: what its enum or check allows, {@code target}: the parent. */
  record Column(
      String name,
      String type,
      boolean mandatory,
      boolean hasDefault,
      boolean indexed,
      boolean inKey,
      String target,
      List<String> choices) {

    /** Whether a junction row points with this column at one of its two ends. */
    boolean isEnd() {
      return target != null && !target.equals("tenants");
    }
  }

  /** A table; {@code target} is the number of rows that the workload tends to. */
  record Table(String name, List<Column> columns, int target) {

    List<Column> key() {
      return columns.stream().filter(Column::inKey).toList();
    }

    boolean hasId() {
      return key().size() == 1;
    }

    boolean has(String column) {
      return columns.stream().anyMatch(candidate -> candidate.name.equals(column));
    }

    Column column(String name) {
      return columns.stream().filter(column -> column.name.equals(name)).findFirst().orElseThrow();
    }

    /** The columns that point at another row. */
    List<Column> references() {
      return columns.stream().filter(column -> column.target != null).toList();
    }

    /** The columns that are neither key, reference nor sign of deletion. */
    List<Column> plain() {
      return columns.stream()
          .filter(column -> !column.inKey && column.target == null)
          .filter(column -> !column.name.equals("deleted_at") && !column.type.equals("ltree"))
          .toList();
    }

    /** The condition that selects one row, with a parameter for each key column. */
    String isRow() {
      return key().stream()
          .map(column -> column.name + " = CAST(? AS uuid)")
          .collect(Collectors.joining(" AND "));
    }
  }

  /** How often each table is chosen; the tables in the order in which they reference each other. */
  private static final Map<String, Integer> WEIGHTS = new LinkedHashMap<>();

  static {
    String weights =
        "tenants 1 org_functions 2 org_departments 3 org_roles 6 personas 4 jtbd 5"
            + " value_categories 1 value_drivers 3 skills 3 ref_skills 2 tools 3"
            + " jtbd_functions 3 jtbd_departments 3 jtbd_roles 6 jtbd_value_categories 3"
            + " jtbd_value_drivers 4 role_skills 3 role_tools 5"
            + " function_tenants 1 department_tenants 1 role_tenants 2";
    String[] words = weights.split(" ");
    for (int i = 0; i < words.length; i += 2) {
      WEIGHTS.put(words[i], Integer.valueOf(words[i + 1]));
    }
  }

  private static final int FEWEST_ROWS = 20;

  private static final String COLUMNS =
      """
      SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull, a.atthasdef,
        EXISTS (SELECT FROM pg_index i
          WHERE i.indrelid = a.attrelid AND a.attnum = ANY (i.indkey)) AS indexed,
        EXISTS (SELECT FROM pg_index i
          WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey)) AS in_key,
        (SELECT min(t.relname) FROM pg_constraint c JOIN pg_class t ON t.oid = c.confrelid
          WHERE c.contype = 'f' AND c.conrelid = a.attrelid AND c.conkey = ARRAY[a.attnum])
          AS target,
        coalesce(
          (SELECT array_agg(enumlabel::text ORDER BY enumsortorder) FROM pg_enum
            WHERE enumtypid = a.atttypid),
          (SELECT array_agg(m[1]) FROM pg_constraint c,
            regexp_matches(pg_get_constraintdef(c.oid), '''([^'']*)''::text', 'g') m
            WHERE c.contype = 'c' AND c.conrelid = a.attrelid AND c.conkey = ARRAY[a.attnum]),
          '{}') AS choices
      FROM pg_attribute a
      WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attnum
      """;

  private final Map<String, Table> tables = new LinkedHashMap<>();
  private final List<Table> weighted = new ArrayList<>();

  WorkloadTables(Connection connection) throws SQLException {
    for (var entry : WEIGHTS.entrySet()) {
      String name = entry.getKey();
      List<Column> columns = columns(connection, name);
      if (!columns.isEmpty()) {
        Table table = new Table(name, columns, Math.max(count(connection, name), FEWEST_ROWS));
        tables.put(name, table);
        for (int i = 0; i < entry.getValue(); i++) {
          weighted.add(table);
        }
      }
    }
  }

  Table get(String name) {
    return tables.get(name);
  }

  /** Every table as often as its weight says. */
  List<Table> weighted() {
    return weighted;
  }

  boolean isReferenced(Table table) {
    return tables.values().stream()
        .flatMap(other -> other.references().stream())
        .anyMatch(column -> column.target.equals(table.name));
  }

  static int count(Connection connection, String table) throws SQLException {
    try (var statement = connection.createStatement()) {
      ResultSet result = statement.executeQuery("SELECT count(*) FROM " + table);
      result.next();
      return result.getInt(1);
    }
  }

  private static List<Column> columns(Connection connection, String table) throws SQLException {
    List<Column> columns = new ArrayList<>();
    try (var statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, table);
      ResultSet row = statement.executeQuery();
      while (row.next()) {
        Array choices = row.getArray("choices");
        columns.add(
            new Column(
                row.getString("attname"),
                row.getString("type"),
                row.getBoolean("attnotnull"),
                row.getBoolean("atthasdef"),
                row.getBoolean("indexed"),
                row.getBoolean("in_key"),
                row.getString("target"),
                List.of((String[]) choices.getArray())));
      }
    }
    return columns;
  }
}
