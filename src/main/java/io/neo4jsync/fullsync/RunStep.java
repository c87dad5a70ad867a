package io.neo4jsync.fullsync;

import io.neo4jsync.graph.GraphBatch.Part;
import io.neo4jsync.graph.GraphStrays.Group;

/**
 * A step of a run.
 *
 * @param table the table it works on; for strays their label or type
 * @param part which part of the table's route a LOAD runs
 * @param group the strays' group, else null
 */
record RunStep(Kind kind, String table, Part part, Group group) {

  enum Kind {
    /** Reads the rows and writes those that differ from the graph. */
    LOAD,
    /** Counts what the graph has and the source does not, and decides whether it may go. */
    CHECK,
    /** Removes that. */
    PRUNE,
    /** Counts and removes what no row can have made. */
    STRAYS,
    /** Waits for the rows handed to the queue. */
    SETTLE
  }

  static RunStep of(Kind kind, String table) {
    return new RunStep(kind, table, Part.ALL, null);
  }

  static RunStep load(String table, Part part) {
    return new RunStep(Kind.LOAD, table, part, null);
  }

  static RunStep strays(Group group) {
    return new RunStep(Kind.STRAYS, group.pattern(), Part.ALL, group);
  }

  /** The phase's name; with the table it identifies the step. */
  String phase() {
    return switch (kind) {
      case LOAD ->
          switch (part) {
            case ALL -> "load";
            case NODES -> "load nodes";
            case RELATIONSHIPS -> "load relationships";
          };
      case CHECK -> "check";
      case PRUNE -> "prune";
      case STRAYS -> "strays";
      case SETTLE -> "settle";
    };
  }

  /** Whether the run has come to this step. */
  boolean isWhere(SyncRun run) {
    return phase().equals(run.phase) && (table == null || table.equals(run.table));
  }

  /** Whether its rows count as read. */
  boolean isFirstLook() {
    return kind == Kind.LOAD && part != Part.RELATIONSHIPS;
  }
}
