package io.neo4jsync.mapping;

/** The route files do not make a mapping; the message names route, step and remedy. */
public final class MappingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public MappingException(String message) {
    super(message);
  }
}
