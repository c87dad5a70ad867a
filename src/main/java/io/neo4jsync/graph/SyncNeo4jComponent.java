package io.neo4jsync.graph;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.component.neo4j.Neo4jComponent;
import org.apache.camel.component.neo4j.Neo4jConfiguration;
import org.apache.camel.component.neo4j.Neo4jEndpoint;

/**
 * The {@code neo4j} component, extended: {@code neo4j:<database>} without an operation writes the
 * batch that the entity routes have planned; {@code ?action=begin} does so while the route goes on,
 * and {@code ?action=await} waits for its end, {@code ?action=abandon} for any end. {@code
 * ?action=fence} raises the fence of a new leader, {@code ?action=ping} asks whether the server
 * answers. With an operation it is camel-neo4j's own endpoint.
 */
public final class SyncNeo4jComponent extends Neo4jComponent {

  private final GraphWriter writer;

  public SyncNeo4jComponent(GraphWriter writer) {
    this.writer = writer;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    if (parameters.containsKey("operation")) {
      return super.createEndpoint(uri, remaining, parameters);
    }
    String action = getAndRemoveParameter(parameters, "action", String.class, "write");
    Neo4jConfiguration configuration = getConfiguration().copy();
    Neo4jEndpoint endpoint =
        new GraphWriteEndpoint(uri, this, remaining, configuration, writer, action);
    setProperties(endpoint, parameters);
    return endpoint;
  }
}
