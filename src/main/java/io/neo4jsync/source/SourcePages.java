package io.neo4jsync.source;

import io.neo4jsync.settings.RowLimits;
import io.neo4jsync.value.ColumnType;
import io.neo4jsync.value.RowJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Reads live rows of a table page by page, by keyset pagination in the order of the key's own
 * index. Rows that are marked as deleted are left out.
 */
public final class SourcePages {

  private static final long COUNTED_EXACTLY = 500_000;

  private final DataSource dataSource;
  private final SourceCatalog catalog;
  private final String softDeleteColumn;
  private final RowLimits limits;

  public SourcePages(
      DataSource dataSource, SourceCatalog catalog, String softDeleteColumn, RowLimits limits) {
    this.dataSource = dataSource;
    this.catalog = catalog;
    this.softDeleteColumn = softDeleteColumn;
    this.limits = limits;
  }

  /**
   * A row of a page.
   *
   * @param key the texts of its key columns
   * @param entityKey the same as one text, as events name it
   * @param json all its columns; null if the row is too large for this process, or gone since
   */
  public record Row(List<String> key, String entityKey, String json) {}

  /** Rows in the order of their keys, and whether the table ends with them. */
  public record Page(List<Row> rows, boolean last) {}

  /**
   * A further condition on the row {@code t}.
   *
   * @param sql with a question mark for each parameter
   * @param parameters texts, in order
   */
  public record Condition(String sql, List<String> parameters) {

    public static final Condition NONE = new Condition("TRUE", List.of());
  }

  /**
   * The rows that follow a key. The page ends early when its rows have as much JSON as a batch may
   * have.
   *
   * @param columns the columns wanted of each row; null for all
   * @param after the texts of the key columns of the last row before; null for the first page
   * @throws SourceException when the table cannot be read that way
   */
  public Page page(
      String table,
      List<String> key,
      Collection<String> columns,
      List<String> after,
      int size,
      Condition condition)
      throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      // a fetch size is only respected within a transaction
      connection.setAutoCommit(false);
      try {
        String row = RowSql.row(catalog.schema(), catalog.table(table), columns, false);
        return page(connection, table, key, row, after, size, condition);
      } catch (SQLException e) {
        connection.rollback();
        if (!RowSql.isFaultOfValue(e)) {
          throw SourceReader.readable(e, table);
        }
        String row = RowSql.row(catalog.schema(), catalog.table(table), columns, true);
        return page(connection, table, key, row, after, size, condition);
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw SourceReader.readable(e, table);
    }
  }

  private Page page(
      Connection connection,
      String table,
      List<String> key,
      String row,
      List<String> after,
      int size,
      Condition condition)
      throws SQLException {
    String sql =
        """
        SELECT %s, %s
          FROM (SELECT t.*
                  FROM %s t
                 WHERE %s AND %s AND (%s)%s
                 ORDER BY %s
                 LIMIT %d) t%s
         ORDER BY %s"""
            .formatted(
                RowSql.texts("t", key),
                RowSql.upTo(limits.large()),
                SourceReader.qualified(catalog.schema(), table),
                present(key),
                RowSql.live("t", catalog.table(table), softDeleteColumn),
                condition.sql(),
                after == null ? "" : " AND " + after(table, key),
                columns(key),
                size,
                // outside, so that only rows of the page become JSON, and only when they are
                // fetched
                RowSql.asJson(row),
                columns(key));
    List<Row> rows = new ArrayList<>();
    long bytes = 0;
    boolean ended = false;
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setFetchSize(1);
      int n = 1;
      for (String parameter : condition.parameters()) {
        query.setString(n++, parameter);
      }
      if (after != null) {
        for (String text : after) {
          query.setString(n++, text);
        }
      }
      try (ResultSet result = query.executeQuery()) {
        while (bytes < limits.batch() && !ended) {
          ended = !result.next();
          if (!ended) {
            List<String> texts = RowSql.strings(result.getArray(1));
            String json = result.getString(2);
            RowSql.adapt(result, json == null);
            if (json == null) {
              long most = rows.isEmpty() ? limits.row() : limits.batch() - bytes;
              json = large(connection, table, key, texts, row, most);
              if (json == null && !rows.isEmpty()) {
                // the next page begins with it
                return new Page(rows, false);
              }
            }
            bytes += json == null ? 0 : json.length();
            rows.add(new Row(texts, Keys.entityKey(texts), json));
          }
        }
      }
    }
    return new Page(rows, ended && rows.size() < size);
  }

  /** The JSON of a row that did not come with the others; null if it has more bytes. */
  private String large(
      Connection connection,
      String table,
      List<String> keyColumns,
      List<String> key,
      String row,
      long most)
      throws SQLException {
    OneRow one =
        OneRow.read(connection, catalog.schema(), catalog.table(table), keyColumns, key, row, most);
    return one == null ? null : one.json();
  }

  /** How many live rows there are; of a large table the planner's estimate. */
  public long count(String table, Condition condition) throws SQLException {
    String rows =
        "FROM %s t WHERE %s AND (%s)"
            .formatted(
                SourceReader.qualified(catalog.schema(), table),
                RowSql.live("t", catalog.table(table), softDeleteColumn),
                condition.sql());
    try (Connection connection = dataSource.getConnection()) {
      String size =
          "SELECT coalesce(max(reltuples), 0)::bigint FROM pg_class WHERE oid = to_regclass(?)";
      String qualified = SourceReader.qualified(catalog.schema(), table);
      if (Long.parseLong(first(connection, size, List.of(qualified))) < COUNTED_EXACTLY) {
        return Long.parseLong(first(connection, "SELECT count(*) " + rows, condition.parameters()));
      }
      String plan =
          first(connection, "EXPLAIN (FORMAT JSON) SELECT " + rows, condition.parameters());
      return RowJson.parse(plan).path(0).path("Plan").path("Plan Rows").asLong();
    } catch (SQLException e) {
      throw SourceReader.readable(e, table);
    }
  }

  private static String first(Connection connection, String sql, List<String> parameters)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      int n = 1;
      for (String parameter : parameters) {
        query.setString(n++, parameter);
      }
      try (ResultSet result = query.executeQuery()) {
        result.next();
        return result.getString(1);
      }
    }
  }

  private String after(String table, List<String> key) throws SQLException {
    List<String> values = new ArrayList<>();
    for (String column : key) {
      ColumnType type = catalog.table(table).columns().get(column);
      values.add("CAST(? AS " + (type == null ? "text" : type.name()) + ")");
    }
    return "(" + columns(key) + ") > (" + String.join(", ", values) + ")";
  }

  /** A row without key can be neither found nor written. */
  private static String present(List<String> key) {
    return key.stream()
        .map(column -> "t." + SourceReader.quoted(column) + " IS NOT NULL")
        .collect(Collectors.joining(" AND "));
  }

  private static String columns(List<String> key) {
    return key.stream()
        .map(column -> "t." + SourceReader.quoted(column))
        .collect(Collectors.joining(", "));
  }
}
