package io.neo4jsync.graph;

/** Neo4j refuses a statement for good; the message names the step that asked for it. */
public final class WriteFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String routeId;

  /**
   * @param statement what was refused; null if it was the batch as a whole
   */
  WriteFailedException(GraphStatement statement, Throwable cause) {
    super(what(statement) + ": " + cause.getMessage(), cause);
    this.routeId = statement == null ? "write-graph" : statement.routeId();
  }

  private static String what(GraphStatement statement) {
    return statement == null
        ? "the batch was refused"
        : "step " + statement.stepId() + " of route " + statement.routeId();
  }

  /** The route whose step it was. */
  public String routeId() {
    return routeId;
  }
}
