package io.neo4jsync.graph;

import java.util.Set;
import org.neo4j.driver.exceptions.Neo4jException;

/** Tells faults of the rows from faults of the server. */
final class GraphFaults {

  /** Whose fault an error is, as far as its code tells. */
  enum Fault {
    /**
     * What is in the statement: wrong types, constraint violations, values Neo4j cannot hold.
     * Trying again cannot help.
     */
    ROWS,
    /** More memory than a transaction gets: fewer rows at once may pass. */
    MEMORY,
    /** The transaction took too long: fewer rows at once may pass. */
    TIME,
    /** Neo4j itself does not know. */
    UNKNOWN,
    /** Connection, leader change, deadlock, credentials, disk: no fault of the rows. */
    SERVER
  }

  private static final Set<String> MEMORY =
      Set.of(
          "Neo.TransientError.General.TransactionOutOfMemoryError",
          "Neo.TransientError.General.MemoryPoolOutOfMemoryError",
          "Neo.TransientError.General.OutOfMemoryError");

  private GraphFaults() {}

  /** Judges by the code; an error of the driver has none and counts as the server's. */
  static Fault of(Neo4jException e) {
    String code = e.code() == null ? "" : e.code();
    if (code.startsWith("Neo.ClientError.Statement.")
        || code.startsWith("Neo.ClientError.Schema.")
        || code.startsWith("Neo.ClientError.Procedure.")) {
      return Fault.ROWS;
    }
    if (MEMORY.contains(code)) {
      return Fault.MEMORY;
    }
    if (code.startsWith("Neo.ClientError.Transaction.TransactionTimedOut")) {
      return Fault.TIME;
    }
    return code.startsWith("Neo.DatabaseError.") ? Fault.UNKNOWN : Fault.SERVER;
  }
}
