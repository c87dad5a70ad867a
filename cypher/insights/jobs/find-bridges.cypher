// Betweenness over roles and jobs: bridges are roles on many of the shortest paths. Exact where as many nodes are
// asked as there are; otherwise estimated from a sample, always the same one.
// parameter graph: the projection of roles and jobs
// parameter sample: how many nodes are asked at most
// parameter roles, jobs: as count has them
CALL gds.betweenness.mutate($graph, {
  mutateProperty: 'betweenness', samplingSeed: 1,
  samplingSize: CASE WHEN $roles + $jobs > $sample THEN $sample ELSE $roles + $jobs END
})
YIELD computeMillis
RETURN CASE WHEN $roles + $jobs > $sample THEN toFloat($roles + $jobs) / $sample ELSE 1.0 END AS scale
