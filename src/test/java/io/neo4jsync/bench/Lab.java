package io.neo4jsync.bench;

import io.neo4jsync.testing.Neo4jServer;
import io.neo4jsync.testing.Oracle;
import io.neo4jsync.testing.PostgresServer;
import io.neo4jsync.testing.SyncJar;
import io.neo4jsync.testing.SyncProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;

/**
 * The two databases, each in processes of its own, and the sync's processes. All of them end with
 * it, and with the benchmark.
 */
final class Lab implements AutoCloseable {

  /** What PostgreSQL is told; all else is its default. */
  static final Map<String, String> POSTGRES =
      Map.of(
          "fsync", "on",
          "synchronous_commit", "on",
          "full_page_writes", "on",
          "shared_buffers", "256MB",
          "max_wal_size", "4GB",
          "checkpoint_timeout", "15min");

  static final List<String> NEO4J = List.of("-Xms1g", "-Xmx1g");

  /** Megabytes. */
  static final int PAGE_CACHE = 512;

  /** Java's options as they ship. */
  static final String OPTIONS = "@jvm.options";

  private static final Path FOLDER = Path.of("target/bench");

  private final PostgresServer postgres;
  private final Neo4jServer neo4j;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Thread hook = new Thread(this::end);
  private int numbers;
  private boolean ended;

  Lab() throws IOException {
    delete(FOLDER);
    Runtime.getRuntime().addShutdownHook(hook);
    postgres = new PostgresServer(FOLDER.resolve("postgresql"), POSTGRES);
    opened(postgres);
    neo4j = new Neo4jServer(FOLDER.resolve("neo4j"), NEO4J, PAGE_CACHE);
    opened(neo4j);
    neo4j.awaitUp();
  }

  private synchronized void opened(AutoCloseable closeable) {
    open.push(closeable);
    if (ended) {
      end();
    }
  }

  Driver graph() {
    return neo4j.driver();
  }

  Neo4jServer neo4j() {
    return neo4j;
  }

  PostgresServer postgres() {
    return postgres;
  }

  /** A new database; a copy of the template, or empty if that is null. */
  Database database(String template) throws SQLException {
    String name = "bench" + ++numbers;
    try (Database server = new Database(postgres.jdbcUrl())) {
      server.execute("CREATE DATABASE " + name + (template == null ? "" : " TEMPLATE " + template));
    }
    return new Database(postgres.jdbcUrl(name));
  }

  /** Closes the database and removes it. */
  void drop(Database database) throws SQLException {
    database.close();
    try (Database server = new Database(postgres.jdbcUrl())) {
      server.execute("DROP DATABASE IF EXISTS " + name(database) + " WITH (FORCE)");
      server.execute("CHECKPOINT");
    }
  }

  static String name(Database database) {
    return database.url().substring(database.url().lastIndexOf('/') + 1);
  }

  /** Empties the graph; constraints and indexes stay. */
  void clearGraph() {
    try (Session session = graph().session()) {
      session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS").consume();
    }
  }

  /** Makes the graph that belongs to the database, from nothing. */
  void loadGraph(Database database) throws Exception {
    clearGraph();
    command(database, "full-sync");
  }

  /** Runs a command of the jar to its end, as quickly as it can be; fails if the command fails. */
  void command(Database database, String... arguments) throws Exception {
    outcome(database, SyncJar.shortLived("256m"), arguments);
  }

  /**
   * What a command took.
   *
   * @param seconds from the start of its process to its end
   * @param memory megabytes that its process had at most
   * @param output what it printed
   */
  record Outcome(double seconds, long memory, String output) {}

  /** Runs a command of the jar to its end; fails if the command fails. */
  Outcome outcome(Database database, List<String> options, String... arguments) throws Exception {
    long began = System.nanoTime();
    try (SyncProcess process = process(database, options, Map.of(), arguments)) {
      AtomicLong memory = new AtomicLong();
      Awaitility.await(arguments[0])
          .atMost(Duration.ofMinutes(60))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                memory.accumulateAndGet(process.resident(), Math::max);
                return !process.isAlive();
              });
      double seconds = (System.nanoTime() - began) / 1e9;
      int code = process.await();
      if (code != 0) {
        throw new WrongResult(
            String.join(" ", arguments) + " ended with " + code + "\n" + process.output());
      }
      return new Outcome(seconds, memory.get(), process.output());
    }
  }

  /** The live sync with the settings that ship, and such as are given; it is ready. */
  SyncProcess sync(Database database, Map<String, String> environment) throws IOException {
    SyncProcess process = process(database, List.of(OPTIONS), environment, "run");
    awaitReady(process);
    return process;
  }

  static void awaitReady(SyncProcess process) {
    Awaitility.await("the sync is ready")
        .atMost(Duration.ofMinutes(1))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .until(process::isReady);
  }

  /** The jar, started. */
  SyncProcess process(
      Database database, List<String> options, Map<String, String> environment, String... arguments)
      throws IOException {
    SyncProcess process =
        new SyncProcess(
            FOLDER.resolve("sync"),
            "%03d-%s".formatted(++numbers, arguments[0]),
            options,
            environment,
            database.url(),
            neo4j.uri(),
            arguments);
    opened(process);
    return process;
  }

  /** The settings under which the product's own classes work on the database in this process. */
  Map<String, String> settings(Database database) {
    return Map.of(
        "postgres.url",
        database.url(),
        "postgres.user",
        "postgres",
        "neo4j.uri",
        neo4j.uri(),
        "neo4j.user",
        "");
  }

  /** How the graph differs from the database; empty if it does not. */
  String difference(Database database) {
    return new Oracle(database.url(), graph()).difference();
  }

  private synchronized void end() {
    ended = true;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        System.err.println(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    end();
    Runtime.getRuntime().removeShutdownHook(hook);
    delete(FOLDER.resolve("postgresql"));
    delete(FOLDER.resolve("neo4j/data"));
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
