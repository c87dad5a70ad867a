package io.neo4jsync.doctor;

import io.neo4jsync.app.Preflight;
import io.neo4jsync.leader.Lease;
import io.neo4jsync.leader.PoolerException;
import io.neo4jsync.settings.Settings;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Whether PostgreSQL lets us in, and can do what the sync needs. */
final class PostgresChecks {

  /** Claiming uses pg_column_compression, the lease idle_session_timeout. */
  private static final int OLDEST = 14;

  private static final int LEASE_SECONDS = 10;

  private final JdbcTemplate jdbc;

  PostgresChecks(DataSource postgres) {
    jdbc = new JdbcTemplate(postgres);
  }

  /** Something if sessions can be had and are kept. */
  static Optional<Boolean> reach(Settings settings, Findings findings) {
    try {
      int lease = Math.min(LEASE_SECONDS, Lease.of(settings).seconds());
      Preflight.postgres(settings, new Lease(lease));
    } catch (PoolerException e) {
      findings.failed("PostgreSQL", e.getMessage());
      return Optional.empty();
    } catch (Preflight.RefusedException e) {
      findings.failed("PostgreSQL", e.getMessage());
      return Optional.empty();
    }
    findings.ok(
        "PostgreSQL",
        "%s takes the user %s, and sessions are kept"
            .formatted(settings.shownAddress("postgres.url"), settings.text("postgres.user")));
    return Optional.of(true);
  }

  void server(Findings findings) {
    Map<String, Object> server =
        jdbc.queryForMap(
            """
            SELECT current_setting('server_version') AS version,
                   current_setting('server_version_num')::int / 10000 AS major,
                   pg_is_in_recovery() AS standby,
                   current_setting('default_transaction_read_only') = 'on' AS read_only""");
    int major = (Integer) server.get("major");
    if (major < OLDEST) {
      findings.failed(
          "PostgreSQL version",
          server.get("version") + ", and the sync needs " + OLDEST,
          "upgrade the server");
    } else {
      findings.ok("PostgreSQL version", String.valueOf(server.get("version")));
    }
    if (Boolean.TRUE.equals(server.get("standby"))) {
      findings.failed(
          "PostgreSQL",
          "this server is a standby, which cannot be written to",
          "set POSTGRES_URL to the primary");
    } else if (Boolean.TRUE.equals(server.get("read_only"))) {
      findings.failed(
          "PostgreSQL",
          "transactions of this user are read-only (default_transaction_read_only)",
          "switch that off for the user or the database");
    }
  }
}
