-- An event of the queue asks for a full sync of its table, unless one that would do is waiting already.
INSERT INTO neo4j_sync_run (entity_type, requested_by)
SELECT :#${variable.table}, 'queue'
 WHERE NOT EXISTS (
        SELECT FROM neo4j_sync_run
         WHERE state = 'pending' AND entity_type = :#${variable.table} AND tenant_id IS NULL
           AND NOT dry AND NOT cancel_requested)
