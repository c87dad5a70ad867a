package io.neo4jsync.chaos;

import io.neo4jsync.testing.Neo4jServer;
import io.neo4jsync.testing.PostgresServer;
import io.neo4jsync.testing.Processes;
import io.neo4jsync.testing.SyncJar;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The jar as it ships, running as a process, with a network of its own to each database. */
final class Instance implements AutoCloseable {

  private static final int TERM_SECONDS = 60;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final int number;
  private final Path folder;
  private final Map<String, String> environment;
  private final int managementPort = Processes.freePort();
  private final Semaphore free = new Semaphore(1);
  private final InstanceLogs logs = new InstanceLogs();
  private final Proxy postgres;
  private final Proxy neo4j;
  private int starts;
  private volatile Process process;
  private volatile boolean wanted;

  Instance(
      int number,
      Path folder,
      Map<String, String> environment,
      PostgresServer postgres,
      Neo4jServer neo4j,
      Random random)
      throws IOException {
    this.number = number;
    this.folder = folder;
    this.environment = environment;
    this.postgres = new Proxy(postgres.port(), random);
    this.neo4j = new Proxy(neo4j.port(), random);
  }

  Proxy postgres() {
    return postgres;
  }

  Proxy neo4j() {
    return neo4j;
  }

  InstanceLogs logs() {
    return logs;
  }

  /** Held by the fault that is at work on this instance, so that there is one at a time. */
  Semaphore free() {
    return free;
  }

  /** Starts it unless it runs; one that was told to end is first given the time for it. */
  synchronized void start() throws IOException {
    if (process != null && process.isAlive()) {
      if (wanted) {
        return;
      }
      awaitEnd();
    }
    starts++;
    Path log = folder.resolve("instance-%d.%03d.log".formatted(number, starts));
    ProcessBuilder builder =
        SyncJar.command(
                SyncJar.shortLived("192m", "-XX:+UseSerialGC"),
                "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres",
                "bolt://127.0.0.1:" + neo4j.port(),
                "run")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("MANAGEMENT_PORT", String.valueOf(managementPort));
    builder.environment().putAll(environment);
    process = builder.start();
    wanted = true;
    logs.add(log, process.pid());
  }

  boolean isReady() {
    try {
      URI health = URI.create("http://127.0.0.1:" + managementPort + "/observe/health/ready");
      HttpRequest request = HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(5)).build();
      return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits at most so many seconds until it is ready. */
  boolean isReadyWithin(int seconds) {
    for (int i = 0; i < seconds * 5 && !isReady(); i++) {
      Processes.pause(200);
    }
    return isReady();
  }

  void kill() {
    wanted = false;
    process.destroyForcibly().onExit().join();
  }

  /** SIGTERM; fails when the process does not end in time. */
  void terminate() {
    beginToEnd();
    awaitEnd();
  }

  /** SIGTERM; does not wait. */
  void beginToEnd() {
    wanted = false;
    process.destroy();
  }

  private void awaitEnd() {
    try {
      process.onExit().get(TERM_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (TimeoutException e) {
      // its threads show in its log what it waits for
      Processes.signal("QUIT", process.pid());
      throw new AssertionError(
          this
              + " did not end within "
              + TERM_SECONDS
              + " s of SIGTERM, see its threads in its log",
          e);
    }
  }

  void pause() {
    Processes.signal("STOP", process.pid());
  }

  void resume() {
    Processes.signal("CONT", process.pid());
  }

  /** Whether it ended though nobody wanted it to. */
  boolean hasEndedByItself() {
    // in this order: what is ended on purpose is first no longer wanted
    return !process.isAlive() && wanted;
  }

  /** The names by which the queue knows the writers that it was, as a pattern for LIKE. */
  String claimedBy() {
    return "%/" + process.pid() + "/%";
  }

  /** All its faults end: it is there, it runs, its network passes. */
  void heal() throws IOException {
    postgres.pass();
    neo4j.pass();
    resume();
    start();
  }

  List<Proxy> proxies() {
    return List.of(postgres, neo4j);
  }

  @Override
  public String toString() {
    return "instance " + number;
  }

  @Override
  public void close() {
    wanted = false;
    if (process != null) {
      process.destroyForcibly();
    }
    postgres.close();
    neo4j.close();
  }
}
