package io.neo4jsync.source;

import io.neo4jsync.value.ColumnType;
import io.neo4jsync.value.ColumnType.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/** Asks the source about keys that the graph has. */
public final class SourceKeys {

  /** Types whose values do not come back from the graph as texts in the order of the key. */
  private static final Set<Kind> UNPAGED =
      EnumSet.of(Kind.BYTEA, Kind.JSON, Kind.ARRAY, Kind.INTERVAL, Kind.COMPOSITE);

  private final DataSource dataSource;
  private final SourceCatalog catalog;
  private final String softDeleteColumn;

  public SourceKeys(DataSource dataSource, SourceCatalog catalog, String softDeleteColumn) {
    this.dataSource = dataSource;
    this.catalog = catalog;
    this.softDeleteColumn = softDeleteColumn;
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
        "SELECT k.n, %s FROM %s t%s WHERE %s"
            .formatted(
                RowSql.texts("t", key),
                SourceReader.qualified(catalog.schema(), table),
                SourceReader.join(source, key),
                RowSql.live("t", source, softDeleteColumn));
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query = connection.prepareStatement(sql)) {
      SourceReader.setKeys(query, 1, list, key.size());
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          List<String> wanted = list.get(result.getInt(1) - 1);
          if (sameTexts(source, key, wanted, RowSql.strings(result.getArray(2)))) {
            live.add(wanted);
          }
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

  /**
   * The texts of some columns of the rows with these keys, by key; rows in which one of them is
   * NULL are left out.
   */
  public Map<List<String>, List<String>> texts(
      String table, List<String> key, Collection<List<String>> keys, List<String> columns)
      throws SQLException {
    SourceTable source = catalog.table(table);
    Map<List<String>, List<String>> texts = new HashMap<>();
    if (!source.columns().keySet().containsAll(columns) || keys.isEmpty()) {
      return texts;
    }
    List<List<String>> list = List.copyOf(keys);
    String sql =
        "SELECT k.n, x.texts FROM %s t%s CROSS JOIN LATERAL (SELECT %s AS texts) x WHERE array_position(x.texts, NULL) IS NULL"
            .formatted(
                SourceReader.qualified(catalog.schema(), table),
                SourceReader.join(source, key),
                RowSql.texts("t", columns));
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query = connection.prepareStatement(sql)) {
      SourceReader.setKeys(query, 1, list, key.size());
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          texts.put(list.get(result.getInt(1) - 1), RowSql.strings(result.getArray(2)));
        }
      }
      return texts;
    } catch (SQLException e) {
      throw SourceReader.readable(e, table);
    }
  }

  /**
   * What is equal to PostgreSQL need not be the same in the graph: a uuid in capitals, or texts
   * under a collation that ignores case.
   */
  private static boolean sameTexts(
      SourceTable table, List<String> key, List<String> wanted, List<String> found) {
    for (int i = 0; i < key.size(); i++) {
      ColumnType type = table.columns().get(key.get(i));
      if (type != null && type.kind() == Kind.TEXT && !wanted.get(i).equals(found.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * The keys as PostgreSQL writes them, from texts the graph has; 1.5 becomes 1.50 where the column
   * says so. Texts that are no values of the columns' types stay as they are.
   *
   * @throws SourceException when keys of such a type cannot be told from their texts
   */
  public List<List<String>> canonical(String table, List<String> key, List<List<String>> keys)
      throws SQLException {
    boolean asTheyAre = true;
    for (String column : key) {
      ColumnType type = catalog.table(table).columns().get(column);
      Kind kind = type == null ? Kind.TEXT : type.kind();
      if (UNPAGED.contains(kind)) {
        throw new SourceException(
            "the key column "
                + column
                + " of "
                + table
                + " has the type "
                + type.name()
                + ", whose values cannot be gone through in the graph",
            null);
      }
      asTheyAre &= kind == Kind.TEXT || kind == Kind.INTEGER || kind == Kind.BOOLEAN;
    }
    return asTheyAre || keys.isEmpty() ? keys : canonical(catalog.table(table), key, keys);
  }

  private List<List<String>> canonical(SourceTable table, List<String> key, List<List<String>> keys)
      throws SQLException {
    List<String> arrays = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      String type = table.columns().get(key.get(i)).name();
      arrays.add("CAST(CAST(? AS text[]) AS " + type + "[])");
      names.add("k" + i);
      texts.add("to_jsonb(k.k" + i + ") #>> '{}'");
    }
    String sql =
        "SELECT ARRAY[%s] FROM unnest(%s) WITH ORDINALITY AS k (%s, n) ORDER BY k.n"
            .formatted(
                String.join(", ", texts), String.join(", ", arrays), String.join(", ", names));
    List<List<String>> canonical = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query = connection.prepareStatement(sql)) {
      SourceReader.setKeys(query, 1, keys, key.size());
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          canonical.add(RowSql.strings(result.getArray(1)));
        }
      }
      return canonical;
    } catch (SQLException e) {
      if (!RowSql.isFaultOfValue(e)) {
        throw e;
      }
    }
    if (keys.size() == 1) {
      return keys;
    }
    canonical.clear();
    canonical.addAll(canonical(table, key, keys.subList(0, keys.size() / 2)));
    canonical.addAll(canonical(table, key, keys.subList(keys.size() / 2, keys.size())));
    return canonical;
  }
}
