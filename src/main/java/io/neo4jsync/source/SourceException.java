package io.neo4jsync.source;

/**
 * A source table cannot be read as the mapping wants it; the message names the table and the
 * reason.
 */
public final class SourceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
