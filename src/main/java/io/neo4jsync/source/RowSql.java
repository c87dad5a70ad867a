package io.neo4jsync.source;

import io.neo4jsync.settings.RowLimits;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
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
   * The row {@code t} as JSON text.
   *
   * @param columns the columns wanted, as far as the table has them; null for all
   * @param guarded also for a row that jsonb cannot hold; slower, and with all columns
   */
  static String row(String schema, SourceTable table, Collection<String> columns, boolean guarded) {
    Set<String> there = table.columns().keySet();
    // t.*, because t alone could be a column
    if (guarded) {
      return "neo4j_sync_row(ROW(t.*)::" + SourceReader.qualified(schema, table.name()) + ")";
    }
    if (columns == null || columns.containsAll(there)) {
      return "to_jsonb(t.*)::text";
    }
    String wanted =
        there.stream()
            .filter(columns::contains)
            .map(column -> "t." + SourceReader.quoted(column))
            .collect(Collectors.joining(", "));
    return "(SELECT to_jsonb(r.*)::text FROM (SELECT " + wanted + ") r)";
  }

  /**
   * {@code CROSS JOIN LATERAL … x}, in which {@code x.json} is the row as {@link #row} writes it.
   */
  static String asJson(String row) {
    return " CROSS JOIN LATERAL (SELECT " + row + " AS json OFFSET 0) x";
  }

  /** That JSON, or NULL if it has more bytes. */
  static String upTo(long bytes) {
    return "CASE WHEN octet_length(x.json) <= " + bytes + " THEN x.json END";
  }

  /**
   * Says how many rows PostgreSQL is to send next: one after a large row, which it would otherwise
   * convert in vain, and more with every small one.
   */
  static void adapt(ResultSet rows, boolean large) throws SQLException {
    rows.setFetchSize(large ? 1 : Math.min(4 * rows.getFetchSize(), RowLimits.ROWS_AT_ONCE));
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
