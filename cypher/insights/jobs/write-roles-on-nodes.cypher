// Writes rank, betweenness and community of each role on its node.
// parameter graph: the projection of roles and jobs, with all three
// parameter scale: what betweenness is multiplied by, where it comes from a sample
// parameter at: time of the run
CALL gds.graph.nodeProperty.stream($graph, 'pagerank', ['Role']) YIELD nodeId, propertyValue AS pagerank
WITH gds.util.asNode(nodeId) AS role, pagerank,
     $scale * gds.util.nodeProperty($graph, nodeId, 'betweenness') AS betweenness,
     toInteger(gds.util.nodeProperty($graph, nodeId, 'community')) AS community
WHERE role IS NOT NULL
WITH elementId(role) AS id, pagerank, betweenness, community
CALL (id, pagerank, betweenness, community) {
  MATCH (r:Role) WHERE elementId(r) = id
  SET r.insight_pagerank = pagerank, r.insight_betweenness = betweenness,
      r.insight_community = community, r.insight_computed_at = $at
} IN TRANSACTIONS OF 500 ROWS
