package io.neo4jsync.bench;

import io.neo4jsync.testing.Databases;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL database of a measurement, with a connection of the benchmark's own. */
final class Database implements AutoCloseable {

  private final String url;
  private final Connection connection;

  Database(String url) throws SQLException {
    this.url = url;
    connection = Databases.connect(url);
  }

  String url() {
    return url;
  }

  /** An autocommit connection as the superuser. */
  Connection connection() {
    return connection;
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  String text(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getString(1);
      }
    }
  }

  long number(String sql, Object... parameters) throws SQLException {
    return Long.parseLong(text(sql, parameters));
  }

  double fraction(String sql, Object... parameters) throws SQLException {
    return Double.parseDouble(text(sql, parameters));
  }

  /** Place of the newest event in the queue, committed or not; 0 if there has been none. */
  long lastSeq() throws SQLException {
    return number(
        "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('neo4j_sync_queue', 'seq')), 0)");
  }

  /** The same in transactions of that many events each. */
  Stretch load(int events, int step, Changes.Statement changes) throws SQLException {
    long first = lastSeq() + 1;
    while (lastSeq() < first + events - 1) {
      load((int) Math.min(step, first + events - 1 - lastSeq()), changes);
    }
    return new Stretch(first, lastSeq());
  }

  /** Makes changes in one transaction until the queue has so many events more. */
  Stretch load(int events, Changes.Statement changes) throws SQLException {
    long first = lastSeq() + 1;
    connection.setAutoCommit(false);
    while (lastSeq() < first + events - 1) {
      changes.run();
    }
    connection.commit();
    connection.setAutoCommit(true);
    return new Stretch(first, lastSeq());
  }

  /**
   * A stretch of the queue.
   *
   * @param first place of its first event
   * @param last place of its last
   */
  record Stretch(long first, long last) {

    long events() {
      return last - first + 1;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
