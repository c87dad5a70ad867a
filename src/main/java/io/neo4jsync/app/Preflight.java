package io.neo4jsync.app;

import io.neo4jsync.leader.Lease;
import io.neo4jsync.settings.Settings;
import java.sql.SQLException;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.exceptions.Neo4jException;

/**
 * Asks the databases once before a command sets to work: pools and retries would take their time,
 * and wrap the reason up.
 */
public final class Preflight {

  private Preflight() {}

  /** A database does not let this process in, or is not there; the message says what to check. */
  public static final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** No cause: the message has all that the cause could say. */
    RefusedException(String message) {
      super(message);
    }
  }

  /**
   * Makes sure that PostgreSQL takes a connection, and that sessions are kept behind its address.
   *
   * @throws RefusedException within the connection's time limit
   * @throws io.neo4jsync.leader.PoolerException when a pooler hands sessions around
   */
  public static void postgres(Settings settings) {
    postgres(settings, Lease.of(settings));
  }

  /** The same, and an answer is waited for no longer than with such a lease. */
  public static void postgres(Settings settings, Lease lease) {
    try {
      Databases.lockSessions(settings, lease).requireKept();
    } catch (SQLException e) {
      throw new RefusedException(postgresRefuses(settings, e));
    }
  }

  private static String postgresRefuses(Settings settings, SQLException e) {
    String state = String.valueOf(e.getSQLState());
    String address = settings.shownAddress("postgres.url");
    String why = phrase(e.getMessage());
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      why += ": " + cause;
    }
    // 08004: the server asks for a password and there is none
    if (state.startsWith("28") || state.equals("08004")) {
      return "PostgreSQL at %s refuses the user %s: %s; check POSTGRES_USER and POSTGRES_PASSWORD (or POSTGRES_PASSWORD_FILE)"
          .formatted(address, settings.text("postgres.user"), why);
    }
    return "PostgreSQL cannot be used at %s: %s; check POSTGRES_URL, and that the server is up"
        .formatted(address, why);
  }

  /**
   * Makes sure that Neo4j answers.
   *
   * @throws RefusedException within the connection's time limit
   */
  public static void neo4j(SyncParts parts) {
    try {
      ask(parts);
    } catch (Neo4jException e) {
      throw new RefusedException(neo4jRefuses(parts.settings(), e));
    }
  }

  /**
   * Makes sure that Neo4j, if it answers, does not refuse the user. One that is away is waited for
   * by the running sync.
   *
   * @throws RefusedException when user or password are wrong
   */
  public static void neo4jUser(SyncParts parts) {
    try {
      ask(parts);
    } catch (Neo4jException e) {
      if (isOfUser(e)) {
        throw new RefusedException(neo4jRefuses(parts.settings(), e));
      }
    }
  }

  private static void ask(SyncParts parts) {
    try (Session session = parts.driver().session(SessionConfig.forDatabase(parts.database()))) {
      // no managed transaction, which would try again for half a minute
      session.run("RETURN 1").consume();
    }
  }

  /** In one line and without its stop, for the sentence goes on. */
  private static String phrase(String message) {
    return String.valueOf(message)
        .strip()
        .replaceAll("\\s*\\R\\s*", "; ")
        .replaceFirst("[.]\\z", "");
  }

  private static boolean isOfUser(Neo4jException e) {
    return String.valueOf(e.code()).startsWith("Neo.ClientError.Security.");
  }

  private static String neo4jRefuses(Settings settings, Neo4jException e) {
    String address = settings.shownAddress("neo4j.uri");
    String why = phrase(e.getMessage());
    if (isOfUser(e)) {
      return "Neo4j at %s refuses the user '%s': %s; check NEO4J_USER and NEO4J_PASSWORD (or NEO4J_PASSWORD_FILE)"
          .formatted(address, settings.text("neo4j.user"), why);
    }
    return "Neo4j cannot be used at %s, database %s: %s; check NEO4J_URI and NEO4J_DATABASE, and that the server is up"
        .formatted(address, settings.text("neo4j.database"), why);
  }
}
