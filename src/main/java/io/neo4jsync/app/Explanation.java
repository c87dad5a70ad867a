package io.neo4jsync.app;

import io.neo4jsync.graph.GraphBatch;
import io.neo4jsync.mapping.MappingReader;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.queue.EntityChanges;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/** What a table's route produces: the route is run with no rows, and its statements are printed. */
public final class Explanation {

  private Explanation() {}

  /** The Cypher for written and for deleted rows of the table, with comments. */
  public static String of(SyncParts parts, String table) throws Exception {
    return RouteFiles.with(parts, context -> explain(parts, context, table));
  }

  private static String explain(SyncParts parts, CamelContext context, String table)
      throws Exception {
    Mappings mappings = parts.mappings().refresh(context);
    TableMapping mapping = mappings.required(table);
    context.start();
    context.getRouteController().startRoute(mapping.routeId());
    return "// route "
        + mapping.routeId()
        + ", table "
        + table
        + ", key "
        + mapping.key()
        + "\n\n"
        + cypher(context, table, EntityChanges.UPSERT)
        + cypher(context, table, EntityChanges.DELETE);
  }

  private static String cypher(CamelContext context, String table, String operation)
      throws Exception {
    GraphBatch batch = new GraphBatch();
    Exchange exchange =
        context
            .createFluentProducerTemplate()
            .to(MappingReader.ENTITY_URI + table)
            .withBody(new EntityChanges(table, operation, List.of()))
            .withVariable("operation", operation)
            .withVariable(GraphBatch.VARIABLE, batch)
            .send();
    if (exchange.getException() != null) {
      throw exchange.getException();
    }
    return "// ── " + operation + " ──\n" + batch.explain();
  }
}
