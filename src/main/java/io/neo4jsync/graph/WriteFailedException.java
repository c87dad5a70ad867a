package io.neo4jsync.graph;

/** Neo4j refuses a statement for good; the message names the step that asked for it. */
public final class WriteFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String routeId;

  WriteFailedException(GraphStatement statement, Throwable cause) {
    super(
        "step "
            + statement.stepId()
            + " of route "
            + statement.routeId()
            + ": "
            + cause.getMessage(),
        cause);
    this.routeId = statement.routeId();
  }

  WriteFailedException(Throwable cause) {
    super("the batch was refused: " + cause.getMessage(), cause);
    this.routeId = "write-graph";
  }

  /** The route whose step it was. */
  public String routeId() {
    return routeId;
  }
}
