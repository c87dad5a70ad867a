package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.spi.RouteController;
import org.junit.jupiter.api.Test;

/** What the health checks say of routes. */
class HealthIT {

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
