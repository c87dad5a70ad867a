package io.neo4jsync.http;

import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultConsumer;

/** Lets routes that serve HTTP be built where no server runs: in commands, and to be checked. */
public final class DeafEngine implements PlatformHttpEngine {

  private DeafEngine() {}

  /** Makes the routes of a context deaf to HTTP. */
  public static void in(Registry registry) {
    registry.bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, new DeafEngine());
  }

  @Override
  public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
    return new DeafConsumer(endpoint, processor);
  }

  @Override
  public int getServerPort() {
    return 0;
  }

  private static final class DeafConsumer extends DefaultConsumer implements PlatformHttpConsumer {

    DeafConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
      super(endpoint, processor);
    }

    @Override
    public PlatformHttpEndpoint getEndpoint() {
      return (PlatformHttpEndpoint) super.getEndpoint();
    }
  }
}
