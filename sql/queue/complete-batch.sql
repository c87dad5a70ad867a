-- Marks the rows of a written batch completed, if they are still this writer's, and with them older rows
-- of the same entities that failed (or were reset after they failed): a newer event has been applied.
WITH done AS (
    UPDATE neo4j_sync_queue
       SET status = 'completed', processed_at = clock_timestamp(), error = NULL, failed_route = NULL
     WHERE seq = ANY (string_to_array(:#${variable.seqs}, ',')::bigint[])
       AND status = 'processing'
       AND claimed_by = :#${variable.worker}
    RETURNING entity_type, coalesce(entity_key, entity_id::text) AS key, seq
), newest AS (
    SELECT entity_type, key, max(seq) AS seq FROM done GROUP BY entity_type, key
)
UPDATE neo4j_sync_queue q
   SET status = 'completed', processed_at = clock_timestamp(), superseded_by = newest.seq
  FROM newest
 WHERE q.entity_type = newest.entity_type
   AND coalesce(q.entity_key, q.entity_id::text) = newest.key
   AND q.seq < newest.seq
   AND (q.status = 'failed' OR (q.status = 'pending' AND q.attempts > 0))
