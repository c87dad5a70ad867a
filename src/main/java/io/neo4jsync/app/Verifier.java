package io.neo4jsync.app;

import io.neo4jsync.graph.Difference;
import io.neo4jsync.graph.GraphBatch;
import io.neo4jsync.graph.GraphStrays;
import io.neo4jsync.mapping.MappingReader;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.queue.Change;
import io.neo4jsync.queue.ChangeBatch;
import io.neo4jsync.queue.EntityChanges;
import io.neo4jsync.queue.QueueEvents;
import io.neo4jsync.verify.DriftReport;
import io.neo4jsync.verify.Verification;
import io.neo4jsync.verify.Verifications;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/** Compares source and graph through the entity routes, in a context of its own. */
public final class Verifier {

  private Verifier() {}

  /**
   * Looks at one table, or at all when it is null, and keeps the report.
   *
   * @throws io.neo4jsync.mapping.MappingException when no route maps the table
   */
  public static DriftReport verify(SyncParts parts, String table) throws Exception {
    return verify(parts, table, () -> false);
  }

  /**
   * The same, and it ends soon after the report is {@code unwanted}.
   *
   * @throws java.util.concurrent.CancellationException when it has ended so; no report is kept
   */
  static DriftReport verify(SyncParts parts, String table, BooleanSupplier unwanted)
      throws Exception {
    long begin = System.nanoTime();
    DriftReport report = compare(parts, table, unwanted);
    new Verifications(parts.postgres()).add(table, (System.nanoTime() - begin) / 1e9, report);
    return report;
  }

  private static DriftReport compare(SyncParts parts, String table, BooleanSupplier unwanted)
      throws Exception {
    return RouteFiles.with(
        parts,
        context -> {
          Mappings mappings = parts.mappings().refresh(context);
          Collection<TableMapping> tables =
              table == null ? mappings.all() : List.of(mappings.required(table));
          context.start();
          for (TableMapping mapping : mappings.all()) {
            context.getRouteController().startRoute(mapping.routeId());
          }
          return new Verification(
                  mappings,
                  parts.catalog(),
                  parts.pages(),
                  parts.keys(),
                  parts.graphKeys(),
                  new GraphStrays(parts.driver(), parts.database(), parts.catalog()),
                  new QueueEvents(parts.postgres()),
                  changes -> compare(parts, context, changes),
                  parts.softDeleteColumn(),
                  unwanted)
              .of(tables);
        });
  }

  private static List<Difference> compare(
      SyncParts parts, CamelContext context, List<Change> changes) throws Exception {
    GraphBatch batch = new GraphBatch();
    for (EntityChanges group : parts.batchPlanner().plan(new ChangeBatch(changes))) {
      Exchange exchange =
          context
              .createFluentProducerTemplate()
              .to(MappingReader.ENTITY_URI + group.table())
              .withBody(group)
              .withVariable("operation", group.operation())
              .withVariable(GraphBatch.VARIABLE, batch)
              .send();
      if (exchange.getException() != null) {
        throw exchange.getException();
      }
    }
    return parts.writer().compare(parts.database(), batch);
  }
}
