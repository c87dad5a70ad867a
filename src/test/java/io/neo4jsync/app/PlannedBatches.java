package io.neo4jsync.app;

import io.neo4jsync.graph.GraphBatch;
import io.neo4jsync.queue.ChangeBatch;
import io.neo4jsync.queue.EntityChanges;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;

/** Plans batches as routes/write-batch does, through the entity routes, and writes none. */
public final class PlannedBatches {

  private static final String ROUTER = "direct:route-to-entity";

  private PlannedBatches() {}

  /** For each batch the statements of its Neo4j transaction. */
  public static List<GraphBatch> of(SyncParts parts, List<ChangeBatch> batches) throws Exception {
    return RouteFiles.with(parts, context -> plan(parts, context, batches));
  }

  private static List<GraphBatch> plan(
      SyncParts parts, CamelContext context, List<ChangeBatch> batches) throws Exception {
    parts.mappings().refresh(context);
    context.start();
    for (Route route : context.getRoutes()) {
      if ("entities".equals(route.getGroup()) || route.getId().equals("entity-router")) {
        context.getRouteController().startRoute(route.getId());
      }
    }
    List<GraphBatch> planned = new ArrayList<>();
    try (ProducerTemplate template = context.createProducerTemplate()) {
      for (ChangeBatch batch : batches) {
        GraphBatch graphBatch = parts.batchPlanner().newGraphBatch(batch);
        for (EntityChanges changes : parts.batchPlanner().plan(batch)) {
          Exchange exchange =
              template.send(
                  ROUTER,
                  each -> {
                    each.getMessage().setBody(changes);
                    each.setVariable(GraphBatch.VARIABLE, graphBatch);
                  });
          if (exchange.getException() != null) {
            throw exchange.getException();
          }
        }
        planned.add(graphBatch);
      }
    }
    return planned;
  }
}
