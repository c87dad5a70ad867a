// The cheapest path between two nodes with at most so many relationships, over nodes that the caller may see, and not
// through tenants. A relationship costs 1 less half its strength, which is its relevance_score or impact_strength
// (0 to 1); one without costs 1. The Cypher gives the relationships of the nodes $frontier, one row each.
// answers path
// parameter from: node
// parameter to: node
// parameter hops: number 1..6 = 4
UNWIND $frontier AS id
MATCH (here) WHERE elementId(here) = id AND visible(here)
MATCH (here)-[edge:mapped_types()]-(there)
WHERE visible(there) AND visible_edge(edge) AND (NOT there:Tenant OR elementId(there) IN $ends)
WITH here, edge, there, coalesce(toFloat(edge.relevance_score), toFloat(edge.impact_strength), 0.0) AS strength
RETURN elementId(here) AS from, elementId(there) AS to, elementId(edge) AS edge,
       1 - CASE WHEN strength > 1 THEN 1.0 WHEN strength < 0 THEN 0.0 ELSE strength END / 2 AS cost
LIMIT $most
