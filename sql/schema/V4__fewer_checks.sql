-- PostgreSQL reads and prepares each check of a table again for each statement that inserts into it. These three were
-- a tenth of what capture costs a statement that changes one row, and watched columns that only the sync writes.

ALTER TABLE ${schema}.neo4j_sync_queue
    DROP CONSTRAINT neo4j_sync_queue_attempts_counted,
    DROP CONSTRAINT neo4j_sync_queue_claim_whole,
    DROP CONSTRAINT neo4j_sync_queue_superseded_is_completed;
