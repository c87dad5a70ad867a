// Projects all that is visible, but the tenants and what leads to them: two rows are not connected because
// they belong to the same tenant.
// parameter graph: name of the projection
// parameter everything, tenants: what is visible
mapped_nodes(n)
WITH n WHERE NOT n:Tenant AND visible(n)
OPTIONAL MATCH (n)-[e:mapped_types()]->(m)
WHERE is_mapped(m) AND NOT m:Tenant AND visible(m) AND visible_edge(e)
WITH gds.graph.project($graph, n, m, {}, {}) AS projected
RETURN projected.nodeCount AS projected_nodes
