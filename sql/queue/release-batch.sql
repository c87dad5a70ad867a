-- An outage is no fault of the rows: whatever this writer has claimed goes back, uncounted.
UPDATE neo4j_sync_queue
   SET status = 'pending', attempts = attempts - 1, claimed_at = NULL, claimed_by = NULL
 WHERE status = 'processing'
   AND claimed_by = :#${variable.worker}
