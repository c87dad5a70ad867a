package io.neo4jsync.graph;

/**
 * The order of statements inside a batch's transaction. Relationships are removed before others are
 * made, so that one row can take over the pair of another; nodes go last and take along what hangs
 * on them.
 */
enum Phase {
  DELETE_EDGES,
  MERGE_NODES,
  /** Of junction rows. */
  MERGE_EDGES,
  /** Of rows whose node turned out to have another relationship or none. */
  MERGE_FOREIGN_KEYS,
  CYPHER,
  DELETE_NODES;

  /** Whether its statements wait for the answers to those before. */
  boolean needsAnswers() {
    return compareTo(MERGE_EDGES) > 0;
  }
}
