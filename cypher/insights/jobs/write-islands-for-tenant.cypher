// The same as write-islands-on-nodes for a tenant's scope, on the relationships RATED_IN.
// parameter graph: the projection of everything the tenant sees, with components
// parameter scope: the tenant
// parameter at: time of the run
CALL gds.graph.nodeProperty.stream($graph, 'component') YIELD nodeId, propertyValue AS component
WITH component, gds.util.asNode(nodeId) AS n
WHERE n IS NOT NULL
WITH component, count(*) AS size, min(node_id(n)) AS name
ORDER BY size DESC, name
LIMIT 1
WITH component AS largest
CALL gds.graph.nodeProperty.stream($graph, 'component') YIELD nodeId, propertyValue AS component
WITH component, gds.util.asNode(nodeId) AS n
WHERE component <> largest AND n IS NOT NULL
WITH component, min(node_id(n)) AS island, collect(elementId(n)) AS members
UNWIND members AS member
CALL (member, island) {
  MATCH (t:Tenant {id: $scope})
  MATCH (n:mapped_labels()) WHERE elementId(n) = member
  MERGE (n)-[r:RATED_IN]->(t)
  SET r.island = island, r.computed_at = $at
} IN TRANSACTIONS OF 500 ROWS
RETURN count(DISTINCT island) AS islands
