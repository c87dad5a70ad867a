package io.neo4jsync.capture;

import io.neo4jsync.capture.CaptureInstaller.Line;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * What a role needs to run the sync, as the function {@code neo4j_sync_privileges} tells it: the
 * queue's objects, SELECT on each captured table, BYPASSRLS where such a table has row-level
 * security.
 */
public final class SyncPrivileges {

  private static final String REFUSED = "42501";
  private static final String BYPASS = "BYPASSRLS";

  private final DataSource dataSource;

  public SyncPrivileges(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * A privilege the role lacks.
   *
   * @param object table, sequence, function or schema
   * @param remedy the statement that gives it
   */
  public record Missing(String object, String privilege, String remedy) {

    /** Without it the sync cannot work at all; without the others some table cannot be read. */
    boolean ofQueue() {
      return object.contains("neo4j_sync_") || privilege.equals("USAGE");
    }

    @Override
    public String toString() {
      return privilege.equals(BYPASS)
          ? BYPASS + " for " + object + ", which has row-level security"
          : privilege + " on " + object;
    }
  }

  /**
   * Makes sure that this user may do with the queue what the sync does.
   *
   * @return what it lacks on mapped tables; the sync works without, but not with these tables
   * @throws IllegalStateException when it lacks something on the queue; the message names it
   */
  public List<Missing> require() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      String user = CaptureTable.strings(connection, "SELECT current_user::text").get(0);
      List<Missing> missing = own(connection, user);
      String ofQueue =
          missing.stream()
              .filter(Missing::ofQueue)
              .map(Missing::toString)
              .collect(Collectors.joining(", "));
      if (!ofQueue.isEmpty()) {
        throw new IllegalStateException(
            "the user %s may not run the sync, it lacks %s; the owner of the queue gives what is missing with: install --grant-to %1$s"
                .formatted(user, ofQueue));
      }
      return missing;
    }
  }

  private static List<Missing> own(Connection connection, String user) throws SQLException {
    try {
      return missing(connection, user);
    } catch (SQLException e) {
      if (!REFUSED.equals(e.getSQLState())) {
        throw e;
      }
      return List.of(new Missing("neo4j_sync_privileges", "EXECUTE", ""));
    }
  }

  /**
   * Gives the role what it lacks, as far as this user may give it, and the same to the roles that
   * were given it earlier.
   *
   * @param role null for those alone
   * @return a line for each role, and one for each privilege that somebody else has to give
   */
  List<Line> grant(String role) throws SQLException {
    List<Line> lines = new ArrayList<>();
    try (Connection connection = dataSource.getConnection()) {
      Set<String> roles = new LinkedHashSet<>(granted(connection));
      if (role != null) {
        roles.add(role);
      }
      for (String each : roles) {
        if (exists(connection, each)) {
          grant(connection, each, lines);
        } else {
          lines.add(noSuchRole(each));
        }
      }
    }
    return lines;
  }

  /** What each role would be given; what cannot be told before the queue is there says so. */
  List<Line> dryRun(String role) throws SQLException {
    List<Line> lines = new ArrayList<>();
    try (Connection connection = dataSource.getConnection()) {
      Set<String> roles = new LinkedHashSet<>(granted(connection));
      if (role != null) {
        roles.add(role);
      }
      boolean installed =
          CaptureTable.strings(connection, "SELECT to_regprocedure('neo4j_sync_privileges(name)')")
                  .get(0)
              != null;
      for (String each : roles) {
        if (!exists(connection, each)) {
          lines.add(noSuchRole(each));
        } else if (installed) {
          List<Missing> missing = missing(connection, each);
          missing.forEach(m -> lines.add(new Line(each, true, "lacks " + m + ": " + m.remedy())));
          if (missing.isEmpty()) {
            lines.add(new Line(each, true, "has all it needs"));
          }
        } else {
          lines.add(new Line(each, true, "gets its rights once the queue is there"));
        }
      }
    }
    return lines;
  }

  private static Line noSuchRole(String role) {
    return new Line(
        role, false, "there is no such role; sql/roles/roles.sql shows how to make one");
  }

  private static void grant(Connection connection, String role, List<Line> lines)
      throws SQLException {
    int given = 0;
    for (Missing missing : missing(connection, role)) {
      // an administrator who installs does not mean to switch off row-level security
      if (!missing.privilege().equals(BYPASS)) {
        given += execute(connection, missing.remedy()) ? 1 : 0;
      }
    }
    List<Missing> left = missing(connection, role);
    for (Missing missing : left) {
      lines.add(
          new Line(
              role, false, "lacks " + missing + "; who may give it runs: " + missing.remedy()));
    }
    if (left.isEmpty()) {
      lines.add(
          new Line(
              role, true, "may run the sync" + (given == 0 ? "" : ", " + given + " rights given")));
    }
  }

  /** Whether PostgreSQL took the statement; that something was granted is another matter. */
  private static boolean execute(Connection connection, String grant) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(grant);
      return true;
    } catch (SQLException e) {
      if (REFUSED.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  private static List<Missing> missing(Connection connection, String role) throws SQLException {
    List<Missing> missing = new ArrayList<>();
    String sql =
        """
        SELECT object, privilege, remedy
          FROM neo4j_sync_privileges(CAST(? AS name)) WHERE held IS NOT TRUE ORDER BY object, privilege""";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, role);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          missing.add(new Missing(row.getString(1), row.getString(2), row.getString(3)));
        }
      }
    }
    return missing;
  }

  /** The roles that were given rights before, known by one that is given in no other way. */
  private static List<String> granted(Connection connection) throws SQLException {
    return CaptureTable.strings(
        connection,
        """
        SELECT DISTINCT r.rolname::text
          FROM pg_attribute a CROSS JOIN LATERAL aclexplode(a.attacl) g JOIN pg_roles r ON r.oid = g.grantee
         WHERE a.attrelid = to_regclass('neo4j_sync_queue') AND a.attname = 'claimed_by'
         ORDER BY 1""");
  }

  private static boolean exists(Connection connection, String role) throws SQLException {
    return !CaptureTable.strings(connection, "SELECT rolname FROM pg_roles WHERE rolname = ?", role)
        .isEmpty();
  }
}
