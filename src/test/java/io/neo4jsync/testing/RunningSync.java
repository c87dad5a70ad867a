package io.neo4jsync.testing;

import io.neo4jsync.app.RouteFiles;
import io.neo4jsync.app.SyncApplication;
import io.neo4jsync.app.SyncParts;
import io.neo4jsync.capture.CaptureInstaller;
import io.neo4jsync.graph.GraphSchema;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.queue.QueueStatus;
import io.neo4jsync.settings.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.api.management.ManagedCamelContext;
import org.apache.camel.main.Main;
import org.awaitility.Awaitility;
import org.neo4j.driver.Driver;

/** The application in this JVM, on a test's own PostgreSQL database and the shared graph. */
public final class RunningSync implements AutoCloseable {

  private static final AtomicInteger STARTED = new AtomicInteger();

  private final SyncParts parts;
  private final QueueStatus queue;
  private Main main;

  private RunningSync(Map<String, String> settings) {
    parts = new SyncParts(Settings.load(Map.of(), settings));
    queue = new QueueStatus(parts.postgres());
  }

  /**
   * Not yet installed, not yet started; {@code settings} come as key, value, key, value. Another
   * graph than the shared one is the setting {@code neo4j.uri}.
   */
  public static RunningSync on(String jdbcUrl, String... settings) {
    Map<String, String> all = new HashMap<>();
    all.put("postgres.url", jdbcUrl);
    all.put("postgres.user", "postgres");
    all.put("postgres.password", "");
    all.put("neo4j.user", "");
    all.put("camel.management.enabled", "false");
    all.put("camel.server.enabled", "false");
    all.put("camel.main.startup-summary-level", "Off");
    // it takes longer than a test; those of the insights ask for it
    all.put("insights.after.full.sync", "false");
    // classes that run beside each other have contexts of the same name in one JVM
    all.put("camel.main.jmx-management-name-pattern", "neo4j-sync-" + STARTED.incrementAndGet());
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    // which starts it
    all.computeIfAbsent("neo4j.uri", key -> Databases.neo4j().boltURI().toString());
    return new RunningSync(all);
  }

  /** What the command install does; returns what it says of the tables. */
  public List<CaptureInstaller.Line> install() throws Exception {
    CaptureInstaller capture = capture();
    capture.migrate();
    Mappings mappings = RouteFiles.mappings(parts);
    List<CaptureInstaller.Line> lines = capture.install(mappings, false);
    new GraphSchema(parts.driver(), parts.settings().required("neo4j.database")).install(mappings);
    return lines;
  }

  public CaptureInstaller capture() {
    return new CaptureInstaller(
        parts.postgres(),
        parts.settings().required("postgres.schema"),
        parts.settings().text("sync.soft.delete.column"));
  }

  public RunningSync start() throws Exception {
    main = SyncApplication.main(parts);
    main.start();
    return this;
  }

  public void stop() {
    if (main != null) {
      main.stop();
      main = null;
    }
  }

  /** Waits until nothing is left to be written. */
  public RunningSync drain() {
    Awaitility.await("the queue is empty")
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(20))
        .until(queue::isDone);
    return this;
  }

  public QueueStatus queue() {
    return queue;
  }

  /** How often the route has run since the start. */
  public long exchanges(String route) throws Exception {
    return camel()
        .getCamelContextExtension()
        .getContextPlugin(ManagedCamelContext.class)
        .getManagedRoute(route)
        .getExchangesTotal();
  }

  public CamelContext camel() {
    return main.getCamelContext();
  }

  public SyncParts parts() {
    return parts;
  }

  @Override
  public void close() {
    stop();
    parts.close();
  }

  /** Waits until searches find what has been written to the graph. */
  public static void awaitTextIndex(Driver graph) {
    graph
        .executableQuery("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()")
        .execute();
  }
}
