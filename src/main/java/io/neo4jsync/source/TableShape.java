package io.neo4jsync.source;

import io.neo4jsync.value.ColumnType;
import io.neo4jsync.value.ColumnTypes;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a table stands at one moment: what tells whether it is altered later.
 *
 * @param relation PostgreSQL's oid of the table, which it keeps when it is renamed; 0 when there is
 *     none, or it is not known
 * @param columns by name, in the order of the table
 */
public record TableShape(long relation, Map<String, Column> columns) {

  /** There is no such table. */
  static final TableShape NONE = new TableShape(0, Map.of());

  /**
   * A column.
   *
   * @param position its attnum, which it keeps when it is renamed; 0 when it is not known
   * @param type its type as declared
   * @param kind how its values are written to the graph, as {@link ColumnType#meaning}
   */
  public record Column(int position, String type, String kind) {}

  /** The name of the column at this position; null when there is none. */
  String columnAt(int position) {
    return columns.entrySet().stream()
        .filter(column -> column.getValue().position() == position)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  /** The table as it is now; one that does not exist has no columns. */
  public static TableShape now(Connection connection, String schema, String table)
      throws SQLException {
    return now(connection, schema, table, ColumnTypes.read(connection, schema, table));
  }

  static TableShape now(
      Connection connection, String schema, String table, Map<String, ColumnType> types)
      throws SQLException {
    String sql =
        """
        SELECT a.attrelid::bigint, a.attname, a.attnum
          FROM pg_attribute a
         WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped
         ORDER BY a.attnum""";
    long relation = 0;
    Map<String, Column> columns = new LinkedHashMap<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, SourceReader.qualified(schema, table));
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          relation = result.getLong(1);
          ColumnType type = types.get(result.getString(2));
          if (type != null) {
            columns.put(
                result.getString(2), new Column(result.getInt(3), type.name(), type.meaning()));
          }
        }
      }
    }
    return columns.isEmpty() ? NONE : new TableShape(relation, columns);
  }

  /** The table as {@code install} last saw it; of one it never saw there is nothing. */
  static TableShape installed(ResultSet capture) throws SQLException {
    String[] names = texts(capture.getArray("columns"));
    String[] types = texts(capture.getArray("types"));
    String[] kinds = texts(capture.getArray("kinds"));
    Integer[] positions = (Integer[]) value(capture.getArray("positions"));
    // an earlier version writes the names only, also over a row of this version
    boolean whole = positions != null && positions.length == names.length;
    Map<String, Column> columns = new LinkedHashMap<>();
    for (int i = 0; i < names.length; i++) {
      columns.put(
          names[i], whole ? new Column(positions[i], types[i], kinds[i]) : new Column(0, "", ""));
    }
    return new TableShape(whole ? capture.getLong("relation") : 0, columns);
  }

  private static String[] texts(Array array) throws SQLException {
    return (String[]) value(array);
  }

  private static Object value(Array array) throws SQLException {
    return array == null ? null : array.getArray();
  }
}
