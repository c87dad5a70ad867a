// Jobs of the same roles for the same value: Jaccard index of their sets of roles, value categories and value
// drivers, the most similar of each job.
// parameter graph: the projection of work
// parameter similar: how many for each job
// parameter least: the least index
// parameter at: time of the run
CALL gds.nodeSimilarity.stream($graph, {topK: $similar, similarityCutoff: $least})
YIELD node1, node2, similarity
WITH gds.util.asNode(node1) AS one, gds.util.asNode(node2) AS other, similarity
WHERE one IS NOT NULL AND other IS NOT NULL
WITH elementId(one) AS from, elementId(other) AS to, similarity
CALL (from, to, similarity) {
  MATCH (one:JTBD) WHERE elementId(one) = from
  MATCH (other:JTBD) WHERE elementId(other) = to
  MERGE (one)-[s:SIMILAR_TO]->(other)
  SET s.score = similarity, s.computed_at = $at
} IN TRANSACTIONS OF 500 ROWS
RETURN count(*) AS similar_jobs
