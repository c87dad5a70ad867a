package io.neo4jsync.doctor;

import io.neo4jsync.app.SyncParts;
import io.neo4jsync.capture.CaptureCheck.Problem;
import io.neo4jsync.capture.CaptureException;
import io.neo4jsync.capture.CaptureInstaller;
import io.neo4jsync.capture.SyncPrivileges;
import io.neo4jsync.capture.SyncPrivileges.Missing;
import io.neo4jsync.leader.CurrentLeader;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.queue.QueueStatus;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** What {@code install} has made in PostgreSQL, and what has become of it. */
final class QueueChecks {

  private final SyncParts parts;
  private final JdbcTemplate jdbc;

  QueueChecks(SyncParts parts) {
    this.parts = parts;
    jdbc = new JdbcTemplate(parts.postgres());
  }

  /** Something if the queue is there. */
  Optional<Boolean> installed(Findings findings) {
    String schema = parts.settings().required("postgres.schema");
    try {
      new QueueStatus(parts.postgres()).requireInstalled();
    } catch (IllegalStateException e) {
      findings.failed("queue", "in schema " + schema + ": " + e.getMessage());
      return Optional.empty();
    }
    try {
      List<String> pending = new CaptureInstaller(parts.postgres(), schema, "").pendingMigrations();
      if (pending.isEmpty()) {
        findings.ok("queue", "installed in schema " + schema + ", of this version");
      } else {
        findings.failed(
            "queue",
            "installed in schema %s by another version: not applied are %s"
                .formatted(schema, String.join(", ", pending)),
            "run install");
      }
    } catch (CaptureException e) {
      // the sync's own role may not read the history, and need not
      findings.ok("queue", "installed in schema " + schema + "; " + e.getMessage());
    }
    return Optional.of(true);
  }

  void privileges(Findings findings) throws SQLException {
    List<Missing> missing;
    try {
      missing = new SyncPrivileges(parts.postgres()).require();
    } catch (IllegalStateException e) {
      findings.failed("privileges", e.getMessage());
      return;
    }
    for (Missing each : missing) {
      findings.failed(
          "privileges",
          "rows cannot be read for want of " + each,
          "who may give it runs: " + each.remedy());
    }
    if (missing.isEmpty()) {
      findings.ok(
          "privileges", parts.settings().text("postgres.user") + " has all that the sync needs");
    }
  }

  void tables(Mappings mappings, Findings findings) throws SQLException {
    int missing = 0;
    for (TableMapping mapping : mappings.all()) {
      missing += isThere(mapping.table(), findings) ? 0 : 1;
    }
    List<Problem> problems = parts.captureCheck().problems(mappings);
    problems.forEach(problem -> findings.failed("tables", problem.toString()));
    if (problems.isEmpty()) {
      findings.ok(
          "tables",
          (mappings.all().size() - missing) + " are as install left them, with their triggers");
    }
  }

  /** A table that was captured and is gone is a problem; one that never was may come later. */
  private boolean isThere(String table, Findings findings) {
    String kind =
        jdbc
            .queryForList(
                """
                SELECT c.relkind::text FROM pg_class c
                 WHERE c.relname = ? AND c.relnamespace = current_schema()::regnamespace""",
                String.class,
                table)
            .stream()
            .findFirst()
            .orElse("");
    if (kind.equals("r") || kind.equals("p")) {
      return true;
    }
    boolean captured =
        Boolean.TRUE.equals(
            jdbc.queryForObject(
                "SELECT EXISTS (SELECT FROM neo4j_sync_capture WHERE table_name = ?)",
                Boolean.class,
                table));
    if (!captured) {
      findings.warning(
          "tables",
          table + (kind.isEmpty() ? " is mapped and does not exist" : " is mapped and no table"),
          "create it and run install, or remove its route file");
    }
    return false;
  }

  /** Triggers are silent where session_replication_role is replica, unless they fire always. */
  void replicationRole(Findings findings) {
    List<Map<String, Object>> settings =
        jdbc.queryForList(
            """
            SELECT coalesce(r.rolname::text, 'every role') AS role, coalesce(d.datname::text, 'every database') AS database,
                   s.setrole = 0 AS everybody
              FROM pg_db_role_setting s
              LEFT JOIN pg_roles r ON r.oid = s.setrole
              LEFT JOIN pg_database d ON d.oid = s.setdatabase
             WHERE coalesce(d.datname, current_database()) = current_database()
               AND 'session_replication_role=replica' = ANY (s.setconfig)""");
    long silent = silentTriggers();
    if (silent == 0) {
      findings.ok("session_replication_role", "all triggers fire whatever it is");
      return;
    }
    String consequence = "; where it is, %d triggers do not fire".formatted(silent);
    for (Map<String, Object> setting : settings) {
      String found =
          "replica for %s in %s".formatted(setting.get("role"), setting.get("database"))
              + consequence;
      String remedy = "reset it, or run install --always; then full-sync";
      if (Boolean.TRUE.equals(setting.get("everybody"))) {
        findings.failed("session_replication_role", found, remedy);
      } else {
        findings.warning("session_replication_role", found, remedy);
      }
    }
    String own = jdbc.queryForObject("SHOW session_replication_role", String.class);
    if (settings.isEmpty() && "replica".equals(own)) {
      findings.failed(
          "session_replication_role",
          "replica by the server's configuration" + consequence,
          "set it to origin, or run install --always; then full-sync");
    } else if (settings.isEmpty()) {
      findings.ok("session_replication_role", own + ", so triggers fire");
    }
  }

  private long silentTriggers() {
    Long count =
        jdbc.queryForObject(
            """
            SELECT count(*) FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
             WHERE p.proname = 'queue_neo4j_sync' AND p.pronamespace = current_schema()::regnamespace
               AND NOT t.tgisinternal AND t.tgenabled <> 'A'""",
            Long.class);
    return count == null ? 0 : count;
  }

  void leader(Findings findings) {
    findings.ok(
        "leader",
        new CurrentLeader(parts.postgres(), parts.settings().required("sync.cluster"))
            .find()
            .map(CurrentLeader::words)
            .orElse("nobody leads now"));
  }
}
