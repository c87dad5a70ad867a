package io.neo4jsync.chaos;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Triggers on the queue that note what its contract forbids, and every event that failed. */
final class Audit {

  private static final String INSTALL =
      """
      CREATE TABLE chaos_audit (what text, seq bigint, entity_type text, key text, detail text,
        at timestamptz DEFAULT clock_timestamp());
      CREATE FUNCTION chaos_note() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO chaos_audit (what, seq, entity_type, key, detail)
        VALUES (TG_ARGV[0], OLD.seq, OLD.entity_type, coalesce(OLD.entity_key, OLD.entity_id::text),
          CASE TG_OP WHEN 'DELETE' THEN OLD.status
          ELSE OLD.status || ' to ' || NEW.status || coalesce(': ' || NEW.error, '') END);
        RETURN NULL;
      END $$;
      CREATE TRIGGER chaos_failed AFTER UPDATE OF status ON neo4j_sync_queue FOR EACH ROW
        WHEN (OLD.status = 'processing' AND NEW.status = 'failed')
        EXECUTE FUNCTION chaos_note('failed');
      CREATE TRIGGER chaos_superseded AFTER UPDATE OF status ON neo4j_sync_queue FOR EACH ROW
        WHEN (OLD.status IN ('failed', 'pending') AND NEW.status = 'completed'
          AND NEW.superseded_by IS NOT NULL)
        EXECUTE FUNCTION chaos_note('superseded');
      CREATE TRIGGER chaos_forbidden AFTER UPDATE OF status ON neo4j_sync_queue FOR EACH ROW
        WHEN (OLD.status <> NEW.status
          AND NOT (OLD.status = 'pending' AND NEW.status = 'processing')
          AND NOT (OLD.status = 'processing')
          AND NOT (OLD.status = 'failed' AND NEW.status = 'pending')
          AND NOT (OLD.status IN ('failed', 'pending') AND NEW.status = 'completed'
            AND NEW.superseded_by IS NOT NULL))
        EXECUTE FUNCTION chaos_note('forbidden');
      CREATE TRIGGER chaos_deleted AFTER DELETE ON neo4j_sync_queue FOR EACH ROW
        WHEN (OLD.status <> 'completed')
        EXECUTE FUNCTION chaos_note('deleted');
      """;

  /** Events that failed though neither their route was broken nor they were poison. */
  private static final String UNEXPLAINED =
      """
      SELECT what || ': seq ' || seq || ' of ' || entity_type || ' ' || coalesce(key, 'without key')
          || ' ' || detail
        FROM chaos_audit
       WHERE what = 'forbidden'
          OR (what = 'failed' AND detail NOT LIKE '%%%s%%' AND entity_type <> 'chaos'
              AND key NOT LIKE 'chaos%%')
          OR (what = 'deleted' AND entity_type <> 'chaos' AND key NOT LIKE 'chaos%%')
       ORDER BY at LIMIT 20"""
          .formatted(Routes.STEP);

  private final Cluster cluster;

  Audit(Cluster cluster) throws SQLException {
    this.cluster = cluster;
    cluster.sql(INSTALL);
  }

  /** Events that no writer can write: of a table that no route maps, and with a broken payload. */
  void injectPoison() throws SQLException {
    cluster.patiently(
        """
        INSERT INTO neo4j_sync_queue (entity_type, entity_key, operation, payload) VALUES
          ('chaos', gen_random_uuid()::text, 'INSERT', '{"id": 1}'),
          ('tools', 'chaos ' || gen_random_uuid(), 'UPDATE', '"no object"'),
          ('org_roles', 'chaos ' || gen_random_uuid(), 'UPDATE', '[1]')""");
  }

  /** Removes the poison that has failed; returns whether none is left. */
  boolean removePoison() throws SQLException {
    String poison =
        " FROM neo4j_sync_queue WHERE (entity_type = 'chaos' OR entity_key LIKE 'chaos%')"
            + " AND status <> 'completed'";
    cluster.sql("DELETE" + poison + " AND status = 'failed'");
    return cluster.number("SELECT count(*)" + poison) == 0;
  }

  /** What the queue's contract forbids and yet was seen, and rows that stand as they must not. */
  List<String> problems() throws SQLException {
    List<String> problems = new ArrayList<>(cluster.texts(UNEXPLAINED));
    problems.addAll(
        cluster.texts(
            """
            SELECT status || ': seq ' || seq || ' of ' || entity_type || ' '
                || coalesce(entity_key, entity_id::text, '') || ' ' || coalesce(error, '')
              FROM neo4j_sync_queue
             WHERE status <> 'completed' OR processed_at IS NULL
             ORDER BY seq LIMIT 20"""));
    return problems;
  }

  long count(String what) throws SQLException {
    return cluster.number("SELECT count(*) FROM chaos_audit WHERE what = ?", what);
  }

  /** Failed events by the reason that explains them. */
  long poisoned() throws SQLException {
    return cluster.number(
        "SELECT count(*) FROM chaos_audit WHERE what = 'failed' AND detail NOT LIKE ?",
        "%" + Routes.STEP + "%");
  }
}
