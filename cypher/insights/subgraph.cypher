// What is around a node, a department or a function, or around the nodes of some labels (functions if nothing is
// said): those up to so many relationships away, nearest first, and all relationships between them. Tenants are shown,
// and not gone through.
// answers graph
// parameter node: node = none
// parameter function: text = none
// parameter department: text = none
// parameter labels: labels = none
// parameter depth: number 0..3 = 1
// parameter limit: number 1..1000 = 200
CALL () {
  find(n, $node)
  RETURN n
  UNION
  MATCH (n:Department {id: $department}) WHERE visible(n) RETURN n
  UNION
  MATCH (n:Function {id: $function}) WHERE $department IS NULL AND visible(n) RETURN n
  UNION
  MATCH (n:mapped_labels())
  WHERE $node IS NULL AND $department IS NULL AND $function IS NULL
    AND any(label IN labels(n) WHERE label IN coalesce($labels, ['Function'])) AND visible(n)
  RETURN n ORDER BY node_id(n) LIMIT $limit
}
WITH collect(n)[..$limit] AS roots
WHERE size(roots) > 0
CALL (roots) {
  UNWIND CASE WHEN $depth >= 1 AND size(roots) < $limit THEN roots ELSE [] END AS from
  MATCH (from)-[e:mapped_types()]-(n) WHERE visible_edge(e) AND (NOT from:Tenant OR size(roots) = 1)
  WITH DISTINCT roots, n
  WHERE NOT n IN roots AND ($labels IS NULL OR any(label IN labels(n) WHERE label IN $labels)) AND visible(n)
  WITH roots, n ORDER BY node_id(n)
  RETURN collect(n) AS first
}
WITH (roots + first)[..$limit] AS roots, first
CALL (roots, first) {
  UNWIND CASE WHEN $depth >= 2 AND size(roots) < $limit THEN first ELSE [] END AS from
  MATCH (from)-[e:mapped_types()]-(n) WHERE visible_edge(e) AND NOT from:Tenant
  WITH DISTINCT roots, n
  WHERE NOT n IN roots AND ($labels IS NULL OR any(label IN labels(n) WHERE label IN $labels)) AND visible(n)
  WITH roots, n ORDER BY node_id(n)
  RETURN collect(n) AS second
}
WITH (roots + second)[..$limit] AS roots, second
CALL (roots, second) {
  UNWIND CASE WHEN $depth >= 3 AND size(roots) < $limit THEN second ELSE [] END AS from
  MATCH (from)-[e:mapped_types()]-(n) WHERE visible_edge(e) AND NOT from:Tenant
  WITH DISTINCT roots, n
  WHERE NOT n IN roots AND ($labels IS NULL OR any(label IN labels(n) WHERE label IN $labels)) AND visible(n)
  WITH roots, n ORDER BY node_id(n)
  RETURN collect(n) AS third
}
WITH (roots + third)[..$limit] AS nodes
CALL (nodes) {
  UNWIND nodes AS n
  MATCH (n)-[edge:mapped_types()]->(m) WHERE m IN nodes AND visible_edge(edge)
  WITH edge ORDER BY type(edge), node_id(n), node_id(m)
  RETURN collect(edge) AS edges
}
RETURN nodes, edges, size(nodes) = $limit AS truncated
