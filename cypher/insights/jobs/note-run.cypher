// Notes what came of the scope, instead of what came of it in the run before.
// parameter scope: all, or the tenant
// parameter at, seconds, gds_version, full_sync: of the run
// parameter roles and the others: as the steps before have them
WITH 1 AS once
WHERE $everything OR EXISTS { (t:Tenant) WHERE t.id = $scope }
MERGE (i:InsightRun {scope: $scope})
SET i = {
  scope: $scope, computed_at: $at, seconds: $seconds, gds_version: $gds_version, full_sync: $full_sync,
  roles: $roles, jobs: $jobs, relationships: $relationships, communities: $communities, modularity: $modularity,
  islands: $islands, similarities: $similar_roles + $similar_jobs
}
