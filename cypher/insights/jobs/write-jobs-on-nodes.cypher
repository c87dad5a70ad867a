// Writes the community of each job on its node.
// parameter graph: the projection of roles and jobs, with communities
// parameter at: time of the run
CALL gds.graph.nodeProperty.stream($graph, 'community', ['JTBD']) YIELD nodeId, propertyValue AS community
WITH gds.util.asNode(nodeId) AS job, toInteger(community) AS community
WHERE job IS NOT NULL
WITH elementId(job) AS id, community
CALL (id, community) {
  MATCH (j:JTBD) WHERE elementId(j) = id
  SET j.insight_community = community, j.insight_computed_at = $at
} IN TRANSACTIONS OF 500 ROWS
