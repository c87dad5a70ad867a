package io.neo4jsync.queue;

import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Asks the queue how it stands. */
public final class QueueStatus {

  private final JdbcTemplate jdbc;

  public QueueStatus(DataSource dataSource) {
    jdbc = new JdbcTemplate(dataSource);
  }

  /**
   * @throws IllegalStateException when the queue has not been installed, or is out of sight
   */
  public void requireInstalled() {
    // a schema the user may not use counts as one that is not there
    if (jdbc.queryForObject("SELECT current_schema()", String.class) == null) {
      throw new IllegalStateException(
          "the schema of postgres.schema does not exist, or the user has no USAGE on it");
    }
    Boolean there =
        jdbc.queryForObject(
            """
            SELECT to_regprocedure('neo4j_sync_privileges(name)') IS NOT NULL
               AND to_regclass('neo4j_sync_verification') IS NOT NULL""",
            Boolean.class);
    if (!Boolean.TRUE.equals(there)) {
      throw new IllegalStateException(
          "there is no queue in this database yet, or one of an earlier version; run the command install first");
    }
  }

  /** How many events are still to be written. */
  public long unfinished() {
    return number(
        "SELECT count(*) FROM neo4j_sync_queue WHERE status IN ('pending', 'processing')");
  }

  /** Whether every event is written or has failed. */
  public boolean isDone() {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            "SELECT NOT EXISTS (SELECT FROM neo4j_sync_queue WHERE status IN ('pending', 'processing'))",
            Boolean.class));
  }

  /** How many events have that status. */
  public long count(String status) {
    Long count =
        jdbc.queryForObject(
            "SELECT count(*) FROM neo4j_sync_queue WHERE status = ?", Long.class, status);
    return count == null ? 0 : count;
  }

  private long number(String sql) {
    Long number = jdbc.queryForObject(sql, Long.class);
    return number == null ? 0 : number;
  }

  /**
   * A row per status: {@code status}, {@code count}, {@code oldest}, {@code newest}, {@code
   * oldest_seconds} (the age of the oldest), {@code attempts} (the most that one has had).
   */
  public List<Map<String, Object>> byStatus() {
    return jdbc.queryForList(
        """
        SELECT status, count(*) AS count, min(created_at)::text AS oldest, max(created_at)::text AS newest,
               round(extract(epoch FROM clock_timestamp() - min(created_at)))::bigint AS oldest_seconds,
               max(attempts) AS attempts
          FROM neo4j_sync_queue GROUP BY status ORDER BY status""");
  }

  /**
   * The same from indexes that hold only unfinished or failed events. Of completed ones there is
   * only PostgreSQL's estimate of their {@code count}, and {@code estimated}, which is true.
   */
  public List<Map<String, Object>> atAGlance() {
    return jdbc.queryForList(
        """
        WITH seen AS (
            SELECT status, count(*) AS count, min(created_at) AS oldest, max(created_at) AS newest,
                   max(attempts) AS attempts
              FROM neo4j_sync_queue WHERE status IN ('pending', 'processing') GROUP BY status
             UNION ALL
            SELECT status, count(*), min(created_at), max(created_at), max(attempts)
              FROM neo4j_sync_queue WHERE status = 'failed' GROUP BY status)
        SELECT 'completed' AS status,
               greatest(0, reltuples::bigint - (SELECT coalesce(sum(count), 0) FROM seen)::bigint) AS count,
               NULL AS oldest, NULL AS newest, NULL::bigint AS oldest_seconds, NULL::int AS attempts,
               true AS estimated
          FROM pg_class WHERE oid = to_regclass('neo4j_sync_queue')
         UNION ALL
        SELECT status, count, oldest::text, newest::text,
               round(extract(epoch FROM clock_timestamp() - oldest))::bigint, attempts, false
          FROM seen
         ORDER BY status""");
  }

  /** How many events were written within the last minute. */
  public long writtenInLastMinute() {
    return number(
        "SELECT count(*) FROM neo4j_sync_queue"
            + " WHERE status = 'completed' AND processed_at > clock_timestamp() - interval '1 minute'");
  }

  /** The newest failed events with their reasons. */
  public List<Map<String, Object>> failures(int limit) {
    return jdbc.queryForList(
        """
        SELECT id::text, entity_type, coalesce(entity_key, entity_id::text) AS entity_key, operation, attempts,
               failed_route, error, created_at::text AS created_at
          FROM neo4j_sync_queue WHERE status = 'failed' ORDER BY created_at DESC LIMIT ?""",
        limit);
  }

  /** Puts failed events back; returns how many. */
  public int retryFailed() {
    return jdbc.update("UPDATE neo4j_sync_queue SET status = 'pending' WHERE status = 'failed'");
  }
}
