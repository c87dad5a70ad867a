package io.neo4jsync.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.io.ByteUnit;

/** A Neo4j in a process of its own, which can be killed, restarted and paused. */
public final class Neo4jServer implements AutoCloseable {

  /** Starts fast, needs little. */
  private static final List<String> SMALL =
      List.of("-Xmx700m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private static final int SMALL_PAGE_CACHE = 64;

  private final Path folder;
  private final List<String> options;
  private final int pageCache;
  private final int port = Processes.freePort();
  private final Driver driver = GraphDatabase.driver(uri(), AuthTokens.none());
  private Process process;

  public Neo4jServer(Path folder) throws IOException {
    this(folder, SMALL, SMALL_PAGE_CACHE);
  }

  /**
   * @param options of its JVM
   * @param pageCache in megabytes
   */
  public Neo4jServer(Path folder, List<String> options, int pageCache) throws IOException {
    this.folder = folder;
    this.options = options;
    this.pageCache = pageCache;
    Files.createDirectories(folder);
    launch();
  }

  /**
   * The process: port, folder, megabytes of page cache. It ends in order on SIGTERM, and when the
   * process that has started it is gone.
   */
  public static void main(String[] arguments) {
    DatabaseManagementService server =
        Databases.ownNeo4j(Path.of(arguments[1]), Integer.parseInt(arguments[0]))
            .setConfig(BoltConnector.connection_keep_alive, Duration.ofSeconds(5))
            .setConfig(
                GraphDatabaseSettings.pagecache_memory,
                ByteUnit.mebiBytes(Integer.parseInt(arguments[2])))
            .build();
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
    ProcessHandle.current()
        .parent()
        .ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(0)));
  }

  public String uri() {
    return "bolt://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** Straight to the server, through no proxy. */
  public Driver driver() {
    return driver;
  }

  /** Starts the process; {@link #awaitUp} tells when it answers. */
  public void launch() throws IOException {
    process =
        new ProcessBuilder(
                SyncJar.java(
                    options,
                    "-cp",
                    Processes.classpath(),
                    Neo4jServer.class.getName(),
                    String.valueOf(port),
                    folder.resolve("data").toString(),
                    String.valueOf(pageCache)))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("neo4j.log").toFile()))
            .start();
  }

  public void awaitUp() {
    Awaitility.await("Neo4j answers, see " + folder)
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(
            () -> {
              driver.executableQuery("RETURN 1").execute();
              return true;
            });
  }

  public long pid() {
    return process.pid();
  }

  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  public void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      kill();
    }
  }

  public void pause() {
    Processes.signal("STOP", process.pid());
  }

  public void resume() {
    Processes.signal("CONT", process.pid());
  }

  @Override
  public void close() {
    driver.close();
    process.destroyForcibly();
  }
}
