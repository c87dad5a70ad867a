package io.neo4jsync.app;

import io.neo4jsync.settings.Settings;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Properties;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/** Puts routes, parts and settings together into a Camel Main. */
public final class SyncApplication {

  /** The route files inside the routes folder. */
  public static final String ROUTE_FILES = "**/*.camel.yaml";

  private SyncApplication() {}

  /** A Camel Main that is ready to run; stopping it does not close the parts. */
  public static Main main(SyncParts parts) {
    Main main = new Main();
    main.setDefaultPropertyPlaceholderLocation("false");
    properties(parts.settings())
        .forEach((key, value) -> main.addOverrideProperty((String) key, (String) value));
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeInitialize(BaseMainSupport support) {
            addTo(support.getCamelContext(), parts);
          }

          @Override
          public void afterConfigure(BaseMainSupport support) {
            parts.mappings().refresh(support.getCamelContext());
          }
        });
    return main;
  }

  private static void addTo(CamelContext context, SyncParts parts) {
    try {
      parts.addTo(context);
      context.addService(new SafeRouteReload(parts));
    } catch (Exception e) {
      throw new IllegalStateException(
          "the application's services cannot be added: " + e.getMessage(), e);
    }
  }

  /** The settings, and what follows from them, as the routes' placeholders and Camel's options. */
  static Properties properties(Settings settings) {
    Properties properties = settings.asProperties();
    properties.setProperty("sync.worker", worker());
    properties.setProperty(
        "sync.interval.millis",
        String.valueOf(settings.seconds("sync.interval.seconds").toMillis()));
    settings.number("sync.batch.size", 1, 100_000);
    settings.number("sync.retention.step", 1, 1_000_000);
    properties.setProperty("camel.management.host", settings.required("management.host"));
    properties.setProperty(
        "camel.management.port", String.valueOf(settings.number("management.port", 1, 65_535)));
    properties.setProperty(
        "camel.main.routes-include-pattern", "file:" + settings.routes() + "/" + ROUTE_FILES);
    return properties;
  }

  /** Unique per start: a writer recognises by it what it has claimed itself. */
  private static String worker() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "unknown-host";
    }
    return host + "/" + ManagementFactory.getRuntimeMXBean().getPid() + "/" + UUID.randomUUID();
  }
}
