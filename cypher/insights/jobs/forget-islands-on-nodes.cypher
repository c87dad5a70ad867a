// Takes the islands of earlier runs off nodes that are connected now. To be run after write-islands and before
// anything else writes the time of the run on nodes.
// parameter at: time of the run
MATCH (n:mapped_labels())
WHERE n.insight_island IS NOT NULL AND NOT coalesce(n.insight_computed_at = $at, false)
CALL (n) {
  REMOVE n.insight_island
} IN TRANSACTIONS OF 500 ROWS
