package io.neo4jsync.source;

import io.neo4jsync.value.ColumnType;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Reads live rows of a table page by page, by keyset pagination in the order of the key's own
 * index. Rows that are marked as deleted are left out.
 */
public final class SourcePages {

  /** A page ends early when its rows have so many characters, so that wide rows need no memory. */
  private static final int MOST_CHARACTERS = 4_000_000;

  private static final int FETCH_SIZE = 500;

  private final DataSource dataSource;
  private final SourceCatalog catalog;
  private final String softDeleteColumn;

  public SourcePages(DataSource dataSource, SourceCatalog catalog, String softDeleteColumn) {
    this.dataSource = dataSource;
    this.catalog = catalog;
    this.softDeleteColumn = softDeleteColumn;
  }

  /**
   * A row of a page.
   *
   * @param key the texts of its key columns
   * @param entityKey the same as one text, as events name it
   * @param json all its columns
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
   * The rows that follow a key.
   *
   * @param after the texts of the key columns of the last row before; null for the first page
   * @throws SourceException when the table cannot be read that way
   */
  public Page page(
      String table, List<String> key, List<String> after, int size, Condition condition)
      throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      // a fetch size is only respected within a transaction
      connection.setAutoCommit(false);
      try {
        return page(connection, table, key, after, size, condition, false);
      } catch (SQLException e) {
        connection.rollback();
        if (!RowSql.isFaultOfValue(e)) {
          throw SourceReader.readable(e, table);
        }
        return page(connection, table, key, after, size, condition, true);
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
      List<String> after,
      int size,
      Condition condition,
      boolean guarded)
      throws SQLException {
    String sql =
        """
        SELECT x.keys, neo4j_sync_entity_key(x.keys), %s
          FROM %s t
         CROSS JOIN LATERAL (SELECT %s AS keys) x
         WHERE %s AND (%s)%s
         ORDER BY %s
         LIMIT %d"""
            .formatted(
                RowSql.row("t", guarded),
                SourceReader.qualified(catalog.schema(), table),
                RowSql.texts("t", key),
                live(table),
                condition.sql(),
                after == null ? "" : " AND " + after(table, key),
                columns(key),
                size);
    List<Row> rows = new ArrayList<>();
    long characters = 0;
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setFetchSize(FETCH_SIZE);
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
        while (characters < MOST_CHARACTERS && result.next()) {
          String json = result.getString(3);
          characters += json.length();
          rows.add(new Row(strings(result.getArray(1)), result.getString(2), json));
        }
      }
    }
    return new Page(rows, rows.size() < size && characters < MOST_CHARACTERS);
  }

  /**
   * Those of the keys that have a live row.
   *
   * @param keys texts of the key columns; texts that are no values of the columns' types have none
   */
  public Set<List<String>> live(String table, List<String> key, Collection<List<String>> keys)
      throws SQLException {
    SourceTable source = catalog.table(table);
    Set<List<String>> live = new HashSet<>();
    if (source.columns().isEmpty() || keys.isEmpty()) {
      return live;
    }
    List<List<String>> list = List.copyOf(keys);
    String sql =
        "SELECT k.n FROM %s t%s WHERE %s"
            .formatted(
                SourceReader.qualified(catalog.schema(), table),
                SourceReader.join(source, key),
                live(table));
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query = connection.prepareStatement(sql)) {
      SourceReader.setKeys(query, 1, list, key.size());
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          live.add(list.get(result.getInt(1) - 1));
        }
      }
      return live;
    } catch (SQLException e) {
      if (!RowSql.isFaultOfValue(e)) {
        throw SourceReader.readable(e, table);
      }
    }
    if (list.size() > 1) {
      live.addAll(live(table, key, list.subList(0, list.size() / 2)));
      live.addAll(live(table, key, list.subList(list.size() / 2, list.size())));
    }
    return live;
  }

  /** How many live rows there are. */
  public long count(String table, Condition condition) throws SQLException {
    String sql =
        "SELECT count(*) FROM %s t WHERE %s AND (%s)"
            .formatted(
                SourceReader.qualified(catalog.schema(), table), live(table), condition.sql());
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query = connection.prepareStatement(sql)) {
      int n = 1;
      for (String parameter : condition.parameters()) {
        query.setString(n++, parameter);
      }
      try (ResultSet result = query.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    } catch (SQLException e) {
      throw SourceReader.readable(e, table);
    }
  }

  private String live(String table) throws SQLException {
    return catalog.table(table).columns().containsKey(softDeleteColumn)
        ? "t." + SourceReader.quoted(softDeleteColumn) + " IS NULL"
        : "TRUE";
  }

  private String after(String table, List<String> key) throws SQLException {
    List<String> values = new ArrayList<>();
    for (String column : key) {
      ColumnType type = catalog.table(table).columns().get(column);
      values.add("CAST(? AS " + (type == null ? "text" : type.name()) + ")");
    }
    return "(" + columns(key) + ") > (" + String.join(", ", values) + ")";
  }

  private static String columns(List<String> key) {
    return key.stream()
        .map(column -> "t." + SourceReader.quoted(column))
        .collect(Collectors.joining(", "));
  }

  private static List<String> strings(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }
}
