package io.neo4jsync.app;

import io.neo4jsync.insights.JobRun;
import org.apache.camel.Exchange;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;

/** Computes the insights through their routes, in a context of its own. */
public final class InsightRefresh {

  private static final String GROUP = "insight-jobs";
  private static final String START = "direct:refresh-insights";

  private InsightRefresh() {}

  /**
   * Makes a run, whether or not this process leads.
   *
   * @throws Exception when another run is under way, or Neo4j has no Graph Data Science
   */
  public static JobRun run(SyncParts parts) throws Exception {
    return RouteFiles.with(
        parts,
        context -> {
          parts.mappings().refresh(context);
          context.start();
          for (RouteDefinition route : ((ModelCamelContext) context).getRouteDefinitions()) {
            if (GROUP.equals(route.getGroup())
                && route.getInput().getEndpointUri().startsWith("direct:")) {
              context.getRouteController().startRoute(route.getRouteId());
            }
          }
          Exchange exchange = context.createFluentProducerTemplate().to(START).send();
          if (exchange.getException() != null) {
            throw exchange.getException();
          }
          return exchange.getMessage().getBody(JobRun.class);
        });
  }
}
