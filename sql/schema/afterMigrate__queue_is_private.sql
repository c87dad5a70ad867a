-- Events hold whole rows, and whoever may insert events writes the graph. ALTER DEFAULT PRIVILEGES may give new
-- tables to others at once; Supabase's gives those of schema public to everybody who reaches its API. So what
-- roles have on the queue's objects by default privileges alone is taken back, at each install.
-- A role that `install --grant-to` has given its rights keeps them; it is known by its right to one column, which
-- default privileges cannot give.
DO $$
DECLARE
    statement TEXT;
BEGIN
    FOR statement IN
        WITH objects (kind, name, owner, schema, type, acl) AS (
            SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, oid::regclass::text, relowner,
                   relnamespace, CASE relkind WHEN 'S' THEN 'S' ELSE 'r' END, relacl
              FROM pg_class
             WHERE relkind IN ('r', 'S') AND starts_with(relname::text, 'neo4j_sync_')
            UNION ALL
            SELECT 'FUNCTION', oid::regprocedure::text, proowner, pronamespace, 'f', proacl
              FROM pg_proc
             WHERE proname IN ('queue_neo4j_sync', 'neo4j_sync_privileges')
        ), defaults AS (
            SELECT d.defaclrole AS owner, d.defaclnamespace AS schema, d.defaclobjtype AS type, g.grantee
              FROM pg_default_acl d CROSS JOIN LATERAL aclexplode(d.defaclacl) g
        ), chosen AS (
            SELECT g.grantee
              FROM pg_attribute a CROSS JOIN LATERAL aclexplode(a.attacl) g
             WHERE a.attrelid = '${schema}.neo4j_sync_queue'::regclass AND a.attname = 'claimed_by'
        )
        SELECT DISTINCT format('REVOKE ALL ON %s %s FROM %s', o.kind, o.name,
                               CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END)
          FROM objects o
         CROSS JOIN LATERAL aclexplode(o.acl) g
          JOIN defaults d ON d.owner = o.owner AND d.schema IN (0, o.schema) AND d.type::text = o.type
                         AND d.grantee = g.grantee
         WHERE o.schema = '${schema}'::regnamespace
           AND pg_has_role(o.owner, 'USAGE')
           AND g.grantee <> o.owner
           AND g.grantee NOT IN (SELECT grantee FROM chosen)
    LOOP
        EXECUTE statement;
    END LOOP;
END
$$;
