package io.neo4jsync.api;

/** A request that cannot be served, and the HTTP status that says why. */
public final class RequestException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;

  public RequestException(int status, String message) {
    super(message);
    this.status = status;
  }

  public static RequestException wrong(String message) {
    return new RequestException(400, message);
  }

  public static RequestException notFound(String message) {
    return new RequestException(404, message);
  }

  int status() {
    return status;
  }
}
