-- What the role that runs the sync needs, row by row: whether it has it, and the statement that gives it.
-- `install --grant-to` runs these statements, `run` names what is missing, and for people there is
--   SELECT * FROM neo4j_sync_privileges('neo4j_sync') WHERE NOT held;
-- A statement of the sync that touches another column, table or function needs its row here.

CREATE OR REPLACE FUNCTION ${schema}.neo4j_sync_privileges(role NAME)
RETURNS TABLE (object TEXT, privilege TEXT, held BOOLEAN, remedy TEXT)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH queue AS (
        SELECT relnamespace AS schema FROM pg_class WHERE oid = '${schema}.neo4j_sync_queue'::regclass
    ), relations (kind, relation, privilege, columns) AS (
        VALUES
            ('TABLE', 'neo4j_sync_queue', 'SELECT', NULL::text[]),
            -- refresh events: never a payload, never a seq of its own choice
            ('TABLE', 'neo4j_sync_queue', 'INSERT',
             '{entity_type, entity_id, entity_key, operation, run_id}'),
            ('TABLE', 'neo4j_sync_queue', 'UPDATE',
             '{status, attempts, claimed_at, claimed_by, processed_at, error, failed_route, superseded_by}'),
            -- retention
            ('TABLE', 'neo4j_sync_queue', 'DELETE', NULL),
            ('TABLE', 'neo4j_sync_run', 'SELECT', NULL),
            ('TABLE', 'neo4j_sync_run', 'INSERT',
             '{tenant_id, entity_type, dry, allow_prune, prune_at_least, requested_by, scheduled_for}'),
            ('TABLE', 'neo4j_sync_run', 'UPDATE',
             '{state, cancel_requested, phase, table_name, cursor, expected, processed, read, written, unchanged,
               pruned, queued, failed, tables, worker, started_at, updated_at, finished_at, error}'),
            ('TABLE', 'neo4j_sync_run_shared', 'SELECT', NULL),
            ('TABLE', 'neo4j_sync_run_shared', 'INSERT', NULL),
            ('TABLE', 'neo4j_sync_run_shared', 'DELETE', NULL),
            ('TABLE', 'neo4j_sync_capture', 'SELECT', NULL),
            ('TABLE', 'neo4j_sync_verification', 'SELECT', NULL),
            ('TABLE', 'neo4j_sync_verification', 'INSERT', '{entity_type, seconds, drift, found}'),
            -- all but the newest
            ('TABLE', 'neo4j_sync_verification', 'DELETE', NULL),
            -- draws epochs and cannot set them back
            ('SEQUENCE', 'neo4j_sync_epoch', 'USAGE', NULL)
    )
    SELECT c.oid::regclass::text, r.privilege,
           CASE
               WHEN r.kind = 'SEQUENCE' THEN has_sequence_privilege(role, c.oid, r.privilege)
               WHEN r.columns IS NULL THEN has_table_privilege(role, c.oid, r.privilege)
               ELSE (SELECT bool_and(has_column_privilege(role, c.oid, name, r.privilege))
                       FROM unnest(r.columns) name)
           END,
           format('GRANT %s%s ON %s %s TO %I', r.privilege,
                  ' (' || array_to_string(r.columns, ', ') || ')', r.kind, c.oid::regclass, role)
      FROM relations r
      JOIN pg_class c ON c.relname = r.relation AND c.relnamespace = (SELECT schema FROM queue)
    UNION ALL
    SELECT p.oid::regprocedure::text, 'EXECUTE', has_function_privilege(role, p.oid, 'EXECUTE'),
           format('GRANT EXECUTE ON FUNCTION %s TO %I', p.oid::regprocedure, role)
      FROM pg_proc p
     WHERE p.pronamespace = (SELECT schema FROM queue)
       AND p.proname IN ('neo4j_sync_entity_id', 'neo4j_sync_entity_key', 'neo4j_sync_row', 'neo4j_sync_privileges')
    UNION ALL
    SELECT schema::regnamespace::text, 'USAGE', has_schema_privilege(role, schema, 'USAGE'),
           format('GRANT USAGE ON SCHEMA %s TO %I', schema::regnamespace, role)
      FROM queue
    UNION ALL
    -- rows are read whole, as they may have been queued without payload
    SELECT c.oid::regclass::text, 'SELECT', has_table_privilege(role, c.oid, 'SELECT'),
           format('GRANT SELECT ON TABLE %s TO %I', c.oid::regclass, role)
      FROM ${schema}.neo4j_sync_capture t
      JOIN pg_class c ON c.relname = t.table_name AND c.relnamespace = (SELECT schema FROM queue)
    UNION ALL
    -- a policy that shows every row would not do: the sync refuses to read under any (row_security = off)
    SELECT c.oid::regclass::text, 'BYPASSRLS',
           coalesce((SELECT r.rolsuper OR r.rolbypassrls FROM pg_roles r WHERE r.rolname = role), false)
               OR (pg_has_role(role, c.relowner, 'USAGE') AND NOT c.relforcerowsecurity),
           format('ALTER ROLE %I BYPASSRLS', role)
      FROM ${schema}.neo4j_sync_capture t
      JOIN pg_class c ON c.relname = t.table_name AND c.relnamespace = (SELECT schema FROM queue)
     WHERE c.relrowsecurity
$$;

REVOKE EXECUTE ON FUNCTION ${schema}.neo4j_sync_privileges(NAME) FROM PUBLIC;

COMMENT ON FUNCTION ${schema}.neo4j_sync_privileges(NAME)
    IS 'What the role needs to run the sync, and how it is given (neo4j-sync)';
