-- What the gauges show, in one row. Everything is counted by a partial index of its own, except the completed
-- events: of those PostgreSQL's estimate will do. (Camel takes a number sign for a parameter.)
SELECT
    (SELECT count(*) FROM neo4j_sync_queue WHERE status IN ('pending', 'processing') AND status = 'pending') AS pending,
    (SELECT count(*) FROM neo4j_sync_queue WHERE status IN ('pending', 'processing') AND status = 'processing')
        AS processing,
    (SELECT count(*) FROM neo4j_sync_queue WHERE status = 'failed') AS failed,
    (SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = to_regclass('neo4j_sync_queue'))::float8 AS estimated,
    coalesce((SELECT extract(epoch FROM clock_timestamp() - created_at)
                FROM neo4j_sync_queue
               WHERE status IN ('pending', 'processing') ORDER BY seq LIMIT 1), 0)::float8 AS oldest,
    -- other sessions' transactions are shown to those who may see them
    CASE WHEN pg_has_role('pg_read_all_stats', 'USAGE') THEN
        coalesce((SELECT max(extract(epoch FROM clock_timestamp() - xact_start))
                    FROM pg_stat_activity WHERE backend_xmin IS NOT NULL AND pid <> pg_backend_pid()), 0)
    END::float8 AS transaction,
    (SELECT extract(epoch FROM max(finished_at)) FROM neo4j_sync_run
      WHERE state = 'completed' AND NOT dry AND tenant_id IS NULL AND entity_type IS NULL)::float8 AS synced,
    coalesce((SELECT state = 'failed' FROM neo4j_sync_run
               WHERE state IN ('completed', 'failed') AND NOT dry ORDER BY id DESC LIMIT 1), false) AS sync_failed,
    (SELECT least(1, processed::float8 / greatest(expected, 1)) FROM neo4j_sync_run
      WHERE state = 'running' ORDER BY id LIMIT 1) AS progress,
    extract(epoch FROM v.finished_at)::float8 AS verified,
    (v.found -> 'total' ->> 'missing')::float8 AS missing,
    (v.found -> 'total' ->> 'different')::float8 AS different,
    (v.found -> 'total' ->> 'extra')::float8 AS extra,
    (v.found -> 'total' ->> 'unwritable')::float8 AS unwritable
  FROM (SELECT) AS one
  LEFT JOIN LATERAL (
        SELECT finished_at, found FROM neo4j_sync_verification
         WHERE entity_type IS NULL ORDER BY id DESC LIMIT 1) v ON true
