// The same as forget-islands-on-nodes for a tenant's scope.
// parameter scope: the tenant
// parameter at: time of the run
MATCH (n)-[r:RATED_IN]->(:Tenant {id: $scope})
WHERE r.island IS NOT NULL AND NOT coalesce(r.computed_at = $at, false)
CALL (r) {
  REMOVE r.island
} IN TRANSACTIONS OF 500 ROWS
