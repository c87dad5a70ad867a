// The same as write-roles-on-nodes for a tenant's scope, on the relationships RATED_IN.
// parameter graph: the projection of roles and jobs that the tenant sees, with all three
// parameter scale: what betweenness is multiplied by, where it comes from a sample
// parameter scope: the tenant
// parameter at: time of the run
CALL gds.graph.nodeProperty.stream($graph, 'pagerank', ['Role']) YIELD nodeId, propertyValue AS pagerank
WITH gds.util.asNode(nodeId) AS role, pagerank,
     $scale * gds.util.nodeProperty($graph, nodeId, 'betweenness') AS betweenness,
     toInteger(gds.util.nodeProperty($graph, nodeId, 'community')) AS community
WHERE role IS NOT NULL
WITH elementId(role) AS id, pagerank, betweenness, community
CALL (id, pagerank, betweenness, community) {
  MATCH (t:Tenant {id: $scope})
  MATCH (r:Role) WHERE elementId(r) = id
  MERGE (r)-[rated:RATED_IN]->(t)
  SET rated.pagerank = pagerank, rated.betweenness = betweenness,
      rated.community = community, rated.computed_at = $at
} IN TRANSACTIONS OF 500 ROWS
