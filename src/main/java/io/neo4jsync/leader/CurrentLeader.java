package io.neo4jsync.leader;

import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Who leads, as far as PostgreSQL's locks and the queue tell. */
public final class CurrentLeader {

  /**
   * What is told about sessions of other users is empty without pg_read_all_stats. The sequence of
   * the epochs is not for everybody either.
   */
  private static final String HOLDER =
      """
      SELECT l.pid, a.client_addr::text AS client, a.backend_start::text AS session_since,
             extract(epoch FROM clock_timestamp() - a.backend_start)::bigint AS session_seconds,
             CASE WHEN has_sequence_privilege(to_regclass('neo4j_sync_epoch'), 'USAGE, SELECT')
                  THEN pg_sequence_last_value(to_regclass('neo4j_sync_epoch')) END AS epoch
        FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid)
       WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND ((l.classid::bigint << 32) | l.objid::bigint) = hashtextextended(?, 0)""";

  /** What was written last, or is being written, names its writer, whose name ends in its epoch. */
  private static final String WORKER =
      """
      SELECT regexp_replace(claimed_by, '/[^/]*/[^/]*$', '')
        FROM ((SELECT claimed_by FROM neo4j_sync_queue WHERE status = 'completed' AND processed_at IS NOT NULL
                ORDER BY processed_at DESC LIMIT 1)
              UNION ALL
              (SELECT claimed_by FROM neo4j_sync_queue WHERE status IN ('pending', 'processing')
                ORDER BY seq LIMIT 1)) q
       WHERE claimed_by LIKE '%/' || CAST(? AS text) LIMIT 1""";

  private final JdbcTemplate jdbc;
  private final String lock;

  /**
   * @param cluster the name under which instances elect their leader
   */
  public CurrentLeader(DataSource dataSource, String cluster) {
    jdbc = new JdbcTemplate(dataSource);
    lock = LockConnection.name(cluster);
  }

  /**
   * The session that holds the lock, if any: {@code pid} of PostgreSQL's process, {@code client}
   * (its address), {@code session_since}, {@code session_seconds}, {@code epoch}, and {@code
   * worker} (host and process of the instance, if it has written something). What cannot be told is
   * null. A session is opened when an instance starts, which may be long before it leads.
   */
  public Optional<Map<String, Object>> find() {
    Optional<Map<String, Object>> holder = jdbc.queryForList(HOLDER, lock).stream().findFirst();
    holder.ifPresent(
        leader ->
            leader.put(
                "worker",
                leader.get("epoch") == null
                    ? null
                    : jdbc.queryForList(WORKER, String.class, leader.get("epoch")).stream()
                        .findFirst()
                        .orElse(null)));
    return holder;
  }

  /** What {@link #find} found, in words. */
  public static String words(Map<String, Object> leader) {
    StringBuilder words = new StringBuilder();
    words.append(leader.get("worker") == null ? "an instance" : leader.get("worker"));
    if (leader.get("epoch") != null) {
      words.append(", epoch ").append(leader.get("epoch"));
    }
    words.append(", by process ").append(leader.get("pid")).append(" of PostgreSQL");
    if (leader.get("client") != null) {
      words.append(" for ").append(leader.get("client"));
    }
    if (leader.get("session_since") != null) {
      words.append(", a session since ").append(leader.get("session_since"));
    }
    return words.toString();
  }
}
