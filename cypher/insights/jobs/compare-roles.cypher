// Roles that do the same jobs: Jaccard index of their sets of jobs, the most similar of each role.
// parameter graph: the projection of roles and jobs
// parameter similar: how many for each role
// parameter least: the least index
// parameter at: time of the run
CALL gds.nodeSimilarity.filtered.stream($graph, {
  sourceNodeFilter: 'Role', targetNodeFilter: 'Role', topK: $similar, similarityCutoff: $least
})
YIELD node1, node2, similarity
WITH gds.util.asNode(node1) AS one, gds.util.asNode(node2) AS other, similarity
WHERE one IS NOT NULL AND other IS NOT NULL
WITH elementId(one) AS from, elementId(other) AS to, similarity
CALL (from, to, similarity) {
  MATCH (one:Role) WHERE elementId(one) = from
  MATCH (other:Role) WHERE elementId(other) = to
  MERGE (one)-[s:SIMILAR_TO]->(other)
  SET s.score = similarity, s.computed_at = $at
} IN TRANSACTIONS OF 500 ROWS
RETURN count(*) AS similar_roles
