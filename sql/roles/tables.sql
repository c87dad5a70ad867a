-- What the roles of neo4j-sync need of the mapped tables, for the tables' owner, after roles.sql:
--   psql -d DATABASE -f sql/roles/tables.sql
-- TRIGGER lets `install` put triggers on the table (of a partitioned table its partitions need it too), SELECT
-- lets the sync read its rows. Tables you do not have give an error each that does no harm; a table you add
-- needs the same two statements.

GRANT TRIGGER ON TABLE public.department_tenants TO neo4j_sync_owner;
GRANT SELECT ON TABLE public.department_tenants TO neo4j_sync;
GRANT TRIGGER ON TABLE public.function_tenants TO neo4j_sync_owner;
GRANT SELECT ON TABLE public.function_tenants TO neo4j_sync;
GRANT TRIGGER ON TABLE public.jtbd TO neo4j_sync_owner;
GRANT SELECT ON TABLE public.jtbd TO neo4j_sync;
GRANT TRIGGER ON TABLE public.jtbd_departments TO neo4j_sync_owner;
GRANT SELECT ON TABLE public.jtbd_departments TO neo4j_sync;
GRANT TRIGGER ON TABLE public.jtbd_functions TO neo4j_sync_owner;
GRANT SELECT ON TABLE public.jtbd_functions TO neo4j_sync;
GRANT TRIGGER ON TABLE public.jtbd_roles TO neo4j_sync_owner;
GRANT SELECT ON TABLE public.jtbd_roles TO neo4j_sync;
GRANT TRIGGER ON TABLE public.jtbd_value_categories TO neo4j_sync_owner;
GRANT SELECT ON TABLE public.jtbd_value_categories TO neo4j_sync;
GRANT TRIGGER ON TABLE public.jtbd_value_drivers TO neo4j_sync_owner;
GRANT SELECT ON TABLE public.jtbd_value_drivers TO neo4j_sync;
GRANT TRIGGER ON TABLE public.org_departments TO neo4j_sync_owner;
GRANT SELECT ON TABLE public.org_departments TO neo4j_sync;
GRANT TRIGGER ON TABLE public.org_functions TO neo4j_sync_owner;
GRANT SELECT ON TABLE public.org_functions TO neo4j_sync;
GRANT TRIGGER ON TABLE public.org_roles TO neo4j_sync_owner;
GRANT SELECT ON TABLE public.org_roles TO neo4j_sync;
GRANT TRIGGER ON TABLE public.personas TO neo4j_sync_owner;
GRANT SELECT ON TABLE public.personas TO neo4j_sync;
GRANT TRIGGER ON TABLE public.ref_skills TO neo4j_sync_owner;
GRANT SELECT ON TABLE public.ref_skills TO neo4j_sync;
GRANT TRIGGER ON TABLE public.role_skills TO neo4j_sync_owner;
GRANT SELECT ON TABLE public.role_skills TO neo4j_sync;
GRANT TRIGGER ON TABLE public.role_tenants TO neo4j_sync_owner;
GRANT SELECT ON TABLE public.role_tenants TO neo4j_sync;
GRANT TRIGGER ON TABLE public.role_tools TO neo4j_sync_owner;
GRANT SELECT ON TABLE public.role_tools TO neo4j_sync;
GRANT TRIGGER ON TABLE public.skills TO neo4j_sync_owner;
GRANT SELECT ON TABLE public.skills TO neo4j_sync;
GRANT TRIGGER ON TABLE public.tenants TO neo4j_sync_owner;
GRANT SELECT ON TABLE public.tenants TO neo4j_sync;
GRANT TRIGGER ON TABLE public.tools TO neo4j_sync_owner;
GRANT SELECT ON TABLE public.tools TO neo4j_sync;
GRANT TRIGGER ON TABLE public.value_categories TO neo4j_sync_owner;
GRANT SELECT ON TABLE public.value_categories TO neo4j_sync;
GRANT TRIGGER ON TABLE public.value_drivers TO neo4j_sync_owner;
GRANT SELECT ON TABLE public.value_drivers TO neo4j_sync;
