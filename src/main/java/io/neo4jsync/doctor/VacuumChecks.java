package io.neo4jsync.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** What holds back vacuum: a queue whose dead rows stay becomes slow. */
final class VacuumChecks {

  private static final String TRANSACTIONS =
      """
      SELECT pid, usename::text AS role, application_name AS application, state,
             extract(epoch FROM clock_timestamp() - xact_start)::bigint AS seconds
        FROM pg_stat_activity
       WHERE xact_start < clock_timestamp() - make_interval(secs => ?)
         AND datname = current_database() AND pid <> pg_backend_pid()
         AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)
       ORDER BY xact_start LIMIT 5""";

  private static final String PREPARED =
      """
      SELECT gid, owner::text AS role, extract(epoch FROM clock_timestamp() - prepared)::bigint AS seconds
        FROM pg_prepared_xacts
       WHERE database = current_database() AND prepared < clock_timestamp() - make_interval(secs => ?)
       ORDER BY prepared LIMIT 5""";

  private static final String SLOTS =
      """
      SELECT slot_name::text AS name, slot_type AS type,
             pg_size_pretty(pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                                                 ELSE pg_current_wal_lsn() END, restart_lsn)) AS kept
        FROM pg_replication_slots WHERE NOT active ORDER BY restart_lsn LIMIT 5""";

  private final JdbcTemplate jdbc;
  private final Duration age;

  /**
   * @param age from which on a transaction is old
   */
  VacuumChecks(DataSource postgres, Duration age) {
    jdbc = new JdbcTemplate(postgres);
    this.age = age;
  }

  void transactions(Findings findings) {
    String check = "old transactions";
    List<Map<String, Object>> old = jdbc.queryForList(TRANSACTIONS, (double) age.toSeconds());
    for (Map<String, Object> row : old) {
      findings.warning(
          check,
          "process %s of %s (%s, %s) has one open for %s min, and vacuum cannot remove what has died since"
              .formatted(
                  row.get("pid"),
                  row.get("role"),
                  row.get("application"),
                  row.get("state"),
                  minutes(row)),
          "end it, if need be with SELECT pg_terminate_backend(" + row.get("pid") + ")");
    }
    String user =
        jdbc.queryForObject(
            "SELECT CASE WHEN NOT pg_has_role('pg_read_all_stats', 'USAGE') THEN quote_ident(current_user) END",
            String.class);
    if (user != null) {
      findings.ok(
          check,
          "only those of this user can be seen; to see all: GRANT pg_read_all_stats TO " + user);
    } else if (old.isEmpty()) {
      findings.ok(check, "none is open for more than " + age.toMinutes() + " min");
    }
  }

  void prepared(Findings findings) {
    List<Map<String, Object>> old = jdbc.queryForList(PREPARED, (double) age.toSeconds());
    for (Map<String, Object> row : old) {
      findings.warning(
          "prepared transactions",
          "'%s' of %s has been waiting for its end for %s min; it holds locks, and vacuum back"
              .formatted(row.get("gid"), row.get("role"), minutes(row)),
          "COMMIT PREPARED or ROLLBACK PREPARED");
    }
    if (old.isEmpty()) {
      findings.ok("prepared transactions", "none is old");
    }
  }

  private static long minutes(Map<String, Object> row) {
    return ((Number) row.get("seconds")).longValue() / 60;
  }

  void slots(Findings findings) {
    List<Map<String, Object>> inactive = jdbc.queryForList(SLOTS);
    for (Map<String, Object> row : inactive) {
      findings.warning(
          "replication slots",
          "%s (%s) has no reader and keeps %s of the log; it may hold back vacuum too"
              .formatted(
                  row.get("name"),
                  row.get("type"),
                  row.get("kept") == null ? "nothing" : row.get("kept")),
          "start its reader, or drop it with pg_drop_replication_slot");
    }
    if (inactive.isEmpty()) {
      findings.ok("replication slots", "none is without a reader");
    }
  }

  void autovacuum(Findings findings) {
    Map<String, Object> row =
        jdbc.queryForMap(
            """
            SELECT current_setting('autovacuum')::boolean AS server, coalesce((
                     SELECT bool_and(option_value::boolean)
                       FROM pg_class c CROSS JOIN LATERAL pg_options_to_table(c.reloptions)
                      WHERE c.oid = to_regclass('neo4j_sync_queue') AND option_name = 'autovacuum_enabled'),
                     true) AS queue""");
    if (Boolean.FALSE.equals(row.get("server"))) {
      findings.warning(
          "autovacuum", "switched off for the whole server", "switch it on: autovacuum = on");
    }
    if (Boolean.FALSE.equals(row.get("queue"))) {
      findings.warning(
          "autovacuum",
          "switched off for the queue, which grows and becomes slow",
          "ALTER TABLE neo4j_sync_queue RESET (autovacuum_enabled)");
    }
    if (Boolean.TRUE.equals(row.get("server")) && Boolean.TRUE.equals(row.get("queue"))) {
      findings.ok("autovacuum", "on, for the queue too");
    }
  }
}
