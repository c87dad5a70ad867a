package io.neo4jsync.insights;

import io.neo4jsync.mapping.MappingRegistry;
import io.neo4jsync.settings.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.neo4j.driver.Driver;

/**
 * Asks the graph: {@code insight:similar-roles} answers the question in the file {@code
 * similar-roles.cypher} with what the request's headers say, for the tenants of its credentials.
 */
@Component(InsightComponent.SCHEME)
public final class InsightComponent extends DefaultComponent {

  public static final String SCHEME = "insight";

  private final Settings settings;
  private final Supplier<Driver> connect;
  private final MappingRegistry mappings;
  private Driver driver;
  private Asking asking;

  /**
   * @param connect a driver of the user who asks; the component closes it
   */
  public InsightComponent(Settings settings, Supplier<Driver> connect, MappingRegistry mappings) {
    this.settings = settings;
    this.connect = connect;
    this.mappings = mappings;
  }

  @Override
  protected void doInit() throws Exception {
    super.doInit();
    driver = connect.get();
    asking =
        new Asking(
            Path.of(settings.required("insights.cypher")),
            new GraphReader(
                driver,
                settings.required("neo4j.database"),
                mappings,
                settings.required("sync.tenant.column"),
                settings.seconds("insights.timeout.seconds")));
  }

  @Override
  protected void doShutdown() throws Exception {
    driver.close();
    super.doShutdown();
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
    return new InsightEndpoint(uri, this, remaining, asking);
  }
}
