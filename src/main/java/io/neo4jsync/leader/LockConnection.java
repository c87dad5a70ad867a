package io.neo4jsync.leader;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;

/** The session that holds the lock. */
public final class LockConnection implements AutoCloseable {

  /** Opens a connection that no pool shares. */
  @FunctionalInterface
  public interface Factory {
    Connection open() throws SQLException;
  }

  private static final int ALIVE_SECONDS = 5;

  private final Connection connection;

  LockConnection(Factory factory) throws SQLException {
    connection = factory.open();
  }

  /** The name of the lock, of which PostgreSQL gets a hash. */
  public static String name(String namespace) {
    return "neo4j-sync leader " + namespace;
  }

  /** Tries to take the lock; the new epoch if it succeeded. */
  OptionalLong tryLock(String namespace) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("SELECT pg_try_advisory_lock(hashtextextended(?, 0))")) {
      lock.setString(1, name(namespace));
      try (ResultSet result = lock.executeQuery()) {
        result.next();
        if (!result.getBoolean(1)) {
          return OptionalLong.empty();
        }
      }
    }
    try (Statement epoch = connection.createStatement();
        ResultSet result = epoch.executeQuery("SELECT nextval('neo4j_sync_epoch')")) {
      result.next();
      return OptionalLong.of(result.getLong(1));
    }
  }

  /** Whether the session, and so the lock, still stands. */
  boolean isAlive() {
    try {
      return connection.isValid(ALIVE_SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // the session is gone, which is all that closing is for
    }
  }
}
