// Writes on every node that is not connected to the largest component the name of its own: the smallest of the
// names of its nodes.
// parameter graph: the projection of everything, with components
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
  MATCH (n:mapped_labels()) WHERE elementId(n) = member
  SET n.insight_island = island, n.insight_computed_at = $at
} IN TRANSACTIONS OF 500 ROWS
RETURN count(DISTINCT island) AS islands
