package io.neo4jsync.graph;

import org.neo4j.driver.exceptions.Neo4jException;

/** Tells faults of the rows from faults of the server. */
final class GraphFaults {

  private GraphFaults() {}

  /**
   * Whether Neo4j refuses the statement because of what is in it, so that trying again cannot help:
   * wrong types, constraint violations, values it cannot hold. Everything else (connection, leader
   * change, deadlock, credentials, disk, memory) is no fault of the rows.
   */
  static boolean isFaultOfRows(Neo4jException e) {
    String code = e.code() == null ? "" : e.code();
    return code.startsWith("Neo.ClientError.Statement.")
        || code.startsWith("Neo.ClientError.Schema.")
        || code.startsWith("Neo.ClientError.Procedure.")
        || code.equals("N/A");
  }
}
