// Projects roles and jobs, and who does what, undirected; roles without jobs are there too. The order makes the
// result depend on the rows alone, and not on where Neo4j keeps them. For both labels in one pattern Neo4j may choose
// to look at every node there is.
// parameter graph: name of the projection
// parameter everything, tenants: what is visible
CALL () { MATCH (n:Role) RETURN n UNION MATCH (n:JTBD) RETURN n }
WITH n WHERE visible(n)
WITH n ORDER BY labels(n), n.id
OPTIONAL MATCH (n)-[w:PERFORMED_BY_ROLE]->(r:Role)
WHERE visible(r) AND visible_edge(w)
WITH n, r ORDER BY labels(n), n.id, r.id
WITH gds.graph.project(
  $graph, n, r,
  {sourceNodeLabels: CASE WHEN n:Role THEN 'Role' ELSE 'JTBD' END, targetNodeLabels: 'Role',
   relationshipType: 'PERFORMED_BY_ROLE'},
  {undirectedRelationshipTypes: ['*'], readConcurrency: 1}) AS projected
RETURN projected.nodeCount AS projected_nodes
