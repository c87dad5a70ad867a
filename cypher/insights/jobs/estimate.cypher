// Bytes of heap that the largest step of the scope takes at most (each estimate has the projection in it, and
// there is one projection at a time), and the bytes that GDS says are free.
// parameter roles, jobs, relationships, purposes, services, nodes, edges: as count has them
// parameter similar: most relationships SIMILAR_TO of a node
WITH {nodeProjection: '*', relationshipProjection: '*', nodeCount: $nodes, relationshipCount: $edges} AS whole,
     // undirected ones are held in both directions
     {nodeProjection: '*', relationshipProjection: '*', nodeCount: $roles + $jobs,
      relationshipCount: 2 * $relationships} AS network,
     {nodeProjection: '*', relationshipProjection: '*', nodeCount: $roles + $jobs + $purposes,
      relationshipCount: $relationships + $services} AS work
CALL gds.wcc.mutate.estimate(whole, {mutateProperty: 'island'})
  YIELD bytesMax AS islands
CALL gds.pageRank.mutate.estimate(network, {mutateProperty: 'pagerank'})
  YIELD bytesMax AS pagerank
CALL gds.betweenness.mutate.estimate(network, {mutateProperty: 'betweenness'})
  YIELD bytesMax AS betweenness
CALL gds.louvain.mutate.estimate(network, {mutateProperty: 'community', concurrency: 1})
  YIELD bytesMax AS communities
CALL gds.nodeSimilarity.filtered.stream.estimate(network, {topK: $similar})
  YIELD bytesMax AS similar_roles
CALL gds.nodeSimilarity.filtered.stream.estimate(work, {topK: $similar})
  YIELD bytesMax AS similar_jobs
UNWIND [islands, pagerank, betweenness, communities, similar_roles, similar_jobs] AS bytes
WITH max(bytes) AS bytes_needed
CALL gds.debug.sysInfo() YIELD key, value
RETURN bytes_needed, collect(CASE key WHEN 'availableHeapInBytes' THEN value END)[0] AS bytes_free
