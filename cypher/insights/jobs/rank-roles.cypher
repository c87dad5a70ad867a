// PageRank over roles and jobs, until it no longer changes: influential are roles with many jobs that few do.
// parameter graph: the projection of roles and jobs
CALL gds.pageRank.mutate($graph, {
  mutateProperty: 'pagerank', dampingFactor: 0.85, maxIterations: 500, tolerance: 1e-10
})
YIELD didConverge
RETURN didConverge AS ranks_converged
