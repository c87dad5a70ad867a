package io.neo4jsync.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.neo4jsync.value.ColumnType;
import io.neo4jsync.value.RowJson;
import io.neo4jsync.value.ValueException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Reads source rows by key. */
public final class SourceReader {

  private static final String UNREADABLE =
      "; the sync's user needs SELECT on it (from the table's owner, or by install --grant-to)"
          + " and BYPASSRLS if it has row-level security; then retry-failed";

  private final DataSource dataSource;
  private final SourceCatalog catalog;

  public SourceReader(DataSource dataSource, SourceCatalog catalog) {
    this.dataSource = dataSource;
    this.catalog = catalog;
  }

  /**
   * The rows with these keys as they are now; keys without a row are absent from the answer.
   *
   * @param keys texts of the key columns, in order
   * @throws SourceException when the table cannot be read that way
   */
  public Map<List<String>, JsonNode> rows(
      String table, List<String> keyColumns, Collection<List<String>> keys) throws SQLException {
    Map<List<String>, JsonNode> rows = new HashMap<>();
    SourceTable source = catalog.table(table);
    if (source.columns().isEmpty() || keys.isEmpty()) {
      return rows;
    }
    try (Connection connection = dataSource.getConnection()) {
      try {
        read(connection, source, keyColumns, keys, false, rows);
      } catch (SQLException e) {
        if (!RowSql.isFaultOfValue(e)) {
          throw e;
        }
        read(connection, source, keyColumns, keys, true, rows);
      }
    } catch (SQLException e) {
      throw readable(e, table);
    }
    return rows;
  }

  /**
   * Returns if rows of the table can be read.
   *
   * @throws SourceException when they cannot
   */
  public void requireReadable(String table) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT * FROM " + qualified(catalog.schema(), table) + " LIMIT 0")) {
      query.executeQuery().close();
    } catch (SQLException e) {
      throw readable(e, table);
    }
  }

  private void read(
      Connection connection,
      SourceTable table,
      List<String> keyColumns,
      Collection<List<String>> keys,
      boolean guarded,
      Map<List<String>, JsonNode> rows)
      throws SQLException {
    List<List<String>> list = List.copyOf(keys);
    // t.*, because t alone could be a column
    String sql =
        "SELECT k.n, "
            + RowSql.row("t.*", guarded)
            + " FROM "
            + qualified(catalog.schema(), table.name())
            + " t"
            + join(table, keyColumns);
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      setKeys(query, 1, list, keyColumns.size());
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          // the key as it was asked for, however PostgreSQL writes it
          rows.put(list.get(result.getInt(1) - 1), parse(result.getString(2), table.name()));
        }
      }
    }
  }

  private static JsonNode parse(String row, String table) {
    try {
      return RowJson.parse(row);
    } catch (ValueException e) {
      throw new SourceException(
          "a row of table " + table + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * {@code JOIN unnest(…) AS k (…) ON …}: rows of {@code t} with the keys given by {@link
   * #setKeys}; {@code k.n} counts the keys from 1.
   */
  static String join(SourceTable table, List<String> columns) {
    List<String> arrays = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      ColumnType type = table.columns().get(columns.get(i));
      arrays.add("CAST(CAST(? AS text[]) AS " + (type == null ? "text" : type.name()) + "[])");
      names.add("k" + i);
      conditions.add("t." + quoted(columns.get(i)) + " = k.k" + i);
    }
    return " JOIN unnest("
        + String.join(", ", arrays)
        + ") WITH ORDINALITY AS k ("
        + String.join(", ", names)
        + ", n) ON "
        + String.join(" AND ", conditions);
  }

  /** Sets one text array per key column. */
  static void setKeys(PreparedStatement query, int first, Collection<List<String>> keys, int width)
      throws SQLException {
    for (int i = 0; i < width; i++) {
      int column = i;
      String[] texts = keys.stream().map(key -> key.get(column)).toArray(String[]::new);
      query.setArray(first + i, query.getConnection().createArrayOf("text", texts));
    }
  }

  /**
   * Passes on what is no fault of the table, its rows or the mapping, such as a lost connection.
   */
  static SQLException readable(SQLException e, String table) {
    String state = e.getSQLState() == null ? "08" : e.getSQLState();
    // a row of more than 1 GB has no SQLSTATE of its own
    boolean tooLarge =
        state.startsWith("54")
            || String.valueOf(e.getMessage()).contains("invalid memory alloc request size");
    if (state.startsWith("22") || state.startsWith("42") || tooLarge) {
      throw new SourceException(
          "table "
              + table
              + " cannot be read as its route file maps it: "
              + e.getMessage()
              + (state.equals("42501") ? UNREADABLE : ""),
          e,
          state.startsWith("42"));
    }
    return e;
  }

  static String qualified(String schema, String table) {
    return quoted(schema) + "." + quoted(table);
  }

  static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
