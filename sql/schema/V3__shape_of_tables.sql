-- What each captured table looked like when `install` last saw it, so that the sync can tell whether it has
-- been altered since. NULL until the next `install`: not known.
ALTER TABLE ${schema}.neo4j_sync_capture
    ADD COLUMN relation OID,
    ADD COLUMN positions INTEGER[],
    ADD COLUMN types TEXT[],
    ADD COLUMN kinds TEXT[],
    ADD COLUMN key_unique BOOLEAN,
    ADD COLUMN partitions INTEGER,
    ADD COLUMN changed_seq BIGINT NOT NULL DEFAULT 0;

COMMENT ON COLUMN ${schema}.neo4j_sync_capture.relation IS 'the table itself, whatever its name is now';
COMMENT ON COLUMN ${schema}.neo4j_sync_capture.positions IS 'attnum of each of the columns: what a column keeps when it is renamed';
COMMENT ON COLUMN ${schema}.neo4j_sync_capture.types IS 'type of each of the columns';
COMMENT ON COLUMN ${schema}.neo4j_sync_capture.kinds IS 'how values of each of the columns are written to the graph';
COMMENT ON COLUMN ${schema}.neo4j_sync_capture.key_unique IS 'whether an index guaranteed that no two rows share the mapped key';
COMMENT ON COLUMN ${schema}.neo4j_sync_capture.partitions IS 'how many partitions it had, those of partitions included';
COMMENT ON COLUMN ${schema}.neo4j_sync_capture.changed_seq IS 'events up to this one may carry rows of an earlier shape, so their rows are read from the source';

COMMENT ON COLUMN ${schema}.neo4j_sync_queue.operation IS 'INSERT, UPDATE, DELETE or TRUNCATE; FULL_SYNC: look at the whole table';
