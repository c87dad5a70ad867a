// Roles by their influence: PageRank over the network of jobs and roles, as of the last refresh for the
// caller's tenant. Where none has been made, by the number of their jobs; method says which.
// answers list
// parameter limit: number 1..200 = 50
// cursor score, key
OPTIONAL MATCH (run:InsightRun {scope: coalesce($scope, 'all')})
MATCH (role:Role) WHERE visible(role)
OPTIONAL MATCH (role)-[rated:RATED_IN]->(tenant:Tenant {id: $scope})
WITH role, run,
     CASE WHEN run IS NULL THEN
            toFloat(COUNT { MATCH (role)<-[e:PERFORMED_BY_ROLE]-(job:JTBD) WHERE visible(job) AND visible_edge(e) RETURN DISTINCT job })
          WHEN $scope IS NULL THEN role.insight_pagerank
          ELSE rated.pagerank END AS score
WHERE score IS NOT NULL
  AND ($after IS NULL OR score < $after[0] OR (score = $after[0] AND role.id > $after[1]))
RETURN role, score, CASE WHEN run IS NULL THEN 'degree' ELSE 'pagerank' END AS method,
       run.computed_at AS computed_at, role.id AS key
ORDER BY score DESC, key LIMIT $limit
