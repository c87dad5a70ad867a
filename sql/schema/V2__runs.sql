-- Full syncs. A row is a request, then a run, then its record. Commands, schedule and API only insert;
-- the leader advances it chunk by chunk between batches of the queue and notes here how far it has come.

CREATE TABLE ${schema}.neo4j_sync_run (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id TEXT,
    entity_type TEXT,
    allow_prune BOOLEAN NOT NULL DEFAULT false,
    prune_at_least INTEGER NOT NULL DEFAULT 0,
    dry BOOLEAN NOT NULL DEFAULT false,
    requested_by TEXT NOT NULL,
    requested_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    scheduled_for TIMESTAMPTZ UNIQUE,
    state TEXT NOT NULL DEFAULT 'pending',
    cancel_requested BOOLEAN NOT NULL DEFAULT false,
    phase TEXT,
    table_name TEXT,
    cursor JSONB,
    expected BIGINT,
    processed BIGINT NOT NULL DEFAULT 0,
    read BIGINT NOT NULL DEFAULT 0,
    written BIGINT NOT NULL DEFAULT 0,
    unchanged BIGINT NOT NULL DEFAULT 0,
    pruned BIGINT NOT NULL DEFAULT 0,
    queued BIGINT NOT NULL DEFAULT 0,
    failed BIGINT NOT NULL DEFAULT 0,
    tables JSONB NOT NULL DEFAULT '{}',
    worker TEXT,
    started_at TIMESTAMPTZ,
    updated_at TIMESTAMPTZ,
    finished_at TIMESTAMPTZ,
    error TEXT,
    CONSTRAINT neo4j_sync_run_state_known
        CHECK (state IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
    CONSTRAINT neo4j_sync_run_started CHECK (state IN ('pending', 'cancelled') OR started_at IS NOT NULL),
    CONSTRAINT neo4j_sync_run_finished
        CHECK ((state IN ('completed', 'failed', 'cancelled')) = (finished_at IS NOT NULL)),
    CONSTRAINT neo4j_sync_run_one_scope CHECK (tenant_id IS NULL OR entity_type IS NULL)
);

CREATE INDEX neo4j_sync_run_unfinished ON ${schema}.neo4j_sync_run (id) WHERE state IN ('pending', 'running');

COMMENT ON TABLE ${schema}.neo4j_sync_run IS 'Full syncs: requested, running and done (neo4j-sync)';
COMMENT ON COLUMN ${schema}.neo4j_sync_run.tenant_id IS 'only rows of this tenant; NULL: all';
COMMENT ON COLUMN ${schema}.neo4j_sync_run.entity_type IS 'only this table; NULL: all';
COMMENT ON COLUMN ${schema}.neo4j_sync_run.allow_prune IS 'whether it may remove any share of the graph';
COMMENT ON COLUMN ${schema}.neo4j_sync_run.prune_at_least IS 'how many rows of a table it may remove whatever their share, as long as the table is not empty';
COMMENT ON COLUMN ${schema}.neo4j_sync_run.dry IS 'whether it only counts what it would do';
COMMENT ON COLUMN ${schema}.neo4j_sync_run.scheduled_for IS 'the tick of the schedule that asked for it; unique, so that several instances ask once';
COMMENT ON COLUMN ${schema}.neo4j_sync_run.cursor IS 'the key up to which the phase has come with its table';
COMMENT ON COLUMN ${schema}.neo4j_sync_run.expected IS 'rows to look at, estimated when it started';
COMMENT ON COLUMN ${schema}.neo4j_sync_run.processed IS 'how many of them it has looked at';
COMMENT ON COLUMN ${schema}.neo4j_sync_run.read IS 'rows read from the source';
COMMENT ON COLUMN ${schema}.neo4j_sync_run.written IS 'rows that differed from the graph and were written';
COMMENT ON COLUMN ${schema}.neo4j_sync_run.unchanged IS 'rows the graph had already';
COMMENT ON COLUMN ${schema}.neo4j_sync_run.pruned IS 'nodes and relationships removed because the source does not have them';
COMMENT ON COLUMN ${schema}.neo4j_sync_run.queued IS 'rows left to the queue: they have an event on its way, or were handed to it because they could not be written';
COMMENT ON COLUMN ${schema}.neo4j_sync_run.failed IS 'rows it handed to the queue that failed there';
COMMENT ON COLUMN ${schema}.neo4j_sync_run.tables IS 'the counters of each table';
COMMENT ON COLUMN ${schema}.neo4j_sync_run.error IS 'what it could not or would not do';

-- Rows without a tenant that a run for one tenant takes along, for as long as it runs.
CREATE TABLE ${schema}.neo4j_sync_run_shared (
    run_id BIGINT NOT NULL REFERENCES ${schema}.neo4j_sync_run ON DELETE CASCADE,
    entity_type TEXT NOT NULL,
    entity_key TEXT NOT NULL,
    PRIMARY KEY (run_id, entity_type, entity_key)
);
COMMENT ON TABLE ${schema}.neo4j_sync_run_shared IS 'Rows without a tenant that a run for one tenant needs (neo4j-sync)';

ALTER TABLE ${schema}.neo4j_sync_queue ADD COLUMN run_id BIGINT;
COMMENT ON COLUMN ${schema}.neo4j_sync_queue.run_id IS 'the full sync that handed the row over; NULL for changes';
