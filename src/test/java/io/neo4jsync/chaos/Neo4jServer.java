package io.neo4jsync.chaos;

import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.SyncJar;
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
final class Neo4jServer implements AutoCloseable {

  private final Path folder;
  private final int port = Processes.freePort();
  private final Driver driver = GraphDatabase.driver(uri(), AuthTokens.none());
  private Process process;

  Neo4jServer(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    launch();
  }

  /** The process: port, then folder. It ends in order on SIGTERM. */
  public static void main(String[] arguments) {
    DatabaseManagementService server =
        Databases.ownNeo4j(Path.of(arguments[1]), Integer.parseInt(arguments[0]))
            .setConfig(BoltConnector.connection_keep_alive, Duration.ofSeconds(5))
            .setConfig(GraphDatabaseSettings.pagecache_memory, ByteUnit.mebiBytes(64))
            .build();
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
  }

  String uri() {
    return "bolt://127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  /** Straight to the server, through no proxy. */
  Driver driver() {
    return driver;
  }

  /** Starts the process; {@link #awaitUp} tells when it answers. */
  void launch() throws IOException {
    process =
        new ProcessBuilder(
                SyncJar.java(
                    List.of("-Xmx700m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                    "-cp",
                    Processes.classpath(),
                    Neo4jServer.class.getName(),
                    String.valueOf(port),
                    folder.resolve("data").toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("neo4j.log").toFile()))
            .start();
  }

  void awaitUp() {
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

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      kill();
    }
  }

  void pause() {
    Processes.signal("STOP", process.pid());
  }

  void resume() {
    Processes.signal("CONT", process.pid());
  }

  @Override
  public void close() {
    driver.close();
    process.destroyForcibly();
  }
}
