// How large the networks of the scope are, before any of them is projected.
// parameter everything: whether all is visible
// parameter tenants: else the tenants whose rows are
CALL () {
  MATCH (r:Role) WHERE visible(r)
  RETURN count(r) AS roles
}
CALL () {
  MATCH (j:JTBD) WHERE visible(j)
  RETURN count(j) AS jobs
}
CALL () {
  MATCH (j:JTBD)-[w:PERFORMED_BY_ROLE]->(r:Role)
  WHERE visible(j) AND visible(r) AND visible_edge(w)
  RETURN count(w) AS relationships
}
CALL () {
  CALL () { MATCH (v:ValueCategory) RETURN v UNION MATCH (v:ValueDriver) RETURN v }
  WITH v WHERE visible(v)
  RETURN count(v) AS purposes
}
CALL () {
  MATCH (j:JTBD)-[s:DELIVERS_VALUE|IMPACTS]->(v:ValueCategory|ValueDriver)
  WHERE visible(j) AND visible(v) AND visible_edge(s)
  RETURN count(s) AS services
}
CALL () {
  mapped_nodes(n)
  WITH n WHERE NOT n:Tenant AND visible(n)
  RETURN count(n) AS nodes
}
CALL () {
  mapped_nodes(n)
  WITH n WHERE NOT n:Tenant AND visible(n)
  MATCH (n)-[e:mapped_types()]->(m)
  WHERE is_mapped(m) AND NOT m:Tenant AND visible(m) AND visible_edge(e)
  RETURN count(e) AS edges
}
RETURN roles, jobs, relationships, purposes, services, nodes, edges
