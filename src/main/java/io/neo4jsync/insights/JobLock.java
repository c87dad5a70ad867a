package io.neo4jsync.insights;

import io.neo4jsync.leader.LockSessions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Lets one run at a time go on, whatever process it is in: an advisory lock of a PostgreSQL session
 * that is in no transaction, so that it holds back no vacuum, and that ends with its process.
 */
final class JobLock implements AutoCloseable {

  private static final String TRY = "SELECT pg_try_advisory_lock(hashtextextended(?, 0))";
  private static final String HOLDER =
      """
      SELECT l.pid
        FROM pg_locks l
       WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND ((l.classid::bigint << 32) | l.objid::bigint) = hashtextextended(?, 0)""";

  private final Connection connection;
  private final int answerSeconds;

  private JobLock(Connection connection, int answerSeconds) {
    this.connection = connection;
    this.answerSeconds = answerSeconds;
  }

  /**
   * Takes the lock.
   *
   * @param cluster instances and commands of the same name take turns
   * @throws InsightException when another run has it
   */
  static JobLock take(LockSessions sessions, String cluster) {
    String name = "neo4j-sync insights " + cluster;
    try {
      Connection connection = sessions.factory().open();
      try {
        if (isTaken(connection, name)) {
          return new JobLock(connection, sessions.lease().answerSeconds());
        }
        InsightException busy =
            new InsightException(
                "insights are being computed already, by process %s of PostgreSQL; try again when that run is over"
                    .formatted(holder(connection, name)));
        connection.close();
        throw busy;
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new InsightException(
          "PostgreSQL does not give the lock by which one run of the insights is made at a time: "
              + e.getMessage());
    }
  }

  private static boolean isTaken(Connection connection, String name) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(TRY)) {
      lock.setString(1, name);
      try (ResultSet result = lock.executeQuery()) {
        return result.next() && result.getBoolean(1);
      }
    }
  }

  private static String holder(Connection connection, String name) throws SQLException {
    try (PreparedStatement holder = connection.prepareStatement(HOLDER)) {
      holder.setString(1, name);
      try (ResultSet result = holder.executeQuery()) {
        return result.next() ? result.getString(1) : "(just over)";
      }
    }
  }

  /**
   * Makes sure that the lock is still held.
   *
   * @throws InsightException when the session is gone, and perhaps another run begun
   */
  void requireHeld() {
    try {
      if (connection.isValid(answerSeconds)) {
        return;
      }
    } catch (SQLException e) {
      // then it is not
    }
    throw new InsightException(
        "the session of PostgreSQL is gone that kept other runs of the insights away; run insights refresh again");
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // the session is gone, and the lock with it
    }
  }
}
