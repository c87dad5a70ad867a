package io.neo4jsync.leader;

import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.cluster.CamelClusterService;
import org.apache.camel.component.master.MasterComponent;
import org.apache.camel.component.master.MasterEndpoint;

/**
 * Camel's {@code master:} with a consumer that starts as soon as this instance leads. Camel's own
 * waits a second each time, and gives up after ten attempts.
 */
public final class LeaderComponent extends MasterComponent {

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    MasterEndpoint read = (MasterEndpoint) super.createEndpoint(uri, remaining, parameters);
    return new LeaderEndpoint(uri, this, getService(), read);
  }

  private static final class LeaderEndpoint extends MasterEndpoint {

    private final CamelClusterService service;

    LeaderEndpoint(
        String uri, MasterComponent component, CamelClusterService service, MasterEndpoint read) {
      super(uri, component, service, read.getNamespace(), read.getEndpoint().getEndpointUri());
      this.service = service;
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
      LeaderConsumer consumer = new LeaderConsumer(this, processor, service);
      configureConsumer(consumer);
      return consumer;
    }
  }
}
