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
    String code = code(e);
    return code.startsWith("Neo.ClientError.Statement.")
        || code.startsWith("Neo.ClientError.Schema.")
        || code.startsWith("Neo.ClientError.Procedure.");
  }

  /** Whether Neo4j itself does not know whose fault it is. */
  static boolean isErrorOfDatabase(Neo4jException e) {
    return code(e).startsWith("Neo.DatabaseError.");
  }

  private static String code(Neo4jException e) {
    return e.code() == null ? "" : e.code();
  }
}
