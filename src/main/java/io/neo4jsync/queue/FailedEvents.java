package io.neo4jsync.queue;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The failed events of the queue: which there are, why, and back with them into the queue. */
public final class FailedEvents {

  private static final int MOST_REASONS = 100;

  /**
   * The error without what differs from row to row: quoted values, uuids, numbers. Names of columns
   * stand unquoted. A value may be cut off in the middle. What comes after 2,000 characters is no
   * part of it.
   */
  private static final String REASON =
      """
      regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(left(error, 2000),
          'the value .*? does not fit', 'the value … does not fit', 'g'),
          '[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}', '…', 'gi'),
          '"(\\\\.|[^"\\\\])*("|$)', '…', 'g'),
          '(?<![[:alnum:]])''.*?''(?![[:alnum:]])', '…', 'g'),
          '(?<![[:alnum:]_])\\d+([.,:]\\d+)*(?![[:alnum:]_])|(?<=Xmx)\\d+', '…', 'g')""";

  private final JdbcTemplate jdbc;

  public FailedEvents(DataSource dataSource) {
    jdbc = new JdbcTemplate(dataSource);
  }

  /**
   * Which failed events are meant; what is null or empty does not matter.
   *
   * @param table the source table
   * @param ids of the events, each a UUID
   * @param reason part of the error, in any case
   * @param before the change was made before this moment
   * @param after the change was made at this moment or later
   * @param limit so many events at most
   */
  public record Filter(
      String table, List<String> ids, String reason, Instant before, Instant after, Integer limit) {

    /** Every failed event. */
    public static final Filter ALL = new Filter(null, List.of(), null, null, null, null);

    /**
     * @throws IllegalArgumentException when an id is no UUID, or the limit is below 1
     */
    public Filter {
      ids = ids == null ? List.of() : List.copyOf(ids);
      ids.forEach(FailedEvents::requireId);
      if (limit != null && limit < 1) {
        throw new IllegalArgumentException("the limit is " + limit + "; it must be 1 or more");
      }
      if (before != null && after != null && !after.isBefore(before)) {
        throw new IllegalArgumentException(
            "no moment is after " + after + " and before " + before + "; exchange them");
      }
    }

    private String condition(List<Object> parameters) {
      StringBuilder sql = new StringBuilder("status = 'failed'");
      if (table != null) {
        sql.append(" AND entity_type = ?");
        parameters.add(table);
      }
      if (!ids.isEmpty()) {
        sql.append(" AND id = ANY (CAST(? AS uuid[]))");
        parameters.add("{" + String.join(",", ids) + "}");
      }
      if (reason != null && !reason.isEmpty()) {
        sql.append(" AND strpos(lower(error), lower(?)) > 0");
        parameters.add(reason);
      }
      if (before != null) {
        sql.append(" AND created_at < ?");
        parameters.add(before.atOffset(ZoneOffset.UTC));
      }
      if (after != null) {
        sql.append(" AND created_at >= ?");
        parameters.add(after.atOffset(ZoneOffset.UTC));
      }
      return sql.toString();
    }

    /** Where a limit stops, the oldest events come first: they were meant to be written first. */
    private String chosen(List<Object> parameters) {
      String sql = "SELECT seq FROM neo4j_sync_queue WHERE " + condition(parameters);
      if (limit != null) {
        sql += " ORDER BY seq LIMIT ?";
        parameters.add(limit);
      }
      return sql;
    }
  }

  /**
   * The newest of these events, without their payloads: {@code id}, {@code seq}, {@code
   * entity_type}, {@code entity_key}, {@code operation}, {@code attempts}, {@code failed_route},
   * {@code error}, {@code created_at}.
   *
   * @param beforeSeq the {@code seq} at which the page before ended; 0: from the newest
   * @param limit so many at most; the filter's own limit counts too
   */
  public List<Map<String, Object>> list(Filter filter, long beforeSeq, int limit) {
    List<Object> parameters = new ArrayList<>();
    String sql =
        """
        SELECT id::text, seq, entity_type, coalesce(entity_key, entity_id::text) AS entity_key, operation,
               attempts, failed_route, error, created_at::text AS created_at
          FROM neo4j_sync_queue
         WHERE\s"""
            + filter.condition(parameters);
    if (beforeSeq > 0) {
      sql += " AND seq < ?";
      parameters.add(beforeSeq);
    }
    parameters.add(filter.limit() == null ? limit : Math.min(limit, filter.limit()));
    return jdbc.queryForList(sql + " ORDER BY seq DESC LIMIT ?", parameters.toArray());
  }

  /**
   * The row that a failed event carries, as JSON; empty if it carries none, or there is no such
   * failed event.
   *
   * @throws IllegalArgumentException when the id is no UUID
   */
  public Optional<String> payload(String id) {
    requireId(id);
    return jdbc
        .queryForList(
            "SELECT payload::text FROM neo4j_sync_queue WHERE id = CAST(? AS uuid) AND status = 'failed' AND payload IS NOT NULL",
            String.class,
            id)
        .stream()
        .findFirst();
  }

  /**
   * The failed events by reason, the most frequent first, at most 100 reasons. Errors that differ
   * only in values of their rows have one reason: {@code reason} (… stands for a value), {@code
   * count}, {@code tables} (a list), {@code oldest} and {@code newest} (when the changes were
   * made), {@code example_id} and {@code example} (id and error of the newest event).
   */
  public List<Map<String, Object>> reasons() {
    return jdbc.query(
        """
        SELECT %s AS reason, count(*) AS count, array_agg(DISTINCT entity_type ORDER BY entity_type) AS tables,
               min(created_at)::text AS oldest, max(created_at)::text AS newest,
               (array_agg(id::text ORDER BY seq DESC))[1] AS example_id,
               (array_agg(left(error, 2000) ORDER BY seq DESC))[1] AS example
          FROM neo4j_sync_queue WHERE status = 'failed'
         GROUP BY 1 ORDER BY count(*) DESC, max(seq) DESC LIMIT %d"""
            .formatted(REASON, MOST_REASONS),
        (row, number) -> reason(row));
  }

  private static Map<String, Object> reason(ResultSet row) throws SQLException {
    Map<String, Object> reason = new LinkedHashMap<>();
    reason.put("reason", row.getString("reason"));
    reason.put("count", row.getLong("count"));
    Array tables = row.getArray("tables");
    reason.put("tables", List.of((String[]) tables.getArray()));
    for (String column : List.of("oldest", "newest", "example_id", "example")) {
      reason.put(column, row.getString(column));
    }
    return reason;
  }

  /**
   * Puts these events back into the queue, the oldest first where a limit stops; returns how many.
   */
  public int retry(Filter filter) {
    List<Object> parameters = new ArrayList<>();
    String sql =
        "UPDATE neo4j_sync_queue SET status = 'pending' WHERE status = 'failed' AND seq IN ("
            + filter.chosen(parameters)
            + ")";
    return jdbc.update(sql, parameters.toArray());
  }

  /** How many events {@link #retry} would put back. */
  public long count(Filter filter) {
    List<Object> parameters = new ArrayList<>();
    String sql = "SELECT count(*) FROM (" + filter.chosen(parameters) + ") chosen";
    Long count = jdbc.queryForObject(sql, Long.class, parameters.toArray());
    return count == null ? 0 : count;
  }

  private static void requireId(String id) {
    try {
      if (UUID.fromString(id).toString().equalsIgnoreCase(id)) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // falls through to the one message for both faults
    }
    throw new IllegalArgumentException(
        "'" + id + "' is no id of an event; ids are UUIDs, as status and the queue show them");
  }
}
