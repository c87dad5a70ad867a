package io.neo4jsync.fullsync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.neo4jsync.leader.NotLeadingException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The table {@code neo4j_sync_run}. */
final class RunStore {

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final JdbcTemplate jdbc;

  RunStore(DataSource dataSource) {
    jdbc = new JdbcTemplate(dataSource);
  }

  /** The run to be advanced: the oldest that is not over. */
  Optional<SyncRun> current() {
    return jdbc
        .query(
            """
            SELECT id, tenant_id, entity_type, allow_prune, prune_at_least, dry, state, worker, cancel_requested,
                   phase, table_name, cursor::text, expected, processed, tables::text, error
              FROM neo4j_sync_run
             WHERE state IN ('pending', 'running')
             ORDER BY id LIMIT 1""",
            (row, n) -> read(row))
        .stream()
        .findFirst();
  }

  private static SyncRun read(ResultSet row) throws SQLException {
    SyncRun run =
        new SyncRun(
            row.getLong("id"),
            new RunScope(row.getString("tenant_id"), row.getString("entity_type")),
            row.getBoolean("allow_prune"),
            row.getInt("prune_at_least"),
            row.getBoolean("dry"));
    run.state = row.getString("state");
    run.worker = row.getString("worker");
    run.cancelRequested = row.getBoolean("cancel_requested");
    run.phase = row.getString("phase");
    run.table = row.getString("table_name");
    run.expected = row.getObject("expected", Long.class);
    run.processed = row.getLong("processed");
    run.error = row.getString("error");
    try {
      String cursor = row.getString("cursor");
      run.cursor = cursor == null ? null : JSON.readValue(cursor, new TypeReference<>() {});
      run.tables.putAll(
          JSON.readValue(
              row.getString("tables"), new TypeReference<Map<String, TableCounts>>() {}));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(run + " has columns that are no JSON of this version", e);
    }
    return run;
  }

  /**
   * Makes the run this writer's.
   *
   * @throws NotLeadingException when a newer epoch has been drawn, or the run is over
   */
  void begin(SyncRun run, String worker, long epoch) {
    int begun =
        jdbc.update(
            """
            UPDATE neo4j_sync_run
               SET state = 'running', worker = ?, started_at = coalesce(started_at, clock_timestamp()),
                   updated_at = clock_timestamp()
             WHERE id = ? AND state IN ('pending', 'running')
               AND pg_sequence_last_value('neo4j_sync_epoch') = ?""",
            worker,
            run.id,
            epoch);
    if (begun == 0) {
      throw new NotLeadingException();
    }
    run.state = "running";
    run.worker = worker;
  }

  /**
   * Notes how far the run has come.
   *
   * @throws NotLeadingException when another writer has taken it over, or it is over
   */
  void save(SyncRun run) {
    try {
      int saved =
          jdbc.update(
              """
              UPDATE neo4j_sync_run
                 SET phase = ?, table_name = ?, cursor = ?::jsonb, expected = ?, processed = ?,
                     read = ?, written = ?, unchanged = ?, pruned = ?, queued = ?, failed = ?,
                     tables = ?::jsonb, error = ?, state = ?, updated_at = clock_timestamp(),
                     finished_at = CASE WHEN ? THEN clock_timestamp() END
               WHERE id = ? AND state = 'running' AND worker = ?""",
              run.phase,
              run.table,
              run.cursor == null ? null : JSON.writeValueAsString(run.cursor),
              run.expected,
              run.processed,
              run.sum(counts -> counts.read),
              run.sum(counts -> counts.written),
              run.sum(counts -> counts.unchanged),
              run.sum(counts -> counts.pruned),
              run.sum(counts -> counts.queued),
              run.failed,
              JSON.writeValueAsString(run.tables),
              run.error,
              run.state,
              !run.state.equals("running"),
              run.id,
              run.worker);
      if (saved == 0) {
        throw new NotLeadingException();
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(run + " cannot be written as JSON", e);
    }
  }

  void cancelPending(SyncRun run) {
    jdbc.update(
        """
        UPDATE neo4j_sync_run SET state = 'cancelled', finished_at = clock_timestamp()
         WHERE id = ? AND state = 'pending'""",
        run.id);
  }

  void forgetShared(long run) {
    jdbc.update("DELETE FROM neo4j_sync_run_shared WHERE run_id = ?", run);
  }
}
