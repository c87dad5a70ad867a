package io.neo4jsync.graph;

import io.neo4jsync.queue.ChangeBatch;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.component.neo4j.Neo4jConfiguration;
import org.apache.camel.component.neo4j.Neo4jEndpoint;
import org.apache.camel.support.DefaultProducer;

/** Where the planned batch is written. */
final class GraphWriteEndpoint extends Neo4jEndpoint {

  /** The variable that carries the epoch from the fence to what is written behind it. */
  private static final String EPOCH = "epoch";

  /** The variable that carries the batch whose plan is to be written. */
  private static final String BATCH = "batch";

  /** The variable that carries the name of that batch. */
  private static final String NAME = "batchName";

  /** The variable that tells how long the write took that was awaited. */
  private static final String TOOK = "writeTook";

  private static final Set<String> ACTIONS =
      Set.of("write", "begin", "await", "abandon", "fence", "ping");

  private final GraphWriter writer;
  private final String action;

  GraphWriteEndpoint(
      String uri,
      SyncNeo4jComponent component,
      String database,
      Neo4jConfiguration configuration,
      GraphWriter writer,
      String action) {
    super(uri, component, database, configuration);
    if (!ACTIONS.contains(action)) {
      throw new IllegalArgumentException(
          "action=" + action + " is unknown; it is one of " + ACTIONS);
    }
    this.writer = writer;
    this.action = action;
  }

  @Override
  public Producer createProducer() {
    return new DefaultProducer(this) {
      @Override
      public void process(Exchange exchange) throws Exception {
        try {
          act(exchange);
        } catch (OutOfMemoryError e) {
          throw new MemoryException(e);
        }
      }
    };
  }

  private void act(Exchange exchange) throws Exception {
    switch (action) {
      case "fence" -> {
        exchange.setVariable(EPOCH, writer.raiseFence(getName()));
        exchange.setVariable(InFlight.VARIABLE, writer.newInFlight());
      }
      case "begin" -> {
        ChangeBatch batch = exchange.getVariable(BATCH, ChangeBatch.class);
        String name = exchange.getVariable(NAME, String.class);
        inFlight(exchange).begin(getName(), batch, name, planned(exchange), epoch(exchange));
      }
      case "await" -> exchange.setVariable(TOOK, inFlight(exchange).await());
      case "abandon" -> {
        InFlight inFlight = inFlight(exchange);
        if (inFlight != null) {
          inFlight.abandon();
        }
      }
      case "ping" -> writer.ping(getName());
      default -> writer.write(getName(), planned(exchange), epoch(exchange));
    }
  }

  private static InFlight inFlight(Exchange exchange) {
    return exchange.getVariable(InFlight.VARIABLE, InFlight.class);
  }

  private static GraphBatch planned(Exchange exchange) {
    return (GraphBatch) exchange.removeVariable(GraphBatch.VARIABLE);
  }

  private static long epoch(Exchange exchange) {
    Long epoch = exchange.getVariable(EPOCH, Long.class);
    if (epoch == null) {
      throw new IllegalStateException(
          "nothing may be written before a step with action=fence has set the variable " + EPOCH);
    }
    return epoch;
  }
}
