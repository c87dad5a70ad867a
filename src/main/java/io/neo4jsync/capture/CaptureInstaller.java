package io.neo4jsync.capture;

import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.mapping.TableMapping;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Sets up the queue and the triggers that fill it, and takes the triggers away again. */
public final class CaptureInstaller {

  private static final String HISTORY = "neo4j_sync_schema_history";

  private final DataSource dataSource;
  private final String schema;
  private final String softDeleteColumn;

  public CaptureInstaller(DataSource dataSource, String schema, String softDeleteColumn) {
    this.dataSource = dataSource;
    this.schema = schema;
    this.softDeleteColumn = softDeleteColumn;
  }

  /** What was done to one table, or why nothing was. */
  public record Line(String table, boolean good, String text) {}

  /**
   * Brings queue and trigger function up to date, by versioned migrations.
   *
   * @return how many migrations were applied
   * @throws CaptureException when the database refuses
   */
  public int migrate() {
    try {
      return flyway().migrate().migrationsExecuted;
    } catch (FlywayException e) {
      throw new CaptureException(
          "the queue could not be set up in schema "
              + schema
              + (isRefusal(e)
                  ? "; the user needs CREATE on the schema and must own what is there: "
                  : ": ")
              + e.getMessage(),
          e);
    }
  }

  private Flyway flyway() {
    return Flyway.configure()
        .dataSource(dataSource)
        .locations("classpath:sql/schema")
        .table(HISTORY)
        .defaultSchema(schema)
        .createSchemas(false)
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .placeholders(Map.of("schema", CaptureTable.quoted(schema)))
        .load();
  }

  /**
   * The migrations that {@link #migrate} would apply, in words; changes nothing.
   *
   * @throws CaptureException when the history of migrations cannot be read
   */
  public List<String> pendingMigrations() {
    try {
      return Stream.of(flyway().info().pending())
          .map(m -> (m.isVersioned() ? m.getVersion() + " " : "") + m.getDescription())
          .toList();
    } catch (FlywayException e) {
      throw new CaptureException(
          "it cannot be told which migrations are applied"
              + (isRefusal(e) ? ", for want of SELECT on " + HISTORY : "")
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** Whether PostgreSQL said that the user may not do it. */
  private static boolean isRefusal(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException e && "42501".equals(e.getSQLState())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Puts triggers on every mapped table that exists.
   *
   * @param always whether they also fire for replicated changes (session_replication_role =
   *     replica)
   */
  public List<Line> install(Mappings mappings, boolean always) throws SQLException {
    List<Line> lines = new ArrayList<>();
    try (Connection connection = dataSource.getConnection()) {
      for (TableMapping mapping : mappings.all()) {
        lines.add(new CaptureTable(connection, schema, mapping, softDeleteColumn).install(always));
      }
      lines.addAll(CaptureTable.dropUnmapped(connection, mappings));
    }
    return lines;
  }

  /** What {@link #install} would do to each table; changes nothing. */
  public List<Line> dryRun(Mappings mappings, boolean always) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return new CaptureDryRun(connection, schema, softDeleteColumn).of(mappings, always);
    }
  }

  /** What {@link #grant} would give, and what somebody else would have to; changes nothing. */
  public List<Line> grantDryRun(String role) throws SQLException {
    return new SyncPrivileges(dataSource).dryRun(role);
  }

  /**
   * Gives a role what it needs to run the sync, and renews that of roles that were given it before.
   *
   * @param role null for those alone
   */
  public List<Line> grant(String role) throws SQLException {
    return new SyncPrivileges(dataSource).grant(role);
  }

  /** Takes every trigger away; queue, its rows and the source stay as they are. */
  public List<Line> uninstall() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return CaptureTable.dropAll(connection);
    }
  }
}
