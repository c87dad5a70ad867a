package io.neo4jsync.capture;

import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.source.TableShape;
import io.neo4jsync.source.TableShape.Column;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** What {@code install} notes of a table, to tell later whether it has been altered. */
final class CaptureNotes {

  private static final String KEY_IS_UNIQUE =
      """
      EXISTS (
        SELECT FROM pg_index i
         WHERE i.indrelid = to_regclass(?) AND i.indisunique AND i.indisvalid
           AND i.indpred IS NULL AND i.indexprs IS NULL
           AND (SELECT array_agg(a.attname::text)
                  FROM unnest((i.indkey::smallint[])[0:i.indnkeyatts - 1]) k
                  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k) <@ CAST(? AS text[]))""";

  private final Connection connection;
  private final TableMapping mapping;
  private final String qualified;

  CaptureNotes(Connection connection, String schema, TableMapping mapping) {
    this.connection = connection;
    this.mapping = mapping;
    this.qualified = CaptureTable.qualified(schema, mapping.table());
  }

  /** Notes what it looks like; events queued until now may carry rows of another shape. */
  void write(TableShape shape, int partitions) throws SQLException {
    String sql =
        """
        INSERT INTO neo4j_sync_capture AS k
               (table_name, relation, columns, positions, types, kinds, key_unique, partitions, changed_seq)
        SELECT ?, ?, ?, ?, ?, ?, %s, ?,
               coalesce(pg_sequence_last_value(pg_get_serial_sequence('neo4j_sync_queue', 'seq')::regclass), 0)
        ON CONFLICT (table_name) DO UPDATE
           SET relation = excluded.relation, columns = excluded.columns, positions = excluded.positions,
               types = excluded.types, kinds = excluded.kinds, key_unique = excluded.key_unique,
               partitions = excluded.partitions, installed_at = now(),
               changed_seq = CASE WHEN (k.relation, k.columns, k.positions, k.types) IS DISTINCT FROM
                                       (excluded.relation, excluded.columns, excluded.positions, excluded.types)
                                  THEN excluded.changed_seq ELSE k.changed_seq END"""
            .formatted(KEY_IS_UNIQUE);
    Collection<Column> columns = shape.columns().values();
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, mapping.table());
      insert.setLong(2, shape.relation());
      insert.setArray(3, array("text", shape.columns().keySet().stream()));
      insert.setArray(4, array("integer", columns.stream().map(Column::position)));
      insert.setArray(5, array("text", columns.stream().map(Column::type)));
      insert.setArray(6, array("text", columns.stream().map(Column::kind)));
      insert.setString(7, qualified);
      insert.setArray(8, array("text", mapping.key().stream()));
      insert.setInt(9, partitions);
      insert.executeUpdate();
    }
  }

  /** What has changed since without leaving a trace in the table's columns, in words. */
  List<String> changes(int partitions) throws SQLException {
    String sql =
        "SELECT partitions, key_unique AND NOT %s FROM neo4j_sync_capture WHERE table_name = ?"
            .formatted(KEY_IS_UNIQUE);
    List<String> changes = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, qualified);
      query.setArray(2, array("text", mapping.key().stream()));
      query.setString(3, mapping.table());
      try (ResultSet result = query.executeQuery()) {
        if (result.next()) {
          Integer before = result.getObject(1, Integer.class);
          if (before != null && before != partitions) {
            changes.add("it had %d partitions and has %d now".formatted(before, partitions));
          }
          if (result.getBoolean(2)) {
            changes.add(
                "no index makes its key %s unique any more, and rows of one key share a node"
                    .formatted(mapping.key()));
          }
        }
      }
    }
    return changes;
  }

  private Array array(String type, Stream<?> values) throws SQLException {
    return connection.createArrayOf(type, values.toArray());
  }
}
