package io.neo4jsync.graph;

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

  private static final Set<String> ACTIONS = Set.of("write", "fence", "ping");

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
      case "fence" -> exchange.setVariable(EPOCH, writer.raiseFence(getName()));
      case "ping" -> writer.ping(getName());
      default -> {
        GraphBatch batch = exchange.getVariable(GraphBatch.VARIABLE, GraphBatch.class);
        if (batch != null) {
          writer.write(getName(), batch, epoch(exchange));
          exchange.removeVariable(GraphBatch.VARIABLE);
        }
      }
    }
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
