package io.neo4jsync.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** What browsers are told about every answer. */
final class Headers {

  private static final String NOTHING_FROM_ELSEWHERE =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** Hawtio writes styles into its page, and its editor runs as a worker. */
  private static final String HAWTIO =
      "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:;"
          + " base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

  private Headers() {}

  static void add(RoutingContext context, boolean secure) {
    HttpServerResponse response = context.response();
    response
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("X-Frame-Options", "DENY")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(
            "Content-Security-Policy",
            context.normalizedPath().startsWith(Pages.HAWTIO + "/")
                ? HAWTIO
                : NOTHING_FROM_ELSEWHERE);
    if (secure) {
      response.putHeader("Strict-Transport-Security", "max-age=31536000");
    }
  }
}
