package io.neo4jsync.capture;

/** Capture cannot be set up; the message says where and what is needed. */
public final class CaptureException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CaptureException(String message, Throwable cause) {
    super(message, cause);
  }
}
