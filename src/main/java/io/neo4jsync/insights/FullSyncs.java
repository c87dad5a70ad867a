package io.neo4jsync.insights;

import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.neo4j.driver.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Notices full syncs of everything that are newer than the insights. The note in the graph names
 * the newest one before it, so a new leader knows as well.
 */
final class FullSyncs {

  private static final Logger LOG = LoggerFactory.getLogger(FullSyncs.class);

  private static final String NEWEST =
      """
      SELECT coalesce(max(id), 0) FROM neo4j_sync_run
       WHERE state = 'completed' AND NOT dry AND tenant_id IS NULL AND entity_type IS NULL""";

  private final JdbcTemplate jdbc;
  private final JobCypher cypher;
  private long seen;

  FullSyncs(DataSource postgres, JobCypher cypher) {
    jdbc = new JdbcTemplate(postgres);
    this.cypher = cypher;
  }

  /** The id of the newest; 0 if there is none. */
  long newest() {
    Long id = jdbc.queryForObject(NEWEST, Long.class);
    return id == null ? 0 : id;
  }

  /** Whether there is one that no run came after; each is told once. */
  synchronized boolean isNewOne() {
    try {
      long newest = newest();
      if (newest <= seen) {
        return false;
      }
      List<Record> noted = cypher.run("last-full-sync", Map.of());
      seen = newest;
      return noted.isEmpty() || noted.get(0).get(0).asLong(0) < newest;
    } catch (DataAccessException | InsightException e) {
      // the sync says so if a database is away; the next look will do
      LOG.debug("It is not known whether a full sync was made: {}", e.getMessage());
      return false;
    }
  }
}
