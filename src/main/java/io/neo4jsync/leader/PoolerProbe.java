package io.neo4jsync.leader;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLState;

/**
 * Finds out whether a connection keeps its session. A pooler in transaction mode lends a server
 * process for one transaction at a time: while a second connection has a transaction open, the
 * first one is served by another process than before, or the second one by the process of the
 * first.
 */
final class PoolerProbe {

  /**
   * A pooler may by chance lend the same process again, for instance when it lends them in turn.
   */
  private static final int ROUNDS = 5;

  /** A prepared statement does not exist, or exists already. */
  private static final Set<String> ANOTHER_SESSION = Set.of("26000", "42P05");

  private PoolerProbe() {}

  /**
   * Changes nothing on the sessions it uses, for they may be other people's.
   *
   * @throws PoolerException when the connection does not keep its session
   */
  static void look(Connection connection, LockSessions sessions) throws SQLException {
    int announced = connection.unwrap(PGConnection.class).getBackendPID();
    if (process(connection) == announced) {
      // nobody stands between
      return;
    }
    try (Connection second = sessions.connect()) {
      second.setAutoCommit(false);
      for (int i = 0; i < ROUNDS; i++) {
        int before = process(connection);
        int other = processInTransaction(second);
        int after = processBeside(connection, second);
        if (other == before || after != before) {
          throw new PoolerException(
              "two connections were served by the processes "
                  + before
                  + " and "
                  + other
                  + ", then "
                  + after
                  + " and "
                  + other);
        }
        second.rollback();
      }
    }
  }

  /** The second connection's process; a pooler that lends for one statement refuses to begin. */
  private static int processInTransaction(Connection second) throws SQLException {
    try {
      return process(second);
    } catch (SQLException e) {
      if (PSQLState.PROTOCOL_VIOLATION.getState().equals(e.getSQLState())) {
        throw new PoolerException(e.getMessage());
      }
      throw e;
    }
  }

  /** The first connection's process while the second one has a transaction open. */
  private static int processBeside(Connection connection, Connection second) throws SQLException {
    try {
      return process(connection);
    } catch (SQLException e) {
      process(second);
      throw new PoolerException(
          "a connection gets no answer while another one has a transaction open: "
              + e.getMessage());
    }
  }

  /**
   * The process that serves the connection. Statements that the driver has prepared belong to a
   * session too: that one is not there, or there already, is seen behind such poolers only.
   */
  private static int process(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT pg_backend_pid()")) {
      result.next();
      return result.getInt(1);
    } catch (SQLException e) {
      if (ANOTHER_SESSION.contains(String.valueOf(e.getSQLState()))) {
        throw new PoolerException(e.getMessage());
      }
      throw e;
    }
  }
}
