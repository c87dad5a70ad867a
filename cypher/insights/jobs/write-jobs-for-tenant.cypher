// The same as write-jobs-on-nodes for a tenant's scope, on the relationships RATED_IN.
// parameter graph: the projection of roles and jobs that the tenant sees, with communities
// parameter scope: the tenant
// parameter at: time of the run
CALL gds.graph.nodeProperty.stream($graph, 'community', ['JTBD']) YIELD nodeId, propertyValue AS community
WITH gds.util.asNode(nodeId) AS job, toInteger(community) AS community
WHERE job IS NOT NULL
WITH elementId(job) AS id, community
CALL (id, community) {
  MATCH (t:Tenant {id: $scope})
  MATCH (j:JTBD) WHERE elementId(j) = id
  MERGE (j)-[rated:RATED_IN]->(t)
  SET rated.community = community, rated.computed_at = $at
} IN TRANSACTIONS OF 500 ROWS
