// The roles of a community, in the order of their keys.
// answers list
// parameter community: text
// parameter limit: number 1..500 = 100
// cursor key
OPTIONAL MATCH (run:InsightRun {scope: coalesce($scope, 'all')})
CALL (run) {
  WITH run WHERE run IS NULL
  MATCH (department:Department {id: $community})<-[:BELONGS_TO]-(role:Role)
  WHERE visible(department) AND visible(role)
  RETURN role
  UNION
  WITH run WHERE run IS NOT NULL AND $scope IS NULL
  MATCH (role:Role) WHERE toString(role.insight_community) = $community AND visible(role)
  RETURN role
  UNION
  WITH run WHERE run IS NOT NULL
  MATCH (role:Role)-[rated:RATED_IN]->(tenant:Tenant {id: $scope})
  WHERE toString(rated.community) = $community AND visible(role)
  RETURN role
}
WITH run, role WHERE $after IS NULL OR role.id > $after[0]
RETURN role, CASE WHEN run IS NULL THEN 'department' ELSE 'louvain' END AS method,
       run.computed_at AS computed_at, role.id AS key
ORDER BY key LIMIT $limit
