package io.neo4jsync.leader;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;

/** The session that holds the lock. */
public final class LockConnection implements AutoCloseable {

  private static final String TRY = "SELECT pg_try_advisory_lock(hashtextextended(?, 0))";

  /** pg_locks shows the two halves of the lock's number. */
  private static final String HELD =
      """
      SELECT EXISTS (
               SELECT FROM pg_locks
                WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid() AND objsubid = 1
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND ((classid::bigint << 32) | objid::bigint) = hashtextextended(?, 0)),
             pg_sequence_last_value('neo4j_sync_epoch')""";

  private final Connection connection;
  private final int serverVersion;

  /**
   * @throws PoolerException when sessions are not kept behind this address
   */
  LockConnection(Connection opened, LockSessions sessions) throws SQLException {
    connection = opened;
    try (Statement statement = opened.createStatement()) {
      // before anything is set: what is set on a shared session would hit others
      PoolerProbe.look(opened, sessions);
      serverVersion = opened.getMetaData().getDatabaseMajorVersion();
      opened.setSchema(sessions.schema());
      statement.execute(sessions.lease().sessionSettings(serverVersion));
    } catch (SQLException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The name of the lock, of which PostgreSQL gets a hash. */
  public static String name(String namespace) {
    return "neo4j-sync leader " + namespace;
  }

  int serverVersion() {
    return serverVersion;
  }

  /** Tries to take the lock; the new epoch if it succeeded. */
  OptionalLong tryLock(String namespace) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(TRY)) {
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

  /**
   * Looks whether this session still holds the lock and its epoch is the newest; the look is also
   * the sign of life that keeps the lease.
   *
   * @return null if so, else what is wrong
   * @throws SQLException when the session does not answer
   */
  String fault(String namespace, long epoch) throws SQLException {
    try (PreparedStatement held = connection.prepareStatement(HELD)) {
      held.setString(1, name(namespace));
      try (ResultSet result = held.executeQuery()) {
        result.next();
        if (!result.getBoolean(1)) {
          return "the session does not hold the lock any more";
        }
        long newest = result.getLong(2);
        return newest == epoch
            ? null
            : "epoch "
                + newest
                + " was drawn after "
                + epoch
                + " (has each sync its own database?)";
      }
    }
  }

  /** Gives the session back as it was, for a pooler may lend it on, and ends it. */
  void release() {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DISCARD ALL");
    } catch (SQLException e) {
      // then it is gone, and the lock with it
    }
    close();
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
