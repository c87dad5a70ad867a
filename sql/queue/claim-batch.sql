-- Takes the oldest unfinished events for this writer, in order of seq: at most a batch's number of them, and as
-- many as their payloads together are no larger than a batch may be, but always one.
-- The caller is the leader, so a row in status processing is of the batch that it is writing at this moment, or was
-- left by a process that died: then it is taken again like any other. The newest epoch is looked at for each row, also
-- after waiting for another writer's lock on it, so a leader that was replaced takes nothing any more.
-- Beside a write, the events stop before the first that was tried already: it may have been reset, and must be seen to
-- be overtaken by an event that is just being written. They also stop before one that fills a batch alone.
-- A payload that is long or compressed may be a thousand times as long as text: those are measured, one by one
-- and no further than needed.
-- Each step names its rows by an array or a limit, so that there is but one sensible plan for it, whatever
-- PostgreSQL believes about a table that changes as fast as a queue.
WITH RECURSIVE situation AS MATERIALIZED (
    SELECT coalesce(:#${variable.beside}::boolean, false) AS beside
), oldest AS MATERIALIZED (
    SELECT seq, coalesce(pg_column_size(payload), 0) AS size,
           coalesce(pg_column_size(payload) > 2000 OR pg_column_compression(payload) IS NOT NULL, false) AS large,
           status = 'pending' AND attempts = 0 AS untried
      FROM neo4j_sync_queue
     WHERE status IN ('pending', 'processing')
       AND NOT ((SELECT beside FROM situation) AND status = 'processing' AND claimed_by = :#${variable.worker})
     ORDER BY seq
     LIMIT (SELECT :#${variable.batchSize}::int) -- a number it knows may make it sort them all
), large AS MATERIALIZED (
    SELECT array_agg(seq ORDER BY seq) AS seqs FROM oldest WHERE large
), measured (n, seq, size, total) AS (
    SELECT 0, NULL::bigint, 0, 0::bigint
    UNION ALL
    SELECT measured.n + 1, next.seq, next.size, measured.total + next.size
      FROM measured
     CROSS JOIN large
     CROSS JOIN LATERAL (
            SELECT seq, octet_length(payload::text) AS size
              FROM neo4j_sync_queue
             WHERE seq = large.seqs[measured.n + 1] AND status IN ('pending', 'processing')
            OFFSET 0) next
     WHERE measured.n < cardinality(large.seqs)
       AND measured.total <= :#${properties:sync.batch.bytes}::bigint
), sized AS (
    SELECT seq, row_number() OVER in_order AS n, sum(coalesce(measured.size, oldest.size)) OVER in_order AS total,
           bool_and(untried) OVER in_order AS untried
      FROM oldest
      LEFT JOIN measured USING (seq)
    WINDOW in_order AS (ORDER BY seq ROWS UNBOUNDED PRECEDING)
), withheld AS MATERIALIZED (
    SELECT seq, size FROM measured WHERE size > :#${properties:sync.row.bytes}::bigint
), claimed AS (
    UPDATE neo4j_sync_queue
       SET status = 'processing',
           claimed_at = clock_timestamp(),
           claimed_by = :#${variable.worker},
           attempts = attempts + 1
     WHERE seq = ANY (ARRAY(
               SELECT seq FROM sized
                WHERE (total <= :#${properties:sync.batch.bytes}::bigint
                       OR (n = 1 AND NOT (SELECT beside FROM situation)))
                  AND (untried OR NOT (SELECT beside FROM situation))))
       AND status IN ('pending', 'processing')
       AND pg_sequence_last_value('neo4j_sync_epoch') = :#${variable.epoch}::bigint
    RETURNING id, seq, entity_type, coalesce(entity_key, entity_id::text) AS entity_key, operation, payload, attempts,
              extract(epoch FROM clock_timestamp() - created_at)::float8 AS age
)
SELECT id::text, seq, entity_type, entity_key, operation, attempts, coalesce(age, 0) AS age,
       CASE WHEN withheld.seq IS NULL THEN payload::text END AS payload,
       coalesce(withheld.size, 0) AS size
  FROM claimed
  LEFT JOIN withheld USING (seq)
 ORDER BY seq
