package io.neo4jsync.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.neo4jsync.queue.BatchTooLargeException;
import io.neo4jsync.settings.RowLimits;
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
import java.util.function.Function;
import javax.sql.DataSource;

/** Reads source rows by key. */
public final class SourceReader {

  private static final String UNREADABLE =
      "; the sync's user needs SELECT on it (from the table's owner, or by install --grant-to)"
          + " and BYPASSRLS if it has row-level security; then retry-failed";

  private final DataSource dataSource;
  private final SourceCatalog catalog;
  private final RowLimits limits;

  public SourceReader(DataSource dataSource, SourceCatalog catalog, RowLimits limits) {
    this.dataSource = dataSource;
    this.catalog = catalog;
    this.limits = limits;
  }

  /**
   * Rows by key.
   *
   * @param rows those that are there
   * @param refused those that are too large for this process, with the reason
   * @param size bytes of the JSON of {@code rows}
   */
  public record Found(
      Map<List<String>, JsonNode> rows, Map<List<String>, String> refused, long size) {

    private static Found nothing() {
      return new Found(new HashMap<>(), new HashMap<>(), 0);
    }
  }

  /**
   * The rows with these keys as they are now; keys without a row are absent from the answer.
   *
   * @param columns the columns wanted of each row; null for all
   * @param keys texts of the key columns, in order
   * @param most bytes that their JSON may have together
   * @throws BatchTooLargeException when they have more
   * @throws SourceException when the table cannot be read that way
   */
  public Found rows(
      String table,
      List<String> keyColumns,
      Collection<String> columns,
      Collection<List<String>> keys,
      long most)
      throws SQLException {
    SourceTable source = catalog.table(table);
    if (source.columns().isEmpty() || keys.isEmpty()) {
      return Found.nothing();
    }
    try (Connection connection = dataSource.getConnection()) {
      // PostgreSQL sends the rows little by little only within a transaction
      connection.setAutoCommit(false);
      try {
        String row = RowSql.row(catalog.schema(), source, columns, false);
        return read(connection, source, keyColumns, keys, row, RowJson::row, most);
      } catch (SQLException e) {
        connection.rollback();
        if (!RowSql.isFaultOfValue(e)) {
          throw e;
        }
        String row = RowSql.row(catalog.schema(), source, columns, true);
        return read(connection, source, keyColumns, keys, row, RowJson::parse, most);
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw readable(e, table);
    }
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

  private Found read(
      Connection connection,
      SourceTable table,
      List<String> keyColumns,
      Collection<List<String>> keys,
      String row,
      Function<String, JsonNode> parser,
      long most)
      throws SQLException {
    Found found = Found.nothing();
    long size = 0;
    List<List<String>> list = List.copyOf(keys);
    String sql =
        "SELECT k.n, %s FROM %s t%s%s"
            .formatted(
                RowSql.upTo(limits.large()),
                qualified(catalog.schema(), table.name()),
                join(table, keyColumns),
                RowSql.asJson(row));
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      setKeys(query, 1, list, keyColumns.size());
      query.setFetchSize(1);
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          // the key as it was asked for, however PostgreSQL writes it
          List<String> key = list.get(result.getInt(1) - 1);
          String json = result.getString(2);
          RowSql.adapt(result, json == null);
          OneRow one =
              json != null
                  ? new OneRow(json.length(), json)
                  : OneRow.read(
                      connection,
                      catalog.schema(),
                      table,
                      keyColumns,
                      key,
                      row,
                      Math.min(most - size, limits.row()));
          if (one != null && one.size() > limits.row()) {
            found.refused().put(key, limits.refusal(one.size()));
          } else if (one != null) {
            size += one.size();
            if (size > most) {
              throw new BatchTooLargeException(table.name(), most);
            }
            found.rows().put(key, parse(one.json(), parser, table.name()));
          }
        }
      }
    }
    return new Found(found.rows(), found.refused(), size);
  }

  private static JsonNode parse(String row, Function<String, JsonNode> parser, String table) {
    try {
      return parser.apply(row);
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
