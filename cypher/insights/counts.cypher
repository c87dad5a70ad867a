// How many nodes the caller may see by label, and relationships between them by type.
// answers one
CALL () {
  mapped_nodes(n)
  WITH n WHERE visible(n)
  WITH [label IN labels(n) WHERE label IN $mapped_labels][0] AS label, count(*) AS number
  ORDER BY label
  RETURN collect({label: label, number: number}) AS nodes
}
CALL () {
  mapped_nodes(n)
  WITH n WHERE visible(n)
  MATCH (n)-[edge:mapped_types()]->(m) WHERE visible(m) AND visible_edge(edge)
  WITH type(edge) AS type, count(*) AS number
  ORDER BY type
  RETURN collect({type: type, number: number}) AS relationships
}
RETURN nodes, relationships
