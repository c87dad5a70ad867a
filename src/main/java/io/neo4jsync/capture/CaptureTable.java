package io.neo4jsync.capture;

import io.neo4jsync.capture.CaptureInstaller.Line;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.source.TableDrift;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Capture on one table: its triggers, and those of its partitions. */
final class CaptureTable {

  private static final String FUNCTION = "queue_neo4j_sync";

  /** Event, with what makes the rows of the event visible to the function. */
  static final Map<String, String> TRIGGERS =
      Map.of(
          "INSERT", "REFERENCING NEW TABLE AS new_rows",
          "UPDATE", "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
          "DELETE", "REFERENCING OLD TABLE AS old_rows",
          "TRUNCATE", "");

  private final Connection connection;
  private final String schema;
  private final TableMapping mapping;
  private final String softDeleteColumn;

  CaptureTable(
      Connection connection, String schema, TableMapping mapping, String softDeleteColumn) {
    this.connection = connection;
    this.schema = schema;
    this.mapping = mapping;
    this.softDeleteColumn = softDeleteColumn;
  }

  /** A trigger as it stands: its arguments in hex, and pg_trigger's tgenabled. */
  record Existing(String arguments, String enabled) {

    boolean isSilent() {
      return !enabled.equals("O") && !enabled.equals("A");
    }

    List<String> list() {
      String joined = new String(HexFormat.of().parseHex(arguments), StandardCharsets.UTF_8);
      return List.of(joined.split("\0"));
    }
  }

  Line install(boolean always) throws SQLException {
    String table = mapping.table();
    Set<String> columns = columns();
    TableDrift drift = TableDrift.of(connection, schema, mapping, softDeleteColumn);
    Optional<Line> hindrance = hindrance(columns, drift.keyFault());
    if (hindrance.isPresent()) {
      return hindrance.get();
    }
    List<String> found = found(drift);
    connection.setAutoCommit(false);
    try {
      execute("SET LOCAL lock_timeout = '5s'");
      int changed = 0;
      List<String> relations = relations();
      for (String relation : relations) {
        changed += installOn(relation, columns, always);
      }
      new CaptureNotes(connection, schema, mapping)
          .write(drift.table().shape(), relations.size() - 1);
      connection.commit();
      return new Line(
          table, true, summary(changed, relations.size(), columns, found, drift.remedy()));
    } catch (SQLException e) {
      connection.rollback();
      return new Line(table, false, reason(e));
    } finally {
      connection.setAutoCommit(true);
    }
  }

  /** Why there is nothing to be done on the table, or nothing can be. */
  Optional<Line> hindrance(Set<String> columns, Optional<String> keyFault) {
    String table = mapping.table();
    if (columns.isEmpty()) {
      return Optional.of(
          keyFault
              .map(gone -> new Line(table, false, gone))
              .orElse(new Line(table, true, "not in schema " + schema + ", skipped")));
    }
    return columns.containsAll(mapping.key())
        ? Optional.empty()
        : Optional.of(
            new Line(
                table,
                false,
                "has no key column " + mapping.key() + "; correct 'key' in its route file"));
  }

  /** What has become of the table since the last install. */
  List<String> found(TableDrift drift) throws SQLException {
    List<String> found = new ArrayList<>(drift.accepted());
    if (!drift.table().installed().columns().isEmpty()) {
      found.addAll(new CaptureGaps(connection, schema, mapping, softDeleteColumn).all());
    }
    return found;
  }

  private String summary(
      int changed, int relations, Set<String> columns, List<String> found, String remedy) {
    return summary(
        changed == 0 ? "unchanged" : changed + " triggers installed",
        relations,
        columns,
        found,
        remedy);
  }

  String summary(
      String done, int relations, Set<String> columns, List<String> found, String remedy) {
    String text = done;
    if (relations > 1) {
      text += ", with " + (relations - 1) + " partitions";
    }
    List<String> missing = mapping.columns().stream().filter(c -> !columns.contains(c)).toList();
    if (!missing.isEmpty()) {
      text += "; mapped but not in the table, so never set: " + missing;
    }
    return found.isEmpty()
        ? text
        : text + "; found: " + String.join(", ", found) + "; run " + remedy;
  }

  private static String reason(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return switch (state) {
      case "55P03" ->
          "is in use and could not be locked within 5 s; nothing changed, run install again";
      case "42501" ->
          "triggers refused: the user needs to own the table or have TRIGGER on it,"
              + " and --always takes the owner ("
              + e.getMessage()
              + ")";
      default -> "triggers refused: " + e.getMessage();
    };
  }

  /** Those of the columns whose changes matter to the graph. */
  Set<String> needed(Set<String> columns) {
    Set<String> needed = new LinkedHashSet<>(columns);
    if (!mapping.wholeRow()) {
      needed.removeIf(
          column -> !mapping.columns().contains(column) && !column.equals(softDeleteColumn));
    }
    return needed;
  }

  List<String> arguments(String relation, Set<String> columns) throws SQLException {
    Set<String> unmapped = new LinkedHashSet<>(columns);
    unmapped.removeAll(needed(columns));
    List<String> arguments = new ArrayList<>();
    arguments.add(mapping.table());
    arguments.add(arrayLiteral(mapping.key()));
    arguments.add(arrayLiteral(unmapped));
    if (mayNotFitJsonb(relation)) {
      arguments.add("guarded");
    }
    return arguments;
  }

  private int installOn(String relation, Set<String> columns, boolean always) throws SQLException {
    TriggerPlan plan = planFor(relation, arguments(relation, columns), always);
    for (String statement : plan.statements()) {
      execute(statement);
    }
    return plan.changes();
  }

  /**
   * @param arguments those of the triggers as they should be
   */
  TriggerPlan planFor(String relation, List<String> arguments, boolean always) throws SQLException {
    return TriggerPlan.of(
        relation, quoted(schema) + "." + FUNCTION, arguments, existing(relation), always);
  }

  static String triggerName(String event) {
    return "neo4j_sync_" + event.toLowerCase(Locale.ROOT);
  }

  Set<String> columns() throws SQLException {
    String sql =
        """
        SELECT a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
         WHERE c.oid = to_regclass(?) AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
         ORDER BY a.attnum""";
    return new LinkedHashSet<>(strings(connection, sql, qualified(schema, mapping.table())));
  }

  /**
   * The table and all its partitions, by name: a statement fires only the triggers of the table it
   * names.
   */
  List<String> relations() throws SQLException {
    String sql =
        """
        WITH RECURSIVE tree (oid) AS (
            SELECT to_regclass(?)::oid
            UNION ALL
            SELECT i.inhrelid FROM pg_inherits i JOIN tree ON i.inhparent = tree.oid)
        SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
          FROM tree JOIN pg_class c USING (oid) JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p')""";
    return strings(connection, sql, qualified(schema, mapping.table()));
  }

  /** Whether {@code to_jsonb} may fail for a row. */
  private boolean mayNotFitJsonb(String relation) throws SQLException {
    String sql = "SELECT neo4j_sync_may_not_fit(to_regclass(?))";
    return strings(connection, sql, relation).contains("t");
  }

  Map<String, Existing> existing(String relation) throws SQLException {
    String sql =
        """
        SELECT t.tgname, encode(t.tgargs, 'hex'), t.tgenabled::text
          FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
         WHERE t.tgrelid = to_regclass(?) AND NOT t.tgisinternal AND p.proname = ?""";
    Map<String, Existing> triggers = new LinkedHashMap<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, relation);
      query.setString(2, FUNCTION);
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          triggers.put(result.getString(1), new Existing(result.getString(2), result.getString(3)));
        }
      }
    }
    return triggers;
  }

  /** Drops triggers from tables that no route maps any more. */
  static List<Line> dropUnmapped(Connection connection, Mappings mappings) throws SQLException {
    List<Line> lines = new ArrayList<>();
    for (String table : captured(connection)) {
      if (mappings.table(table).isEmpty()) {
        lines.add(drop(connection, table, "no route maps it any more: "));
      }
    }
    return lines;
  }

  /** Drops all triggers of capture. */
  static List<Line> dropAll(Connection connection) throws SQLException {
    List<Line> lines = new ArrayList<>();
    for (String table : captured(connection)) {
      lines.add(drop(connection, table, ""));
    }
    return lines;
  }

  static List<String> captured(Connection connection) throws SQLException {
    return strings(connection, "SELECT table_name FROM neo4j_sync_capture ORDER BY 1");
  }

  /** The statements that drop the triggers of the table. */
  static List<String> drops(Connection connection, String table) throws SQLException {
    String sql =
        """
        SELECT format('DROP TRIGGER %I ON %s', t.tgname, t.tgrelid::regclass)
          FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
         WHERE p.proname = 'queue_neo4j_sync' AND NOT t.tgisinternal
           AND CASE WHEN t.tgnargs = 0 THEN t.tgrelid = to_regclass(quote_ident(?))
                    ELSE starts_with(encode(t.tgargs, 'hex'),
                           encode(convert_to(?, getdatabaseencoding()) || '\\x00', 'hex')) END""";
    return strings(connection, sql, table, table);
  }

  private static Line drop(Connection connection, String table, String why) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL lock_timeout = '5s'");
      List<String> drops = drops(connection, table);
      for (String drop : drops) {
        statement.execute(drop);
      }
      try (PreparedStatement delete =
          connection.prepareStatement("DELETE FROM neo4j_sync_capture WHERE table_name = ?")) {
        delete.setString(1, table);
        delete.executeUpdate();
      }
      connection.commit();
      return new Line(table, true, why + drops.size() + " triggers dropped");
    } catch (SQLException e) {
      connection.rollback();
      return new Line(
          table,
          false,
          "42501".equals(e.getSQLState())
              ? "triggers stay: dropping them takes the table's owner (" + e.getMessage() + ")"
              : reason(e));
    } finally {
      connection.setAutoCommit(true);
    }
  }

  static List<String> strings(Connection connection, String sql, String... parameters)
      throws SQLException {
    List<String> strings = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        query.setString(i + 1, parameters[i]);
      }
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          strings.add(result.getString(1));
        }
      }
    }
    return strings;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String arrayLiteral(Iterable<String> names) {
    List<String> quoted = new ArrayList<>();
    names.forEach(
        name -> quoted.add("\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\""));
    return "{" + String.join(",", quoted) + "}";
  }

  static String hex(List<String> arguments) {
    String joined = arguments.stream().map(a -> a + "\0").collect(Collectors.joining());
    return HexFormat.of().formatHex(joined.getBytes(StandardCharsets.UTF_8));
  }

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  static String qualified(String schema, String table) {
    return quoted(schema) + "." + quoted(table);
  }

  static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
