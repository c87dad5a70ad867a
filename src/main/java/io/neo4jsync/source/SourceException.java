package io.neo4jsync.source;

import java.sql.SQLException;

/**
 * A source table cannot be read as the mapping wants it; the message names the table and the
 * reason.
 */
public final class SourceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SourceException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Passes a lost connection on; anything else is the table's or the mapping's fault. */
  public static SQLException readable(SQLException e, String table) {
    return SourceReader.readable(e, table);
  }
}
