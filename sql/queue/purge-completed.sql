-- Retention, in small steps: one call removes at most a step's worth of the oldest completed rows.
DELETE FROM neo4j_sync_queue
 WHERE id IN (
    SELECT id
      FROM neo4j_sync_queue
     WHERE status = 'completed'
       AND processed_at < now() - make_interval(secs => :#${properties:sync.retention.hours}::float8 * 3600)
     ORDER BY processed_at
     LIMIT :#${properties:sync.retention.step}::int)
