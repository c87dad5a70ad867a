package io.neo4jsync.app;

import com.zaxxer.hikari.HikariDataSource;
import io.neo4jsync.capture.CaptureCheck;
import io.neo4jsync.fullsync.FullSync;
import io.neo4jsync.fullsync.RunSettings;
import io.neo4jsync.fullsync.RunSource;
import io.neo4jsync.graph.GraphComponent;
import io.neo4jsync.graph.GraphEndpoint;
import io.neo4jsync.graph.GraphKeys;
import io.neo4jsync.graph.GraphStrays;
import io.neo4jsync.graph.GraphWriter;
import io.neo4jsync.graph.SyncNeo4jComponent;
import io.neo4jsync.health.Outages;
import io.neo4jsync.health.SyncHealthCheck;
import io.neo4jsync.insights.InsightComponent;
import io.neo4jsync.insights.InsightJobs;
import io.neo4jsync.leader.AdvisoryLockClusterService;
import io.neo4jsync.leader.LeaderComponent;
import io.neo4jsync.leader.Leadership;
import io.neo4jsync.leader.LockSessions;
import io.neo4jsync.mapping.MappingRegistry;
import io.neo4jsync.queue.BatchNames;
import io.neo4jsync.queue.BatchPlanner;
import io.neo4jsync.queue.Faults;
import io.neo4jsync.queue.Pace;
import io.neo4jsync.queue.StaleRows;
import io.neo4jsync.settings.RowLimits;
import io.neo4jsync.settings.Settings;
import io.neo4jsync.source.RefreshQueue;
import io.neo4jsync.source.SourceCatalog;
import io.neo4jsync.source.SourceKeys;
import io.neo4jsync.source.SourcePages;
import io.neo4jsync.source.SourceReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;
import org.neo4j.driver.Driver;

/**
 * The parts the routes are made of, wired by hand; everything here may be used by several contexts.
 */
public final class SyncParts implements AutoCloseable {

  private final Settings settings;
  private final HikariDataSource postgres;
  private final Driver driver;
  private final LockSessions lockSessions;
  private final Leadership leadership = new Leadership();
  private final MappingRegistry mappings = new MappingRegistry();
  private final SourceCatalog catalog;
  private final SourceReader source;
  private final SourcePages pages;
  private final SourceKeys keys;
  private final GraphKeys graphKeys;
  private final BatchPlanner batchPlanner;
  private final GraphWriter writer;
  private final String worker = worker();

  public SyncParts(Settings settings) {
    this(settings, Databases.postgres(settings));
  }

  /** With a pool of the caller's, which belongs to the parts from then on. */
  public SyncParts(Settings settings, HikariDataSource postgres) {
    this.settings = settings;
    this.postgres = postgres;
    lockSessions = Databases.lockSessions(settings);
    driver = Databases.neo4j(settings);
    catalog = new SourceCatalog(postgres, settings.required("postgres.schema"));
    RowLimits limits = RowLimits.of(settings);
    source = new SourceReader(postgres, catalog, limits);
    pages = new SourcePages(postgres, catalog, softDeleteColumn(), limits);
    keys = new SourceKeys(postgres, catalog, softDeleteColumn());
    graphKeys = new GraphKeys(driver, database(), catalog);
    batchPlanner = new BatchPlanner(mappings, catalog, source, softDeleteColumn(), limits);
    writer =
        new GraphWriter(
            driver,
            leadership,
            new RefreshQueue(postgres, catalog, mappings, softDeleteColumn()),
            settings.seconds("neo4j.transaction.timeout.seconds"));
  }

  /** Gives a context what the routes refer to, under the names they use. */
  void addTo(CamelContext context) throws Exception {
    context.addService(new AdvisoryLockClusterService(lockSessions, leadership));
    Registry registry = context.getRegistry();
    registry.bind("master", new LeaderComponent());
    registry.bind("dataSource", postgres);
    registry.bind("driver", driver);
    registry.bind("neo4j", new SyncNeo4jComponent(writer));
    registry.bind(GraphEndpoint.SCHEME, new GraphComponent(mappings));
    registry.bind(
        InsightComponent.SCHEME,
        new InsightComponent(settings, () -> Databases.neo4jForQuestions(settings), mappings));
    registry.bind("faults", new Faults());
    registry.bind("batchNames", new BatchNames());
    Outages outages =
        new Outages(settings.shownAddress("postgres.url"), settings.shownAddress("neo4j.uri"));
    registry.bind("outages", outages);
    registry.bind("syncHealth", new SyncHealthCheck(leadership, outages));
    registry.bind(
        "pace",
        new Pace(settings.seconds("sync.interval.seconds"), settings.seconds("sync.rest.seconds")));
    registry.bind("batchPlanner", batchPlanner);
    registry.bind("staleRows", new StaleRows(mappings, catalog, keys, graphKeys));
    registry.bind("fullSync", fullSync());
    CaptureCheck captureCheck = captureCheck();
    registry.bind("captureCheck", captureCheck);
    registry.bind("leadership", leadership);
    registry.bind(
        "insightJobs", new InsightJobs(settings, driver, postgres, lockSessions, mappings));
    Watching.addTo(registry, this, outages, captureCheck);
  }

  /** Says where tables are no longer as install left them. */
  public CaptureCheck captureCheck() {
    // a catalogue of its own: what it finds changed must not be old news to the writer
    SourceCatalog own = new SourceCatalog(postgres, catalog.schema());
    return new CaptureCheck(postgres, own, mappings, softDeleteColumn());
  }

  private FullSync fullSync() {
    RunSettings run =
        new RunSettings(
            settings.number("sync.batch.size", 1, 100_000),
            settings.number("sync.full.chunk.size", 1, 100_000),
            settings.names("sync.full.order"),
            settings.percent("sync.prune.limit.percent"));
    RunSource runSource =
        new RunSource(
            postgres,
            catalog,
            pages,
            keys,
            graphKeys,
            new GraphStrays(driver, database(), catalog),
            run,
            settings.text("sync.tenant.column"),
            softDeleteColumn());
    return new FullSync(mappings, runSource, run);
  }

  /** Unique per start; with the epoch, a writer recognises by it what it has claimed itself. */
  private static String worker() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "unknown-host";
    }
    return host + "/" + ManagementFactory.getRuntimeMXBean().getPid() + "/" + UUID.randomUUID();
  }

  /** This writer's name. */
  String workerName() {
    return worker;
  }

  String softDeleteColumn() {
    return settings.text("sync.soft.delete.column");
  }

  public Settings settings() {
    return settings;
  }

  public HikariDataSource postgres() {
    return postgres;
  }

  public Driver driver() {
    return driver;
  }

  public Leadership leadership() {
    return leadership;
  }

  public MappingRegistry mappings() {
    return mappings;
  }

  /** The name of the Neo4j database. */
  public String database() {
    return settings.required("neo4j.database");
  }

  SourceCatalog catalog() {
    return catalog;
  }

  SourcePages pages() {
    return pages;
  }

  SourceKeys keys() {
    return keys;
  }

  GraphKeys graphKeys() {
    return graphKeys;
  }

  BatchPlanner batchPlanner() {
    return batchPlanner;
  }

  GraphWriter writer() {
    return writer;
  }

  @Override
  public void close() {
    driver.close();
    postgres.close();
  }
}
