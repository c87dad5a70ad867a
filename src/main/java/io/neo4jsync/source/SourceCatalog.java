package io.neo4jsync.source;

import io.neo4jsync.value.ColumnType;
import io.neo4jsync.value.ColumnTypes;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** What PostgreSQL's catalogue says of the source tables, remembered until {@link #forget}. */
public final class SourceCatalog {

  private final DataSource dataSource;
  private final String schema;
  private final Map<String, SourceTable> tables = new ConcurrentHashMap<>();

  public SourceCatalog(DataSource dataSource, String schema) {
    this.dataSource = dataSource;
    this.schema = schema;
  }

  /** The schema of tables and queue. */
  public String schema() {
    return schema;
  }

  /** The table; one that does not exist has no columns. */
  public SourceTable table(String name) throws SQLException {
    SourceTable known = tables.get(name);
    if (known == null) {
      try (Connection connection = dataSource.getConnection()) {
        Map<String, ColumnType> columns = ColumnTypes.read(connection, schema, name);
        known = new SourceTable(name, columns, installed(connection, name));
        tables.put(name, known);
      }
    }
    return known;
  }

  /**
   * The Cypher types that values of these columns have in the graph, in order; empty where a value
   * may have one type or another.
   */
  public List<String> keyTypes(String table, List<String> columns) {
    try {
      Map<String, ColumnType> types = table(table).columns();
      return columns.stream().map(types::get).map(SourceCatalog::keyType).toList();
    } catch (SQLException e) {
      throw new IllegalStateException("the columns of " + table + " cannot be read", e);
    }
  }

  private static String keyType(ColumnType type) {
    if (type == null) {
      return "";
    }
    return switch (type.kind()) {
      case TEXT, PADDED_TEXT -> "STRING";
      case INTEGER -> "INTEGER";
      default -> "";
    };
  }

  /** The name as SQL takes it. */
  public static String quoted(String name) {
    return SourceReader.quoted(name);
  }

  /** Reads the table anew the next time it is asked for. */
  public void forget(String name) {
    tables.remove(name);
  }

  private static Set<String> installed(Connection connection, String table) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT columns FROM neo4j_sync_capture WHERE table_name = ?")) {
      query.setString(1, table);
      try (ResultSet result = query.executeQuery()) {
        return result.next() ? Set.of(texts(result.getArray(1))) : Set.of();
      }
    }
  }

  private static String[] texts(Array array) throws SQLException {
    return (String[]) array.getArray();
  }

  /**
   * Whether the database itself guarantees that these columns refer to an existing row of the other
   * table: a validated foreign key that is checked at the end of each statement.
   */
  boolean isEnforced(
      Connection connection, String table, List<String> columns, String target, List<String> key)
      throws SQLException {
    String sql =
        """
        SELECT EXISTS (
          SELECT FROM pg_constraint c
           WHERE c.contype = 'f' AND c.convalidated AND NOT c.condeferrable
             AND c.conrelid = to_regclass(?) AND c.confrelid = to_regclass(?)
             AND (SELECT array_agg(f.attname::text || '>' || k.attname::text
                                   ORDER BY f.attname::text || '>' || k.attname::text)
                    FROM unnest(c.conkey, c.confkey) AS pair (f, k)
                    JOIN pg_attribute f ON f.attrelid = c.conrelid AND f.attnum = pair.f
                    JOIN pg_attribute k ON k.attrelid = c.confrelid AND k.attnum = pair.k)
                 = (SELECT array_agg(x ORDER BY x) FROM unnest(CAST(? AS text[])) x))
        """;
    String[] pairs = new String[columns.size()];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = columns.get(i) + ">" + key.get(i);
    }
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, SourceReader.qualified(schema, table));
      query.setString(2, SourceReader.qualified(schema, target));
      query.setArray(3, connection.createArrayOf("text", pairs));
      try (ResultSet result = query.executeQuery()) {
        return result.next() && result.getBoolean(1);
      }
    }
  }
}
