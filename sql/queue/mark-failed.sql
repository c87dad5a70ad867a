-- The dead letter: the row keeps its payload and gets the reason and the route that failed.
-- An older failed event of the same row says nothing this one does not: only the newest is kept as failed.
WITH dead AS (
    UPDATE neo4j_sync_queue
       SET status = 'failed', error = :#${variable.error}, failed_route = :#${variable.failedRoute}
     WHERE id = ANY (string_to_array(:#${variable.ids}, ',')::uuid[])
       AND status = 'processing'
       AND claimed_by = :#${variable.worker}
    RETURNING entity_type, coalesce(entity_key, entity_id::text) AS key, seq
)
UPDATE neo4j_sync_queue q
   SET status = 'completed', processed_at = clock_timestamp(), superseded_by = dead.seq
  FROM dead
 WHERE q.entity_type = dead.entity_type
   AND coalesce(q.entity_key, q.entity_id::text) = dead.key
   AND q.seq < dead.seq
   AND (q.status = 'failed' OR (q.status = 'pending' AND q.attempts > 0))
