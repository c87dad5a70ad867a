// A path between two nodes with the fewest relationships, in whatever direction they point, over nodes that the
// caller may see. It does not lead through tenants, which would join everything to everything.
// answers graph
// parameter from: node
// parameter to: node
// parameter hops: number 1..6 = 6
find(a, $from)
find(b, $to)
MATCH path = SHORTEST 1 (a) (()-[e:mapped_types()]-(step) WHERE visible(step) AND visible_edge(e) AND (step = b OR NOT step:Tenant)){1,6} (b)
WHERE length(path) <= $hops
RETURN nodes(path) AS nodes, relationships(path) AS edges, length(path) AS hops
