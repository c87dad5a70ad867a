package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.health.StartCheck;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.Processes;
import io.neo4jsync.testing.RunningSync;
import io.neo4jsync.testing.Web;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.RouteController;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neo4j.dbms.api.DatabaseManagementService;

/** What the health checks say of routes, and of the start. */
class HealthIT {

  private static final String STARTED = "/observe/health/started";

  @TempDir private Path data;

  @Test
  void theStartIsOverWhenNeo4jHasAnsweredAndStaysOverWithoutIt() throws Exception {
    Web web = new Web();
    int port = Processes.freePort();
    String bolt = "bolt://127.0.0.1:" + port;
    DatabaseManagementService neo4j = null;
    try (SmallSource source = new SmallSource();
        RunningSync sync = RunningSync.on(source.url(), web.settings("neo4j.uri", bolt))) {
      sync.start();
      Awaitility.await("the reason is known")
          .atMost(Duration.ofSeconds(60))
          .until(() -> web.get(STARTED).body().contains("Unable to connect"));
      HttpResponse<String> before = web.get(STARTED);
      assertThat(before.statusCode()).isEqualTo(503);
      assertThat(Web.JSON.readTree(before.body()).at("/checks/0/message").asText())
          .startsWith("Neo4j at " + bolt + " has not answered since the start: Unable to connect");
      assertThat(web.get(STARTED + "?exposureLevel=oneline").body())
          .isEqualTo("{\"status\":\"DOWN\"}");
      assertThat(web.get("/observe/health/live").statusCode()).isEqualTo(200);
      neo4j = Databases.ownNeo4j(data.resolve("neo4j"), port).build();
      Awaitility.await("the start is over")
          .atMost(Duration.ofSeconds(60))
          .until(() -> web.get(STARTED).statusCode() == 200);
      assertThat(web.json(STARTED).at("/checks/0/status").asText()).isEqualTo("UP");

      neo4j.shutdown();
      source.tools(1);
      Awaitility.await("the outage is noticed")
          .atMost(Duration.ofSeconds(60))
          .until(() -> web.get("/observe/health/ready").statusCode() == 503);
      assertThat(web.get(STARTED).statusCode()).isEqualTo(200);
    } finally {
      if (neo4j != null) {
        neo4j.shutdown();
      }
    }
  }

  @Test
  void theStartIsNotOverBeforeAllRoutesRun() {
    CamelContext camel = new DefaultCamelContext();
    try {
      StartCheck check = new StartCheck(Databases.driver(), "neo4j", "bolt://here");
      check.setCamelContext(camel);
      check.begin();
      assertThat(check.call().getMessage()).hasValue("the routes are being started");
      camel.start();
      Awaitility.await("Neo4j has answered")
          .atMost(Duration.ofSeconds(30))
          .until(() -> check.call().getState() == State.UP);
    } finally {
      camel.stop();
    }
  }

  @Test
  void aStoppedRouteIsNamedAndNoMomentOfAReloadFails() throws Exception {
    try (SmallSource source = new SmallSource().start()) {
      CamelContext camel = source.sync().camel();
      RouteController routes = camel.getRouteController();
      assertThat(readiness(camel)).extracting(Result::getState).containsExactly(State.UP);
      routes.stopRoute("entity-tools");
      assertThat(readiness(camel))
          .singleElement()
          .satisfies(sync -> assertThat(sync.getState()).isEqualTo(State.DOWN))
          .satisfies(
              sync -> assertThat(sync.getMessage()).contains("stopped routes: entity-tools"));
      assertThat(HealthCheckHelper.invokeLiveness(camel))
          .extracting(Result::getState)
          .doesNotContain(State.DOWN);
      routes.startRoute("entity-tools");

      CompletableFuture<Void> reloads = CompletableFuture.runAsync(() -> reload(camel));
      do {
        assertThat(readiness(camel)).hasSize(1);
      } while (!reloads.isDone());
      reloads.get();
      assertThat(readiness(camel)).extracting(Result::getState).containsExactly(State.UP);
    }
  }

  /** Often enough for some look to fall between a list of the routes and their states. */
  private static void reload(CamelContext camel) {
    try {
      for (int i = 0; i < 150; i++) {
        camel.addRoutes(
            new RouteBuilder() {
              @Override
              public void configure() {
                from("direct:short-lived").routeId("short-lived").log("never called");
              }
            });
        camel.getRouteController().stopRoute("short-lived");
        camel.removeRoute("short-lived");
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Without the one of the context itself. */
  private static Collection<Result> readiness(CamelContext camel) {
    return HealthCheckHelper.invokeReadiness(camel).stream()
        .filter(result -> !result.getCheck().getId().equals("context"))
        .toList();
  }
}
