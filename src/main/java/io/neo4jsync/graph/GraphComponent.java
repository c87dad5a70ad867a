package io.neo4jsync.graph;

import io.neo4jsync.mapping.MappingRegistry;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/**
 * The steps of an entity route: {@code graph:merge-node}, {@code merge-edge}, {@code delete-node},
 * {@code delete-edge} and {@code cypher}. Each adds its statement to the batch; {@code
 * neo4j:<database>} writes the batch in one transaction.
 */
@Component(GraphEndpoint.SCHEME)
public final class GraphComponent extends DefaultComponent {

  private final MappingRegistry mappings;

  public GraphComponent(MappingRegistry mappings) {
    this.mappings = mappings;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    GraphEndpoint endpoint = new GraphEndpoint(uri, this, remaining, mappings);
    setProperties(endpoint, parameters);
    endpoint.validate();
    return endpoint;
  }
}
