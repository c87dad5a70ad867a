// A path between two nodes with the fewest relationships, in whatever direction they point, over nodes that the
// caller may see; of several the first by the ids of its nodes. It does not lead through tenants, which would join everything to everything.
// answers graph
// parameter from: node
// parameter to: node
// parameter hops: number 1..6 = 6
find(a, $from)
find(b, $to)
MATCH path = ALL SHORTEST (a) (()-[e:mapped_types()]-(step) WHERE visible(step) AND visible_edge(e) AND (step = b OR NOT step:Tenant)){1,6} (b)
WHERE length(path) <= $hops
WITH path ORDER BY [node IN nodes(path) | node_id(node)] LIMIT 1
RETURN nodes(path) AS nodes, relationships(path) AS edges, length(path) AS hops
