// Jobs that the roles most similar to a role do and it does not, with the roles as reasons. A job's score is the
// sum of the similarities of those who do it.
// answers one
// parameter id: text
// parameter limit: number 1..100 = 20
// parameter peers: number 1..50 = 20
MATCH (role:Role {id: $id}) WHERE visible(role)
WITH role, COLLECT { MATCH (role)<-[e:PERFORMED_BY_ROLE]-(job:JTBD) WHERE visible(job) AND visible_edge(e) RETURN DISTINCT job } AS jobs
CALL (role, jobs) {
  UNWIND jobs AS job
  MATCH (job)-[e:PERFORMED_BY_ROLE]->(peer:Role) WHERE peer <> role AND visible_edge(e)
  WITH peer, count(DISTINCT job) AS shared
  WHERE visible(peer)
  WITH peer, shared,
       COUNT { MATCH (peer)<-[e:PERFORMED_BY_ROLE]-(job:JTBD) WHERE visible(job) AND visible_edge(e) RETURN DISTINCT job } AS theirs
  WITH peer, toFloat(shared) / (size(jobs) + theirs - shared) AS similarity
  ORDER BY similarity DESC, peer.id LIMIT $peers
  MATCH (peer)<-[e:PERFORMED_BY_ROLE]-(new:JTBD) WHERE NOT new IN jobs AND visible_edge(e)
  WITH DISTINCT new, peer, similarity ORDER BY similarity DESC, peer.id
  WITH new, sum(similarity) AS score, collect({role: peer, similarity: similarity}) AS because
  WHERE visible(new)
  ORDER BY score DESC, new.id LIMIT $limit
  RETURN collect({job: new, score: score, done_by: size(because), because: because[..5]}) AS recommended
}
RETURN role, size(jobs) AS jobs, recommended, 'jaccard' AS method
