package io.neo4jsync.app;

import io.neo4jsync.queue.Faults;
import java.util.Collection;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.RouteWatcherReloadStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Picks up edited route files while the application runs. An edit is first tried in a context of
 * its own together with all other files; one that does not load, or makes no sense as a mapping, is
 * refused with its reason, and the routes in force go on.
 */
final class SafeRouteReload extends RouteWatcherReloadStrategy {

  private static final Logger LOG = LoggerFactory.getLogger(SafeRouteReload.class);

  private final SyncParts parts;

  SafeRouteReload(SyncParts parts) {
    super(parts.settings().routes().toString(), true);
    this.parts = parts;
    setPattern("*.camel.yaml");
    setRemoveAllRoutes(false);
  }

  @Override
  protected void onRouteReload(Collection<Resource> resources, boolean removeEverything) {
    try {
      RouteFiles.check(parts);
    } catch (Exception e) {
      LOG.error(
          "Edited routes refused, the routes in force go on. Correct the file and save it again: {}",
          Faults.text(e));
      return;
    }
    super.onRouteReload(resources, removeEverything);
    parts.mappings().refresh(getCamelContext());
    LOG.info("Routes reloaded; if tables, labels or keys have changed, run install.");
  }
}
