-- What `verify` has found, for alerts and the status page.

CREATE TABLE ${schema}.neo4j_sync_verification (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entity_type TEXT,
    finished_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    seconds FLOAT8 NOT NULL,
    drift BOOLEAN NOT NULL,
    found JSONB NOT NULL
);

COMMENT ON TABLE ${schema}.neo4j_sync_verification IS 'Comparisons of tables and graph (neo4j-sync)';
COMMENT ON COLUMN ${schema}.neo4j_sync_verification.entity_type IS 'only this table; NULL: all';
COMMENT ON COLUMN ${schema}.neo4j_sync_verification.found IS 'what verify --json calls found';
