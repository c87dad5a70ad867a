package io.neo4jsync.fullsync;

import io.neo4jsync.leader.LockConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Requests runs and tells how they stand, from any process; the leader does the work. */
public final class Runs {

  private static final String STATUS =
      """
      SELECT id, tenant_id, entity_type, dry, state, phase, table_name, expected, processed, read, written,
             unchanged, pruned, queued, failed, tables::text AS tables, requested_by,
             requested_at::text AS requested_at, started_at::text AS started_at,
             finished_at::text AS finished_at, error,
             extract(epoch FROM coalesce(finished_at, clock_timestamp()) - started_at)::float8 AS seconds
        FROM neo4j_sync_run""";

  /** Takes the leader's lock for a moment, if nobody has it. */
  private static final String NOBODY_LEADS =
      "CASE WHEN pg_try_advisory_lock(hashtextextended(?, 0))"
          + " THEN pg_advisory_unlock(hashtextextended(?, 0)) ELSE false END";

  private final JdbcTemplate jdbc;
  private final String lock;

  /**
   * @param cluster the name under which instances elect their leader
   */
  public Runs(DataSource dataSource, String cluster) {
    jdbc = new JdbcTemplate(dataSource);
    lock = LockConnection.name(cluster);
  }

  /**
   * What is asked for.
   *
   * @param dry whether it only counts what it would do
   * @param allowPrune whether any share of the graph may be removed
   * @param pruneAtLeast how many rows of a table may be removed whatever their share
   */
  public record Request(
      RunScope scope, boolean dry, boolean allowPrune, int pruneAtLeast, String requestedBy) {}

  /** A run, and whether it was there before it was asked for. */
  public record Requested(long id, boolean joined) {}

  /**
   * Asks for a run. One that would do the same and has not begun is joined instead; so is one that
   * was left by an instance that died, for it goes on where it was. One that somebody is at work on
   * may be past what has changed since.
   */
  public Requested request(Request request) {
    RunScope scope = request.scope();
    List<Long> same =
        jdbc.queryForList(
            """
            SELECT id FROM neo4j_sync_run
             WHERE (state = 'pending' OR (state = 'running' AND %s)) AND NOT cancel_requested
               AND tenant_id IS NOT DISTINCT FROM ? AND entity_type IS NOT DISTINCT FROM ?
               AND dry = ? AND allow_prune = ? AND prune_at_least = ?
             ORDER BY id LIMIT 1"""
                .formatted(NOBODY_LEADS),
            Long.class,
            lock,
            lock,
            scope.tenant(),
            scope.table(),
            request.dry(),
            request.allowPrune(),
            request.pruneAtLeast());
    if (!same.isEmpty()) {
      return new Requested(same.get(0), true);
    }
    Long id =
        jdbc.queryForObject(
            """
            INSERT INTO neo4j_sync_run (tenant_id, entity_type, dry, allow_prune, prune_at_least, requested_by)
            VALUES (?, ?, ?, ?, ?, ?) RETURNING id""",
            Long.class,
            scope.tenant(),
            scope.table(),
            request.dry(),
            request.allowPrune(),
            request.pruneAtLeast(),
            request.requestedBy());
    return new Requested(id == null ? 0 : id, false);
  }

  /** The run's columns by name. */
  public Map<String, Object> status(long id) {
    return jdbc.queryForMap(STATUS + " WHERE id = ?", id);
  }

  /** The newest runs. */
  public List<Map<String, Object>> latest(int limit) {
    return jdbc.queryForList(STATUS + " ORDER BY id DESC LIMIT ?", limit);
  }

  /** The run that is under way or next, if any. */
  public Optional<Map<String, Object>> current() {
    return jdbc
        .queryForList(STATUS + " WHERE state IN ('pending', 'running') ORDER BY id LIMIT 1")
        .stream()
        .findFirst();
  }

  /** Asks the run to stop cleanly. */
  public void cancel(long id) {
    jdbc.update(
        """
        UPDATE neo4j_sync_run SET cancel_requested = true
         WHERE id = ? AND state IN ('pending', 'running')""",
        id);
  }

  /** Asks all runs that are not over to stop; returns how many. */
  public int cancelAll() {
    return jdbc.update(
        """
        UPDATE neo4j_sync_run SET cancel_requested = true
         WHERE state IN ('pending', 'running') AND NOT cancel_requested""");
  }
}
