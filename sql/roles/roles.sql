-- The two roles of neo4j-sync, for an administrator (superuser, or CREATEROLE and owner of the schema), in the
-- database of the mapped tables:
--   psql -d DATABASE -f sql/roles/roles.sql
--   psql -d DATABASE -c '\password neo4j_sync_owner' -c '\password neo4j_sync'
-- Then tables.sql. Change public here and there where the tables stand in another schema.

-- Runs `install` and owns the queue and the functions of capture. Nothing needs it between installs.
CREATE ROLE neo4j_sync_owner LOGIN;
GRANT USAGE, CREATE ON SCHEMA public TO neo4j_sync_owner;

-- Runs everything else. `install --grant-to neo4j_sync` gives it what it needs of the queue.
CREATE ROLE neo4j_sync LOGIN;
GRANT USAGE ON SCHEMA public TO neo4j_sync;

-- Only where mapped tables have row-level security: the sync must see every row, and refuses to read under a
-- policy. It still reads nothing but tables it has SELECT on.
-- ALTER ROLE neo4j_sync BYPASSRLS;
