package io.neo4jsync.http;

import io.neo4jsync.health.StartCheck;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.health.HealthCheckRegistry;

/** Camel answers for liveness and readiness; this adds the path that answers for the start. */
public final class StartPath {

  private static final String NAME = "/started";

  private StartPath() {}

  /** Adds the path to the management server, if the context has one. */
  public static void add(CamelContext context) {
    ManagementHttpServer management = context.hasService(ManagementHttpServer.class);
    if (management != null) {
      management
          .getRouter()
          .get(management.getHealthPath() + NAME)
          .handler(request -> answer(context, request));
    }
  }

  /** In the shape of Camel's own answers. */
  private static void answer(CamelContext context, RoutingContext request) {
    HealthCheck check = HealthCheckRegistry.get(context).getCheck(StartCheck.ID).orElseThrow();
    Result result = check.call();
    JsonObject answer = new JsonObject().put("status", result.getState().name());
    if (!"oneline".equals(request.request().getParam("exposureLevel"))) {
      JsonObject item =
          new JsonObject().put("name", StartCheck.ID).put("status", result.getState().name());
      result.getMessage().ifPresent(message -> item.put("message", message));
      answer.put("checks", new JsonArray().add(item));
    }
    request
        .response()
        .setStatusCode(result.getState() == State.UP ? 200 : 503)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(answer.encode());
  }
}
