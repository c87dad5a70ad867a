// Takes the values of earlier runs off nodes on which this one has written nothing.
// parameter at: time of the run
MATCH (n:mapped_labels())
WHERE n.insight_computed_at <> $at
CALL (n) {
  REMOVE n.insight_pagerank, n.insight_betweenness, n.insight_community, n.insight_island,
         n.insight_computed_at
} IN TRANSACTIONS OF 500 ROWS
