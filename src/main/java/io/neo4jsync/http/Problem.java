package io.neo4jsync.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Answers that say what is wrong, as RFC 9457 has it. */
final class Problem {

  static final String TYPE = "application/problem+json";

  private Problem() {}

  /** Answers what nothing else on the router does, where Vert.x would send a page of its own. */
  static void last(Router router) {
    router
        .route()
        .last()
        .handler(
            context ->
                answer(
                    context,
                    404,
                    "nothing is served at this address for this method and Accept header"))
        .failureHandler(
            context -> {
              int status = context.statusCode();
              if (status < 400 || status >= 500) {
                context.next();
              } else {
                answer(context, status, "the request cannot be read");
              }
            });
  }

  static void answer(RoutingContext context, int status, String detail) {
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, TYPE)
        .end(
            new JsonObject()
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status)
                .put("detail", detail)
                .encode());
  }
}
