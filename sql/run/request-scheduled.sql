-- A tick of the schedule asks for a full sync. Every instance asks; the tick is unique, so it is asked for
-- once, and not at all while another full sync is waiting or under way.
INSERT INTO neo4j_sync_run (requested_by, scheduled_for)
SELECT 'schedule', to_timestamp(:#${header.scheduledFireTime.time}::float8 / 1000)
 WHERE NOT EXISTS (
        SELECT FROM neo4j_sync_run
         WHERE state IN ('pending', 'running') AND NOT dry AND NOT cancel_requested
           AND tenant_id IS NULL AND entity_type IS NULL)
ON CONFLICT (scheduled_for) DO NOTHING
