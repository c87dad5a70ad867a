package io.neo4jsync.source;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * A large row, read alone.
 *
 * @param size bytes of its JSON
 * @param json null if it is larger than asked for
 */
record OneRow(long size, String json) {

  /**
   * Reads it; null if it is not there any more.
   *
   * @param row the SQL of its JSON, by {@link RowSql#row}
   * @param most bytes beyond which its JSON stays where it is
   */
  static OneRow read(
      Connection connection,
      String schema,
      SourceTable table,
      List<String> keyColumns,
      List<String> key,
      String row,
      long most)
      throws SQLException {
    String sql =
        "SELECT octet_length(x.json), %s FROM %s t%s%s"
            .formatted(
                RowSql.upTo(most),
                SourceReader.qualified(schema, table.name()),
                SourceReader.join(table, keyColumns),
                RowSql.asJson(row));
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      SourceReader.setKeys(query, 1, List.of(key), keyColumns.size());
      try (ResultSet result = query.executeQuery()) {
        return result.next() ? new OneRow(result.getLong(1), result.getString(2)) : null;
      }
    }
  }
}
