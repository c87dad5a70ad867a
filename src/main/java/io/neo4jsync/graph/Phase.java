package io.neo4jsync.graph;

/**
 * The order of statements inside a batch's transaction. Relationships are removed before others are
 * made, so that one row can take over the pair of another; nodes go last and take along what hangs
 * on them.
 */
enum Phase {
  DELETE_EDGES,
  MERGE_NODES,
  MERGE_EDGES,
  CYPHER,
  DELETE_NODES
}
