package io.neo4jsync.source;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

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

  /** Whether a value, not the table as a whole, stands in the way. */
  static boolean isFaultOfValue(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("22") || state.equals("54000");
  }
}
