package io.neo4jsync.insights;

/** The insights cannot be computed; the message says why and what to do. */
final class InsightException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean lasting;

  private InsightException(String message, boolean lasting) {
    super(message);
    this.lasting = lasting;
  }

  InsightException(String message) {
    this(message, false);
  }

  static InsightException withoutGds() {
    return new InsightException(
        "Neo4j has no Graph Data Science, which ranks, communities, similarities and islands are computed"
            + " with (there is no function gds.version); install the plug-in for the server's version,"
            + " with dbms.security.procedures.unrestricted=gds.*",
        true);
  }

  /** Whether it stays so until somebody does something, so that telling it once is enough. */
  boolean isLasting() {
    return lasting;
  }
}
