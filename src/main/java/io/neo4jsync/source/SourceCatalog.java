package io.neo4jsync.source;

import io.neo4jsync.value.ColumnType;
import io.neo4jsync.value.ColumnTypes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * What PostgreSQL's catalogue says of the source tables, remembered until {@link #renew} finds that
 * it says something else.
 */
public final class SourceCatalog {

  /** What stands in the catalogue and in the notes of install about each table, as a checksum. */
  private static final String STAMPS =
      """
      SELECT n.name,
             concat_ws(' ', c.oid, md5(k::text), md5((
               SELECT string_agg(concat_ws(' ', a.attnum, a.atttypid, a.atttypmod, a.attname), ',' ORDER BY a.attnum)
                 FROM pg_attribute a
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)))
        FROM unnest(?) AS n (name)
        LEFT JOIN pg_namespace s ON s.nspname = ?
        LEFT JOIN pg_class c
               ON c.relnamespace = s.oid AND c.relname = n.name AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
        LEFT JOIN neo4j_sync_capture k ON k.table_name = n.name""";

  private final DataSource dataSource;
  private final String schema;
  private final Map<String, Entry> tables = new ConcurrentHashMap<>();

  private record Entry(String stamp, SourceTable table) {}

  public SourceCatalog(DataSource dataSource, String schema) {
    this.dataSource = dataSource;
    this.schema = schema;
  }

  /** The schema of tables and queue. */
  public String schema() {
    return schema;
  }

  /** The table as remembered; one that does not exist has no columns. */
  public SourceTable table(String name) throws SQLException {
    Entry known = tables.get(name);
    if (known == null) {
      renew(List.of(name));
      known = tables.get(name);
    }
    return known.table();
  }

  /**
   * Makes sure that the tables are remembered as they are now.
   *
   * @return those that have changed, as they were remembered before
   */
  public Map<String, SourceTable> renew(Collection<String> names) throws SQLException {
    Map<String, SourceTable> before = new HashMap<>();
    if (names.isEmpty()) {
      return before;
    }
    try (Connection connection = dataSource.getConnection()) {
      Collection<String> unsure = names;
      while (!unsure.isEmpty()) {
        // looked at again after it was read, as it may be altered in between
        unsure = renew(connection, unsure, before);
      }
    }
    return before;
  }

  private List<String> renew(
      Connection connection, Collection<String> names, Map<String, SourceTable> before)
      throws SQLException {
    List<String> changed = new ArrayList<>();
    for (var stamp : stamps(connection, names).entrySet()) {
      String name = stamp.getKey();
      Entry known = tables.get(name);
      if (known == null || !known.stamp().equals(stamp.getValue())) {
        tables.put(name, new Entry(stamp.getValue(), read(connection, schema, name)));
        if (known != null) {
          before.putIfAbsent(name, known.table());
        }
        changed.add(name);
      }
    }
    return changed;
  }

  private Map<String, String> stamps(Connection connection, Collection<String> names)
      throws SQLException {
    Map<String, String> stamps = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(STAMPS)) {
      query.setArray(1, connection.createArrayOf("text", names.toArray()));
      query.setString(2, schema);
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          stamps.put(result.getString(1), result.getString(2));
        }
      }
    }
    return stamps;
  }

  static SourceTable read(Connection connection, String schema, String name) throws SQLException {
    Map<String, ColumnType> columns = ColumnTypes.read(connection, schema, name);
    TableShape shape = TableShape.now(connection, schema, name, columns);
    TableShape installed = TableShape.NONE;
    long changedSeq = 0;
    try (PreparedStatement query =
        connection.prepareStatement("SELECT * FROM neo4j_sync_capture WHERE table_name = ?")) {
      query.setString(1, name);
      try (ResultSet result = query.executeQuery()) {
        if (result.next()) {
          installed = TableShape.installed(result);
          changedSeq = result.getLong("changed_seq");
        }
      }
    }
    String whereabouts =
        columns.isEmpty() ? whereabouts(connection, schema, installed.relation()) : "";
    return new SourceTable(name, columns, shape, installed, changedSeq, whereabouts);
  }

  private static String whereabouts(Connection connection, String schema, long relation)
      throws SQLException {
    String sql =
        """
        SELECT CASE WHEN n.nspname = ? THEN 'renamed to ' || c.relname
                    ELSE 'it stands in schema ' || n.nspname || ' as ' || c.relname END
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.oid = ?""";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, schema);
      query.setLong(2, relation);
      try (ResultSet result = query.executeQuery()) {
        return result.next() ? result.getString(1) : "";
      }
    }
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
