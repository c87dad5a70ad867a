package io.neo4jsync.leader;

/** This instance does not lead (any more), so it must not write. */
public final class NotLeadingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NotLeadingException() {
    super("this instance does not lead, or not without a break; what it had taken is taken anew");
  }
}
