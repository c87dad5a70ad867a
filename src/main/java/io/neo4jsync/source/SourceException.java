package io.neo4jsync.source;

/**
 * A source table cannot be read as the mapping wants it; the message names the table and the
 * reason.
 */
public final class SourceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean ofTable;

  public SourceException(String message, Throwable cause) {
    this(message, cause, false);
  }

  /**
   * @param ofTable whether no row of the table can be read that way, whatever its values
   */
  SourceException(String message, Throwable cause, boolean ofTable) {
    super(message, cause);
    this.ofTable = ofTable;
  }

  /** Whether no row of the table can be read that way, whatever its values. */
  public boolean isOfTable() {
    return ofTable;
  }
}
