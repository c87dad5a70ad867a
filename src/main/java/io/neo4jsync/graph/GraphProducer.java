package io.neo4jsync.graph;

import io.neo4jsync.graph.GraphStatement.Origin;
import io.neo4jsync.mapping.EdgeMapping;
import io.neo4jsync.mapping.MappingException;
import io.neo4jsync.mapping.MappingRegistry;
import io.neo4jsync.mapping.NodeMapping;
import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.queue.BadRowsException;
import io.neo4jsync.queue.EntityChanges;
import io.neo4jsync.source.SourceRow;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.ResourceHelper;

/** Adds the step's statement for the rows in the body to the batch. */
final class GraphProducer extends DefaultProducer {

  private final GraphEndpoint endpoint;
  private final MappingRegistry mappings;

  GraphProducer(GraphEndpoint endpoint, MappingRegistry mappings) {
    super(endpoint);
    this.endpoint = endpoint;
    this.mappings = mappings;
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    EntityChanges changes = exchange.getMessage().getMandatoryBody(EntityChanges.class);
    Origin origin =
        new Origin(
            ExchangeHelper.getAtRouteId(exchange),
            exchange.getExchangeExtension().getHistoryNodeId());
    TableMapping mapping =
        mappings
            .current()
            .table(changes.table())
            .orElseThrow(() -> new MappingException("no route maps table " + changes.table()));
    try {
      batch(exchange).add(statement(origin, mapping, sorted(changes.rows())));
    } catch (BadRowsException e) {
      throw e.in(origin.routeId());
    } catch (OutOfMemoryError e) {
      throw new MemoryException(e);
    }
  }

  private GraphStatement statement(Origin origin, TableMapping mapping, List<SourceRow> rows)
      throws Exception {
    return switch (endpoint.getStep()) {
      case "merge-node" -> new MergeNodes(origin, node(origin, mapping), rows);
      case "delete-node" -> new DeleteNodes(origin, node(origin, mapping), rows);
      case "merge-edge" -> new MergeEdges(origin, edge(origin, mapping), rows);
      case "delete-edge" -> new DeleteEdges(origin, edge(origin, mapping), rows);
      default -> new CustomCypher(origin, resource(), rows);
    };
  }

  private NodeMapping node(Origin origin, TableMapping mapping) {
    return mapping
        .node()
        .filter(node -> node.label().equals(endpoint.getLabel()))
        .orElseThrow(() -> mismatch(origin, "merge-node", "label " + endpoint.getLabel()));
  }

  private EdgeMapping edge(Origin origin, TableMapping mapping) {
    return mapping
        .edge(endpoint.getType(), endpoint.getFrom(), endpoint.getTo())
        .orElseThrow(() -> mismatch(origin, "merge-edge", "type " + endpoint.getType()));
  }

  private static MappingException mismatch(Origin origin, String step, String what) {
    return new MappingException(
        "route "
            + origin.routeId()
            + ", step "
            + origin.stepId()
            + ": the route has no "
            + step
            + " with "
            + what);
  }

  private String resource() throws Exception {
    try (InputStream text =
        ResourceHelper.resolveMandatoryResourceAsInputStream(
            getEndpoint().getCamelContext(), endpoint.getResource())) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }

  private static GraphBatch batch(Exchange exchange) {
    GraphBatch batch = exchange.getVariable(GraphBatch.VARIABLE, GraphBatch.class);
    if (batch == null) {
      batch = new GraphBatch();
      exchange.setVariable(GraphBatch.VARIABLE, batch);
    }
    return batch;
  }

  /** By key: locks are taken in one order, and neighbours lie together. */
  private static List<SourceRow> sorted(List<SourceRow> rows) {
    return rows.stream()
        .sorted(Comparator.comparing(row -> String.join("\0", row.identity())))
        .toList();
  }
}
