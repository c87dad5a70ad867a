// Takes the relationships RATED_IN of earlier runs away that this one has not written again.
// parameter scope: the tenant
// parameter at: time of the run
MATCH (n)-[r:RATED_IN]->(:Tenant {id: $scope})
WHERE NOT coalesce(r.computed_at = $at, false)
CALL (r) {
  DELETE r
} IN TRANSACTIONS OF 500 ROWS
