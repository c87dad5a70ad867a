-- The dead letter: the rows keep their payload and get the reason and the route that failed.
-- An older failed event of the same row says nothing a newer one does not: only the newest is kept as failed.
WITH guilty AS MATERIALIZED (
    SELECT entity_type, coalesce(entity_key, entity_id::text) AS key, seq,
           max(seq) OVER (PARTITION BY entity_type, coalesce(entity_key, entity_id::text)) AS newest
      FROM neo4j_sync_queue
     WHERE seq = ANY (string_to_array(:#${variable.seqs}, ',')::bigint[])
       AND status = 'processing'
       AND claimed_by = :#${variable.worker}
), dead AS (
    UPDATE neo4j_sync_queue
       SET status = 'failed', error = :#${variable.error}, failed_route = :#${variable.failedRoute}
     WHERE seq = ANY (ARRAY(SELECT seq FROM guilty WHERE seq = newest))
       AND status = 'processing'
    RETURNING entity_type, coalesce(entity_key, entity_id::text) AS key, seq
), overtaken_within AS (
    UPDATE neo4j_sync_queue q
       SET status = 'completed', processed_at = clock_timestamp(),
           superseded_by = (SELECT newest FROM guilty WHERE guilty.seq = q.seq)
     WHERE seq = ANY (ARRAY(SELECT seq FROM guilty WHERE seq < newest))
       AND status = 'processing'
)
UPDATE neo4j_sync_queue q
   SET status = 'completed', processed_at = clock_timestamp(), superseded_by = dead.seq
  FROM dead
 WHERE q.entity_type = dead.entity_type
   AND coalesce(q.entity_key, q.entity_id::text) = dead.key
   AND q.seq < dead.seq
   AND (q.status = 'failed' OR (q.status = 'pending' AND q.attempts > 0))
