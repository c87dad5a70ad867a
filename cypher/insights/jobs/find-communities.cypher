// Louvain communities of roles and jobs. One thread, so that the same rows give the same communities.
// parameter graph: the projection of roles and jobs
CALL gds.louvain.mutate($graph, {mutateProperty: 'community', concurrency: 1, consecutiveIds: true})
YIELD communityCount, modularity
// of a network without relationships it is no number
RETURN communityCount AS communities, CASE WHEN NOT isNaN(modularity) THEN modularity END AS modularity
