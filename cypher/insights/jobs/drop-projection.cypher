// Drops the projection, be it of this process or of one that died with it.
// parameter graph: its name
CALL gds.graph.drop($graph, false) YIELD graphName
RETURN count(graphName) AS dropped
