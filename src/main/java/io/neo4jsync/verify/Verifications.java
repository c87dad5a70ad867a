package io.neo4jsync.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The table {@code neo4j_sync_verification}: what verifications have found. */
public final class Verifications {

  /** So many are kept. */
  private static final int KEPT = 100;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JdbcTemplate jdbc;

  public Verifications(DataSource dataSource) {
    jdbc = new JdbcTemplate(dataSource);
  }

  /**
   * Keeps a report.
   *
   * @param table the only table that was looked at; null: all were
   */
  public void add(String table, double seconds, DriftReport report) {
    try {
      jdbc.update(
          """
          INSERT INTO neo4j_sync_verification (entity_type, seconds, drift, found)
          VALUES (?, ?, ?, ?::jsonb)""",
          table,
          seconds,
          report.isDrift(),
          JSON.writeValueAsString(report.asMap()).replace("\\u0000", ""));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the report cannot be written as JSON", e);
    }
    jdbc.update(
        """
        DELETE FROM neo4j_sync_verification
         WHERE id <= (SELECT id FROM neo4j_sync_verification ORDER BY id DESC OFFSET ? LIMIT 1)""",
        KEPT);
  }

  /** The newest; {@code found} is JSON text. */
  public List<Map<String, Object>> latest(int limit) {
    return jdbc.queryForList(
        """
        SELECT id, entity_type, finished_at::text AS finished_at, seconds, drift, found::text AS found
          FROM neo4j_sync_verification ORDER BY id DESC LIMIT ?""",
        limit);
  }
}
