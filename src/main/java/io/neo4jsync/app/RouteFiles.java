package io.neo4jsync.app;

import io.neo4jsync.http.DeafEngine;
import io.neo4jsync.mapping.MappingReader;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.queue.Faults;
import java.util.Collection;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/** The route files, loaded without running them. */
public final class RouteFiles {

  private RouteFiles() {}

  /** Work on a context with all routes. */
  @FunctionalInterface
  interface Work<T> {
    T on(CamelContext context) throws Exception;
  }

  /**
   * Works on a context that has all routes but starts none of them.
   *
   * @throws Exception when a file does not load; {@link Faults#text} makes it readable
   */
  static <T> T with(SyncParts parts, Work<T> work) throws Exception {
    CamelContext context = new DefaultCamelContext();
    context.disableJMX();
    context.setAutoStartup(false);
    context.getPropertiesComponent().setOverrideProperties(SyncApplication.properties(parts));
    try {
      parts.addTo(context);
      DeafEngine.in(context.getRegistry());
      PluginHelper.getRoutesLoader(context).loadRoutes(resources(context, parts));
      return work.on(context);
    } finally {
      context.stop();
    }
  }

  /** The mapping that the files make. */
  public static Mappings mappings(SyncParts parts) throws Exception {
    return with(parts, MappingReader::read);
  }

  /**
   * Loads all files and builds their routes, endpoints included; throws what is wrong with them, or
   * returns the mapping that they make.
   */
  public static Mappings check(SyncParts parts) throws Exception {
    return with(
        parts,
        context -> {
          context.start();
          return MappingReader.read(context);
        });
  }

  private static Collection<Resource> resources(CamelContext context, SyncParts parts)
      throws Exception {
    return PluginHelper.getPackageScanResourceResolver(context)
        .findResources("file:" + parts.settings().routes() + "/" + SyncApplication.ROUTE_FILES);
  }
}
