package io.neo4jsync.chaos;

import io.neo4jsync.app.RouteFiles;
import io.neo4jsync.app.SyncParts;
import io.neo4jsync.capture.CaptureInstaller;
import io.neo4jsync.graph.GraphSchema;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.settings.Settings;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.Neo4jServer;
import io.neo4jsync.testing.PostgresServer;
import io.neo4jsync.testing.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.postgresql.PGConnection;

/** Both databases and some instances, each a process of its own. */
final class Cluster implements AutoCloseable {

  private static final Path ROUTES = Path.of("routes");

  private final Path folder;
  private final PostgresServer postgres;
  private final Neo4jServer neo4j;
  private final Routes routes;
  private final List<Instance> instances = new ArrayList<>();
  private boolean closed;

  /**
   * @param folder for data and logs; must not exist
   * @param settings of the instances, by the names of environment variables
   */
  Cluster(Path folder, int size, Map<String, String> settings, Random random) throws Exception {
    this.folder = folder;
    Files.createDirectories(folder);
    neo4j = new Neo4jServer(folder.resolve("neo4j"));
    postgres = new PostgresServer(folder.resolve("postgresql"));
    routes = new Routes(ROUTES, folder.resolve("routes"));
    Map<String, String> all = new HashMap<>(settings);
    all.put("SYNC_ROUTES", folder.resolve("routes").toString());
    for (int i = 1; i <= size; i++) {
      instances.add(new Instance(i, folder, all, postgres, neo4j, new Random(random.nextLong())));
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  /** Tables, queue, triggers, constraints. */
  void install() throws Exception {
    sql(Files.readString(Path.of("demo/schema.sql")));
    neo4j.awaitUp();
    Map<String, String> settings =
        Map.of(
            "postgres.url",
            postgres.jdbcUrl(),
            "postgres.user",
            "postgres",
            "postgres.password",
            "",
            "neo4j.uri",
            neo4j.uri(),
            "neo4j.user",
            "");
    try (SyncParts parts = new SyncParts(Settings.load(Map.of(), settings))) {
      CaptureInstaller capture = new CaptureInstaller(parts.postgres(), "public", "deleted_at");
      capture.migrate();
      Mappings mappings = RouteFiles.mappings(parts);
      capture.install(mappings, false);
      new GraphSchema(parts.driver(), parts.database()).install(mappings);
    }
  }

  /** The demo's rows, which the instances then have to write. */
  void load() throws IOException, SQLException {
    sql(Files.readString(Path.of("demo/ontology.sql")));
  }

  void start() throws IOException {
    for (Instance instance : instances) {
      instance.start();
    }
    awaitReady();
  }

  void awaitReady() {
    for (Instance instance : instances) {
      Awaitility.await(instance + " is ready")
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(200))
          .until(instance::isReady);
    }
  }

  PostgresServer postgres() {
    return postgres;
  }

  Neo4jServer neo4j() {
    return neo4j;
  }

  Routes routes() {
    return routes;
  }

  List<Instance> instances() {
    return instances;
  }

  Path folder() {
    return folder;
  }

  /** The process that runs and has the newest epoch of all; it may have lost the lead since. */
  Optional<Instance> leader() {
    return instances.stream()
        .filter(instance -> instance.logs().epoch() > 0)
        .max(Comparator.comparingLong(instance -> instance.logs().epoch()));
  }

  long epoch() {
    return instances.stream().mapToLong(instance -> instance.logs().epoch()).max().orElse(0);
  }

  Instance awaitLeader() {
    return Awaitility.await("an instance leads")
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(50))
        .until(this::leader, Optional::isPresent)
        .orElseThrow();
  }

  Connection connect() throws SQLException {
    return Databases.connect(postgres.jdbcUrl());
  }

  void sql(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Tries again after a deadlock with the writers, and while PostgreSQL is away. */
  void patiently(String sql) throws SQLException {
    while (true) {
      try {
        sql(sql);
        return;
      } catch (SQLException e) {
        String state = String.valueOf(e.getSQLState());
        // 23503: a writer has just deleted what the statement refers to
        if (!Writers.isOutage(e) && !state.startsWith("40") && !state.equals("23503")) {
          throw e;
        }
        Processes.pause(200);
      }
    }
  }

  long number(String sql, Object... parameters) throws SQLException {
    try (Connection connection = connect();
        var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      var result = statement.executeQuery();
      return result.next() ? result.getLong(1) : 0;
    }
  }

  /** The first column of each row. */
  List<String> texts(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (result.next()) {
        texts.add(result.getString(1));
      }
      return texts;
    }
  }

  /** Writes a table to a file of its name beside the logs, for those who look into a failure. */
  void dump(String table) throws IOException, SQLException {
    try (Connection connection = connect();
        var file = Files.newBufferedWriter(folder.resolve(table + ".csv"))) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("COPY " + table + " TO STDOUT (FORMAT csv, HEADER)", file);
    }
  }

  /** Ends all processes, also when this one is ended from outside. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      instances.forEach(Instance::close);
      neo4j.close();
      postgres.close();
    }
  }

  /** Removes what earlier runs left. */
  static void clear(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
