// The roles of a community, in the order of their keys.
// answers list
// parameter community: text
// parameter limit: number 1..500 = 100
// cursor key
OPTIONAL MATCH (run:InsightRun {scope: coalesce($scope, 'all')})
MATCH (role:Role) WHERE visible(role) AND ($after IS NULL OR role.id > $after[0])
OPTIONAL MATCH (role)-[rated:RATED_IN]->(tenant:Tenant {id: $scope})
WITH run, role, rated
WHERE $community = CASE WHEN run IS NULL THEN
            head(COLLECT { MATCH (role)-[:BELONGS_TO]->(department:Department) WHERE visible(department)
                           RETURN department.id ORDER BY department.id })
          WHEN $scope IS NULL THEN toString(role.insight_community)
          ELSE toString(rated.community) END
RETURN role, CASE WHEN run IS NULL THEN 'department' ELSE 'louvain' END AS method,
       run.computed_at AS computed_at, role.id AS key
ORDER BY key LIMIT $limit
