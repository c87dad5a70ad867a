package io.neo4jsync.value;

/** A captured row or one of its values is not what its type allows; the message says which. */
public final class ValueException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ValueException(String message) {
    super(message);
  }

  public ValueException(String message, Throwable cause) {
    super(message, cause);
  }
}
