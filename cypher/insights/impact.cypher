// What depends on a node: all whose rows refer to it, or to something that does, nearest first; and their number by
// label. Relationships point from the row that refers to the one referred to, so they are followed backwards.
// answers one
// parameter of: node
// parameter hops: number 1..5 = 3
// parameter limit: number 1..500 = 100
find(n, $of)
OPTIONAL CALL (n) {
  MATCH path = SHORTEST 1 (n) (()<-[e:mapped_types()]-(step) WHERE visible(step) AND visible_edge(e)){1,5} (dependent)
  WHERE length(path) <= $hops AND dependent <> n
  RETURN dependent, length(path) AS distance
}
WITH n, dependent, distance ORDER BY distance, node_id(dependent)
WITH n, collect({node: dependent, hops: distance}) AS found, collect(dependent) AS dependents
CALL (dependents) {
  UNWIND dependents AS dependent
  WITH [label IN labels(dependent) WHERE label IN $mapped_labels][0] AS label, count(*) AS number
  ORDER BY label
  RETURN collect({label: label, number: number}) AS by_label
}
RETURN n AS of, size(dependents) AS dependents, by_label,
       [one IN found WHERE one.node IS NOT NULL][..$limit] AS nearest
