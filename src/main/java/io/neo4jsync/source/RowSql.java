package io.neo4jsync.source;

import java.sql.Array;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How rows are asked for. */
final class RowSql {

  private RowSql() {}

  /** The array of the columns' texts as they stand in an event's payload. */
  static String texts(String alias, List<String> columns) {
    return columns.stream()
        .map(column -> text(alias, column))
        .collect(Collectors.joining(", ", "ARRAY[", "]"));
  }

  /** The column's text as it stands in an event's payload. */
  static String text(String alias, String column) {
    return "to_jsonb(" + alias + "." + SourceReader.quoted(column) + ") #>> '{}'";
  }

  /**
   * The row as JSON text.
   *
   * @param guarded also for a row that jsonb cannot hold; slower
   */
  static String row(String alias, boolean guarded) {
    return guarded ? "neo4j_sync_row(" + alias + ")" : "to_jsonb(" + alias + ")::text";
  }

  /**
   * Whether a value may be what failed, not the table as a whole: one that does not fit, a limit, a
   * request for more memory than PostgreSQL grants, or what an extension's cast to json raises.
   */
  static boolean isFaultOfValue(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return Stream.of("22", "54", "XX", "P0").anyMatch(state::startsWith);
  }

  /** The row is not marked as deleted. */
  static String live(String alias, SourceTable table, String softDeleteColumn) {
    return table.columns().containsKey(softDeleteColumn)
        ? alias + "." + SourceReader.quoted(softDeleteColumn) + " IS NULL"
        : "TRUE";
  }

  static List<String> strings(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }
}
