package io.neo4jsync.testing;

import io.neo4jsync.testing.WorkloadRows.Removed;
import io.neo4jsync.testing.WorkloadRows.Row;
import io.neo4jsync.testing.WorkloadTables.Column;
import io.neo4jsync.testing.WorkloadTables.Table;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.stream.Collectors;

/** The single steps of {@link RandomWorkload}, each a few statements in the open transaction. */
final class WorkloadSteps {

  private static final List<String> JUNCTIONS =
      List.of("jtbd_roles", "jtbd_value_drivers", "jtbd_departments", "role_skills", "role_tools");

  private final WorkloadTables tables;
  private final WorkloadRows rows;
  private final Random random;
  private final HostileValues values;
  private final Queue<Removed> removed = new ArrayDeque<>();

  WorkloadSteps(WorkloadTables tables, WorkloadRows rows, Random random) {
    this.tables = tables;
    this.rows = rows;
    this.random = random;
    this.values = new HostileValues(random);
  }

  void update() throws SQLException {
    for (Row row : rows.pick(anyTable(), 1)) {
      rows.set(row, values.any(row.table().plain()));
    }
  }

  void updateRepeatedly() throws SQLException {
    for (Row row : rows.pick(anyTable(), 1)) {
      for (int i = 0; i < 3; i++) {
        rows.set(row, values.any(row.table().plain()));
      }
    }
  }

  void updateMany() throws SQLException {
    Table table = anyTableWithId();
    Column column = values.any(table.plain());
    String some = "SELECT id FROM " + table.name() + " ORDER BY id < CAST(? AS uuid), id LIMIT 5";
    rows.change(
        ("UPDATE " + table.name() + " SET " + WorkloadRows.assignment(column))
            + (" WHERE id IN (" + some + ")"),
        values.of(column),
        values.uuid());
  }

  void updateToSameValues() throws SQLException {
    for (Row row : rows.pick(anyTable(), 3)) {
      String name = values.any(row.table().columns()).name();
      rows.update(row, name + " = " + name);
    }
  }

  /** Points a reference elsewhere, at nothing or at the row itself; moves a junction row. */
  void changeReference() throws SQLException {
    Table table = anyTable();
    while (table.references().isEmpty()) {
      table = anyTable();
    }
    Column column = values.any(table.references());
    for (Row row : rows.pick(table, 1)) {
      boolean toItself = column.target().equals(table.name()) && random.nextInt(6) == 0;
      rows.assign(row, column, toItself ? row.id() : rows.reference(column));
    }
  }

  /** Rows that nothing refers to: of leaf tables, or just inserted. */
  void changeKey() throws SQLException {
    Table table = anyTableWithId();
    List<Row> found =
        tables.isReferenced(table)
            ? List.of(rows.insert(table, values.uuid()))
            : rows.pick(table, 1);
    for (Row row : found) {
      rows.assign(row, table.key().get(0), values.uuid());
    }
  }

  void moveTenantPath() throws SQLException {
    for (Row row : rows.pick(tables.get("tenants"), 1)) {
      rows.change(
          "UPDATE tenants SET tenant_path = CASE tenant_level WHEN 0 THEN CAST(? AS ltree)"
              + " ELSE subpath(tenant_path, 0, -1) || CAST(? AS ltree) END"
              + " WHERE id = CAST(? AS uuid)",
          rows.label(),
          rows.label(),
          row.id());
    }
  }

  void softDelete() throws SQLException {
    for (Row row : rows.pick(anyTableWith("deleted_at"), 1)) {
      rows.update(row, "deleted_at = now()");
    }
  }

  void undelete() throws SQLException {
    for (Row row : rows.pick(anyTableWith("deleted_at"), 5, "deleted_at IS NOT NULL")) {
      rows.update(row, "deleted_at = NULL");
    }
  }

  /** Inserts or deletes, whichever brings the table nearer to the size it had at the start. */
  void insertOrDelete() throws SQLException {
    Table table = anyTable();
    int count = rows.count(table);
    if (count > table.target() || (count > table.target() * 0.9 && random.nextInt(3) == 0)) {
      for (Row row : rows.pick(table, 1)) {
        rows.delete(row);
      }
    } else {
      int few = Math.min(6, 1 + (table.target() - count) / 4);
      for (int i = 0; i < few; i++) {
        rows.insert(table, values.uuid());
      }
    }
  }

  void insertAndDelete() throws SQLException {
    Row row = rows.insert(anyTableWithId(), values.uuid());
    rows.set(row, values.any(row.table().plain()));
    rows.delete(row);
  }

  void upsert() throws SQLException {
    Table table = anyTable();
    while (!table.hasId() || table.name().equals("tenants")) {
      table = anyTable();
    }
    String updates =
        table.columns().stream()
            .filter(column -> !column.inKey())
            .map(column -> column.name() + " = EXCLUDED." + column.name())
            .collect(Collectors.joining(", "));
    List<Row> found = random.nextInt(3) > 0 ? rows.pick(table, 1) : List.of();
    String id = found.isEmpty() ? values.uuid() : found.get(0).id();
    rows.insert(table, id, " ON CONFLICT (id) DO UPDATE SET " + updates);
  }

  void deleteAndReinsert() throws SQLException {
    for (Row row : rows.pick(anyTable(), 1)) {
      for (Removed copy : rows.copy(row)) {
        rows.delete(row);
        rows.reinsert(copy);
      }
    }
  }

  /** The row comes back in the next transaction, if its deletion was committed. */
  void deleteAndReinsertLater() throws SQLException {
    for (Row row : rows.pick(anyTable(), 1)) {
      removed.addAll(rows.copy(row));
      rows.delete(row);
    }
  }

  void reinsertRemoved() throws SQLException {
    while (!removed.isEmpty()) {
      rows.reinsert(removed.remove());
    }
  }

  /** Joins four rows with four others; half of the time where most rows are lacking. */
  void insertMany() throws SQLException {
    Table table = tables.get(values.any(JUNCTIONS));
    if (random.nextBoolean()) {
      for (String name : JUNCTIONS) {
        table = fill(tables.get(name)) < fill(table) ? tables.get(name) : table;
      }
    }
    List<Column> ends = table.references().stream().filter(Column::isEnd).toList();
    String name = ends.get(1).name().replace("_id", "_name");
    boolean named = table.has(name);
    String some = "(SELECT * FROM %s ORDER BY id < CAST(? AS uuid), id LIMIT 4)";
    String sql =
        ("INSERT INTO " + table.name() + " (" + ends.get(0).name() + ", " + ends.get(1).name())
            + ((named ? ", " + name : "") + (table.hasId() ? ", id" : ""))
            + (") SELECT a.id, b.id" + (named ? ", b.name" : ""))
            + (table.hasId() ? ", CAST(md5('" + rows.label() + "' || a.id || b.id) AS uuid)" : "")
            + (" FROM " + some.formatted(ends.get(0).target()) + " a")
            + (" CROSS JOIN " + some.formatted(ends.get(1).target()) + " b")
            + " ON CONFLICT DO NOTHING";
    rows.change(sql, values.uuid(), values.uuid());
  }

  private double fill(Table table) throws SQLException {
    return (double) rows.count(table) / table.target();
  }

  void deleteMany() throws SQLException {
    for (Row role : rows.pick(tables.get("org_roles"), 1)) {
      String table = values.any(List.of("role_skills", "role_tools", "jtbd_roles", "role_tenants"));
      rows.change("DELETE FROM " + table + " WHERE role_id = CAST(? AS uuid)", role.id());
    }
  }

  /** Several role_tools rows of one pair; then one of them changes, moves, is cut off or goes. */
  void severalRowsOfOnePair() throws SQLException {
    Table table = tables.get("role_tools");
    List<Row> found = new ArrayList<>(rows.pick(table, 1, "tool_id IS NOT NULL"));
    if (found.isEmpty()) {
      found.add(rows.insert(table, values.uuid()));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      Row next = rows.insert(table, values.uuid());
      rows.change(
          "UPDATE role_tools n SET role_id = o.role_id, tool_id = o.tool_id FROM role_tools o"
              + " WHERE o.id = CAST(? AS uuid) AND n.id = CAST(? AS uuid)",
          found.get(0).id(),
          next.id());
      found.add(next);
    }
    Row one = values.any(found);
    switch (random.nextInt(5)) {
      case 0 -> rows.delete(one);
      case 1 -> rows.assign(one, table.column("tool_id"), null);
      case 2 -> rows.assign(one, table.column("tool_id"), rows.reference(table.column("tool_id")));
      case 3 -> rows.assign(one, table.column("id"), values.uuid());
      default -> rows.set(one, table.column("usage_frequency"));
    }
  }

  void truncate() throws SQLException {
    rows.change("TRUNCATE " + values.any(List.of("role_tools", "jtbd_departments", "role_skills")));
  }

  /** A statement that PostgreSQL must refuse. */
  void violate() throws SQLException {
    String nobody = values.uuid();
    switch (random.nextInt(5)) {
      case 0 -> rows.change("INSERT INTO jtbd SELECT * FROM jtbd ORDER BY id LIMIT 1");
      case 1 -> rows.change("UPDATE org_roles SET department_id = CAST(? AS uuid)", nobody);
      case 2 -> rows.change("UPDATE org_functions SET name = NULL");
      case 3 -> rows.change("UPDATE jtbd SET importance_score = 11");
      default -> rows.change("UPDATE tools SET name = 'the same for all'");
    }
  }

  private Table anyTable() {
    return values.any(tables.weighted());
  }

  private Table anyTableWithId() {
    return values.any(tables.weighted().stream().filter(Table::hasId).toList());
  }

  private Table anyTableWith(String column) {
    return values.any(tables.weighted().stream().filter(table -> table.has(column)).toList());
  }
}
