// Projects jobs, and by whom and for what they are done: roles, value categories, value drivers.
// parameter graph: name of the projection
// parameter everything, tenants: what is visible
MATCH (j:JTBD)
WHERE visible(j)
OPTIONAL MATCH (j)-[w:PERFORMED_BY_ROLE|DELIVERS_VALUE|IMPACTS]->(o:Role|ValueCategory|ValueDriver)
WHERE visible(o) AND visible_edge(w)
WITH gds.graph.project(
  $graph, j, o, {sourceNodeLabels: 'JTBD', targetNodeLabels: 'Other'}, {}) AS projected
RETURN projected.nodeCount AS projected_nodes
