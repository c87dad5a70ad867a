package io.neo4jsync.app;

import io.neo4jsync.queue.Faults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
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
  private static final String SUFFIX = ".camel.yaml";

  private final SyncParts parts;
  private final Map<Path, FileTime> before;

  /** To be made before the routes are loaded. */
  SafeRouteReload(SyncParts parts) {
    super(parts.settings().routes().toString(), true);
    this.parts = parts;
    this.before = saved();
    setPattern("*" + SUFFIX);
    setRemoveAllRoutes(false);
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    getCamelContext().addStartupListener(new Overlooked());
  }

  /** When each file was last saved. */
  private Map<Path, FileTime> saved() {
    Map<Path, FileTime> saved = new HashMap<>();
    try (Stream<Path> files = Files.walk(parts.settings().routes())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.toString().endsWith(SUFFIX)) {
          saved.put(file, Files.getLastModifiedTime(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the route files cannot be read: " + e.getMessage(), e);
    }
    return saved;
  }

  /** What was saved after it was loaded, and before Camel watched the folder. */
  private final class Overlooked implements ExtendedStartupListener {

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
      // the routes are not started yet
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
      List<Resource> edited =
          saved().entrySet().stream()
              .filter(file -> !file.getValue().equals(before.get(file.getKey())))
              .map(
                  file ->
                      PluginHelper.getResourceLoader(context)
                          .resolveResource("file:" + file.getKey()))
              .toList();
      if (!edited.isEmpty()) {
        onRouteReload(edited, false);
      }
    }
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
