-- The queue. Names, columns and statuses of the sync strategy stay as they are; what stands below the
-- first statement is ours. A queue made earlier by the strategy's own SQL is taken over with its rows.

CREATE TABLE IF NOT EXISTS ${schema}.neo4j_sync_queue (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    entity_type TEXT NOT NULL,
    entity_id UUID,
    operation TEXT NOT NULL,
    payload JSONB,
    created_at TIMESTAMPTZ DEFAULT now(),
    processed_at TIMESTAMPTZ,
    status TEXT DEFAULT 'pending'
);

UPDATE ${schema}.neo4j_sync_queue SET status = 'pending' WHERE status IS NULL;

ALTER TABLE ${schema}.neo4j_sync_queue
    ALTER COLUMN status SET NOT NULL,
    -- null when the key is not one single uuid: then entity_key identifies the row
    ALTER COLUMN entity_id DROP NOT NULL,
    ADD COLUMN seq BIGINT,
    ADD COLUMN entity_key TEXT,
    ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN error TEXT,
    ADD COLUMN failed_route TEXT,
    ADD COLUMN claimed_at TIMESTAMPTZ,
    ADD COLUMN claimed_by TEXT,
    ADD COLUMN superseded_by BIGINT;

-- seq orders events. An identity column with cache 1 follows the commit order of each source row, because
-- the row lock is held while it is drawn; created_at is the start of the transaction and does not.
UPDATE ${schema}.neo4j_sync_queue q
   SET seq = o.n
  FROM (SELECT id, row_number() OVER (ORDER BY created_at, ctid) AS n FROM ${schema}.neo4j_sync_queue) o
 WHERE o.id = q.id;

ALTER TABLE ${schema}.neo4j_sync_queue
    ALTER COLUMN seq SET NOT NULL,
    ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (CACHE 1);

SELECT setval(pg_get_serial_sequence('${schema}.neo4j_sync_queue', 'seq'), coalesce(max(seq), 0) + 1, false)
  FROM ${schema}.neo4j_sync_queue;

ALTER TABLE ${schema}.neo4j_sync_queue
    ADD CONSTRAINT neo4j_sync_queue_status_known
        CHECK (status IN ('pending', 'processing', 'completed', 'failed')),
    ADD CONSTRAINT neo4j_sync_queue_attempts_counted CHECK (attempts >= 0),
    ADD CONSTRAINT neo4j_sync_queue_claim_whole CHECK ((claimed_at IS NULL) = (claimed_by IS NULL)),
    ADD CONSTRAINT neo4j_sync_queue_superseded_is_completed
        CHECK (superseded_by IS NULL OR (status = 'completed' AND superseded_by > seq));

-- What the writer claims from, in order. Only the leader has rows in status processing, so at the moment
-- it claims, such a row is left over from a process that died and is claimed again with the rest.
CREATE INDEX neo4j_sync_queue_unfinished
    ON ${schema}.neo4j_sync_queue (seq) WHERE status IN ('pending', 'processing');

-- Rows that newer events of the same entity have overtaken or may overtake: failed ones, and failed ones
-- that somebody has reset.
CREATE INDEX neo4j_sync_queue_left_behind
    ON ${schema}.neo4j_sync_queue (entity_type, coalesce(entity_key, entity_id::text))
    WHERE status = 'failed' OR (status = 'pending' AND attempts > 0);

CREATE INDEX neo4j_sync_queue_completed
    ON ${schema}.neo4j_sync_queue (processed_at) WHERE status = 'completed';

-- A queue is updated and emptied all the time: keep room for updates in the page and vacuum early.
ALTER TABLE ${schema}.neo4j_sync_queue SET (
    fillfactor = 70,
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 1000,
    autovacuum_vacuum_insert_scale_factor = 0.05,
    autovacuum_analyze_scale_factor = 0.05,
    autovacuum_vacuum_cost_delay = 1
);

-- Each new leader draws its epoch, the fencing token, here.
CREATE SEQUENCE ${schema}.neo4j_sync_epoch;

COMMENT ON TABLE ${schema}.neo4j_sync_queue IS 'Changes on their way to Neo4j (neo4j-sync)';
COMMENT ON COLUMN ${schema}.neo4j_sync_queue.entity_type IS 'name of the source table';
COMMENT ON COLUMN ${schema}.neo4j_sync_queue.entity_key IS 'the key where it is not one uuid: its text, or a JSON array of the texts of a composite key';
COMMENT ON COLUMN ${schema}.neo4j_sync_queue.operation IS 'INSERT, UPDATE, DELETE or TRUNCATE';
COMMENT ON COLUMN ${schema}.neo4j_sync_queue.payload IS 'the row after the change (before it, for DELETE); NULL: read the row from the source';
COMMENT ON COLUMN ${schema}.neo4j_sync_queue.seq IS 'order of the events';
COMMENT ON COLUMN ${schema}.neo4j_sync_queue.attempts IS 'how often a writer took it; taking it and giving it back in an outage does not count';
COMMENT ON COLUMN ${schema}.neo4j_sync_queue.error IS 'why it failed';
COMMENT ON COLUMN ${schema}.neo4j_sync_queue.failed_route IS 'the route that failed';
COMMENT ON COLUMN ${schema}.neo4j_sync_queue.claimed_by IS 'the writer that took it: host, process and a random part, unique per start';
COMMENT ON COLUMN ${schema}.neo4j_sync_queue.superseded_by IS 'seq of the newer event of the same entity that was applied in its stead';

-- What `install` set up, table by table.
CREATE TABLE ${schema}.neo4j_sync_capture (
    table_name TEXT PRIMARY KEY,
    columns TEXT[] NOT NULL,
    installed_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
COMMENT ON TABLE ${schema}.neo4j_sync_capture IS 'The tables whose changes are captured, and their columns at that time (neo4j-sync)';
