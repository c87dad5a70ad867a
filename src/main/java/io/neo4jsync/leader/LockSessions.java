package io.neo4jsync.leader;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Opens the sessions that hold the lock.
 *
 * @param factory opens connections that no pool of this process shares, with nothing set on them
 * @param schema where the sequence of the epochs stands
 */
public record LockSessions(Factory factory, String schema, Lease lease) {

  /** Opens a connection. */
  @FunctionalInterface
  public interface Factory {
    Connection open() throws SQLException;
  }

  LockConnection open() throws SQLException {
    return new LockConnection(connect(), this);
  }

  /** A connection that answers in time or fails. */
  Connection connect() throws SQLException {
    Connection connection = factory.open();
    connection.setNetworkTimeout(Runnable::run, lease.answerSeconds() * 1_000);
    return connection;
  }

  /**
   * Looks whether sessions are kept behind this address.
   *
   * @throws PoolerException when they are not
   * @throws SQLException when the server does not take a connection
   */
  public void requireKept() throws SQLException {
    try (Connection connection = connect()) {
      PoolerProbe.look(connection, this);
    }
  }
}
