// Roles that do the same jobs as a role, the most similar first: the Jaccard index of their sets of jobs.
// It is computed when it is asked for, from the jobs and roles that the caller may see; the relationships
// SIMILAR_TO in the graph are the same for the whole graph, as of the last refresh.
// answers one
// parameter id: text
// parameter limit: number 1..100 = 20
// parameter cutoff: decimal 0..1 = 0
MATCH (role:Role {id: $id}) WHERE visible(role)
WITH role, COLLECT { MATCH (role)<-[e:PERFORMED_BY_ROLE]-(job:JTBD) WHERE visible(job) AND visible_edge(e) RETURN DISTINCT job } AS jobs
CALL (role, jobs) {
  UNWIND jobs AS job
  MATCH (job)-[e:PERFORMED_BY_ROLE]->(other:Role) WHERE other <> role AND visible_edge(e)
  WITH other, collect(DISTINCT job) AS shared
  WHERE visible(other)
  WITH other, shared,
       COUNT { MATCH (other)<-[e:PERFORMED_BY_ROLE]-(job:JTBD) WHERE visible(job) AND visible_edge(e) RETURN DISTINCT job } AS others
  WITH other, shared, toFloat(size(shared)) / (size(jobs) + others - size(shared)) AS score
  WHERE score >= $cutoff
  ORDER BY score DESC, other.id LIMIT $limit
  RETURN collect({role: other, score: score, shared_jobs: size(shared), for_example: shared[..5]}) AS similar
}
RETURN role, size(jobs) AS jobs, similar, 'jaccard' AS method
