-- Takes the oldest unfinished events for this writer, in order of seq.
-- The caller is the leader and has no batch under way, so a row in status processing was left by a process
-- that died: it is taken again like any other. The newest epoch is looked at for each row, also after waiting
-- for another writer's lock on it, so a leader that was replaced takes nothing any more.
WITH oldest AS (
    SELECT id
      FROM neo4j_sync_queue
     WHERE status IN ('pending', 'processing')
       AND pg_sequence_last_value('neo4j_sync_epoch') = :#${variable.epoch}::bigint
     ORDER BY seq
     LIMIT :#${variable.batchSize}::int
       FOR UPDATE
), claimed AS (
    UPDATE neo4j_sync_queue q
       SET status = 'processing',
           claimed_at = clock_timestamp(),
           claimed_by = :#${variable.worker},
           attempts = attempts + 1
      FROM oldest
     WHERE q.id = oldest.id
    RETURNING q.id, q.seq, q.entity_type, q.entity_id, q.entity_key, q.operation, q.payload, q.attempts
)
SELECT id::text, seq, entity_type, coalesce(entity_key, entity_id::text) AS entity_key, operation,
       payload::text AS payload, attempts
  FROM claimed
 ORDER BY seq
