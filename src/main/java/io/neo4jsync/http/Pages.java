package io.neo4jsync.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.StaticHandler;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;

/** The files of the status page and of Hawtio, and what is said where there are none. */
public final class Pages {

  static final String HAWTIO = "/hawtio";
  static final String JOLOKIA = "/hawtio/jolokia";

  /** Where the build puts Hawtio. */
  private static final String HAWTIO_FILES = "web/hawtio";

  private static final String STATUS_FILES = "web/status";

  /** What Hawtio asks a server of its own for, and what it is to make of the answer. */
  private static final Map<String, String> HAWTIO_ANSWERS =
      Map.of(
          "/user", "\"operator\"",
          "/plugin", "[]",
          "/proxy/enabled", "false",
          "/keycloak/enabled", "false",
          "/auth/config/session-timeout", "-1",
          "/auth/config/login", "[]");

  private Pages() {}

  /** Adds the files to the servers that the context has. */
  public static void add(CamelContext context) {
    MainHttpServer http = context.hasService(MainHttpServer.class);
    if (http != null) {
      files(http.getRouter(), "", STATUS_FILES);
      Problem.last(http.getRouter());
    }
    ManagementHttpServer management = context.hasService(ManagementHttpServer.class);
    if (management != null) {
      hawtio(management.getRouter());
      Problem.last(management.getRouter());
    }
  }

  private static void hawtio(Router router) {
    router
        .get(HAWTIO)
        .handler(
            request -> {
              if (request.normalizedPath().endsWith("/")) {
                request.next();
              } else {
                request.redirect(HAWTIO + "/");
              }
            });
    HAWTIO_ANSWERS.forEach(
        (path, answer) ->
            router
                .get(HAWTIO + path)
                .handler(
                    request ->
                        request
                            .response()
                            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                            .end(answer)));
    files(router, HAWTIO, HAWTIO_FILES);
    // the addresses of Hawtio's own pages
    router
        .get(HAWTIO + "/*")
        .last()
        .handler(
            request -> {
              if (request.normalizedPath().matches(".*\\.[a-z0-9]+")) {
                Problem.answer(request, 404, "there is no such file");
              } else {
                request.reroute(HttpMethod.GET, HAWTIO + "/index.html");
              }
            });
  }

  private static void files(Router router, String path, String folder) {
    router
        .get(path + "/*")
        .order(Integer.MAX_VALUE - 1)
        .handler(StaticHandler.create(folder).setCachingEnabled(true).setDirectoryListing(false));
  }
}
