package io.neo4jsync.monitoring;

import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.Processes;
import io.neo4jsync.testing.RunningSync;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.neo4j.dbms.api.DatabaseManagementService;

/**
 * Brings about the fault that each alert is for, in the running application, and sees the alert
 * fire in Prometheus and end when the fault does: {@code mvnw -Palerts}. Takes {@code prometheus}
 * on the PATH.
 */
final class AlertsSeen {

  private static final String LOCK = "hashtextextended('neo4j-sync leader neo4j-sync', 0)";

  private final Path folder;
  private final Prometheus prometheus;
  private final Connection connection;
  private final RunningSync sync;
  private final int bolt;
  private final int http;
  private final Set<String> seen = new TreeSet<>();
  private DatabaseManagementService neo4j;

  private AlertsSeen(
      Path folder,
      Prometheus prometheus,
      Connection connection,
      RunningSync sync,
      int bolt,
      int http) {
    this.folder = folder;
    this.prometheus = prometheus;
    this.connection = connection;
    this.sync = sync;
    this.bolt = bolt;
    this.http = http;
    this.neo4j = startNeo4j();
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("alerts");
    int bolt = Processes.freePort();
    int http = Processes.freePort();
    int first = Processes.freePort();
    int second = Processes.freePort();
    String url = Databases.newDatabase();
    Set<String> missing;
    try (Connection connection = Databases.connect(url);
        RunningSync sync = sync(url, bolt, http, first, "neo4j-sync");
        Prometheus prometheus = new Prometheus(folder, List.of(first, second))) {
      AlertsSeen alerts = new AlertsSeen(folder, prometheus, connection, sync, bolt, http);
      try {
        alerts.all(url, second);
      } finally {
        alerts.neo4j.shutdown();
      }
      missing = alerts.missing();
    }
    System.out.println(missing.isEmpty() ? "every alert was seen" : "not seen: " + missing);
    System.exit(missing.isEmpty() ? 0 : 1);
  }

  private static RunningSync sync(String url, int bolt, int http, int management, String cluster) {
    return RunningSync.on(
        url,
        "neo4j.uri",
        "bolt://127.0.0.1:" + bolt,
        "sync.cluster",
        cluster,
        "camel.management.enabled",
        "true",
        "camel.server.enabled",
        "true",
        "http.port",
        String.valueOf(http),
        "management.port",
        String.valueOf(management));
  }

  private DatabaseManagementService startNeo4j() {
    return Databases.ownNeo4j(folder.resolve("neo4j"), bolt).build();
  }

  private Set<String> missing() throws Exception {
    Set<String> missing = new TreeSet<>();
    try (Stream<Path> files = Files.list(Path.of("monitoring", "prometheus"))) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().matches("alerts(-.*)?\\.yml")).toList()) {
        Pattern.compile("alert: (\\w+)")
            .matcher(Files.readString(file))
            .results()
            .forEach(found -> missing.add(found.group(1)));
      }
    }
    missing.removeAll(seen);
    return missing;
  }

  private void all(String url, int second) throws Exception {
    sql(Files.readString(Path.of("demo", "schema.sql")));
    sync.install();
    sync.start();
    sql(Files.readString(Path.of("demo", "ontology.sql")));
    sync.drain();
    see("InstanceDown"); // of the second, which is not there yet
    faultyRows();
    oldTransaction();
    drift();
    fullSyncs();
    schemaProblem();
    outage();
    leaders(url, second);
    staleAndAbsent(url);
  }

  private void faultyRows() throws Exception {
    sql(
        "INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation) SELECT 'unmapped', gen_random_uuid(), 'UPDATE' FROM generate_series(1, 30)");
    see("FailedRows", "DeadLettersRising");
    sql("DELETE FROM neo4j_sync_queue WHERE status = 'failed'");
    over("FailedRows");
  }

  private void oldTransaction() throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
      statement.execute("SELECT 1");
      see("OldTransaction");
      statement.execute("ROLLBACK");
    }
    over("OldTransaction");
  }

  private void drift() throws Exception {
    sync.parts()
        .driver()
        .executableQuery("MATCH (t:Tool) WITH t LIMIT 1 DETACH DELETE t")
        .execute();
    post("verify");
    see("Drift", "VerifyOverdue");
    post("runs");
    awaitRuns();
    post("verify");
    over("Drift");
  }

  private void fullSyncs() throws Exception {
    see("FullSyncOverdue");
    sql(
        "SET session_replication_role = replica; DELETE FROM personas; RESET session_replication_role");
    post("runs");
    awaitRuns();
    see("FullSyncFailed");
    sql("UPDATE neo4j_sync_run SET state = 'completed' WHERE state = 'failed'");
    over("FullSyncFailed", "FullSyncOverdue");
  }

  private void awaitRuns() {
    Awaitility.await("the full sync is over")
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                number("SELECT count(*) FROM neo4j_sync_run WHERE state IN ('pending', 'running')")
                    == 0);
  }

  private void schemaProblem() throws Exception {
    sql("ALTER TABLE tools RENAME COLUMN name TO title");
    see("SchemaProblem");
    sql("ALTER TABLE tools RENAME COLUMN title TO name");
    over("SchemaProblem");
  }

  private void outage() throws Exception {
    neo4j.shutdown();
    sql("UPDATE org_roles SET name = name || '.'");
    see("Paused", "QueueStalled");
    neo4j = startNeo4j();
    over("Paused", "QueueStalled");
    see("LagHigh");
    sync.drain();
  }

  private void leaders(String url, int second) throws Exception {
    try (RunningSync other = sync(url, bolt, Processes.freePort(), second, "another")) {
      other.start();
      see("TwoLeaders");
      over("InstanceDown");
    }
    over("TwoLeaders");
    sql(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()");
    sql("SELECT pg_advisory_lock(" + LOCK + ")");
    see("NoLeader");
    sql("SELECT pg_advisory_unlock(" + LOCK + ")");
    over("NoLeader");
  }

  private void staleAndAbsent(String url) throws Exception {
    String database = connection.getCatalog();
    String others =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s' AND pid <> pg_backend_pid()"
            .formatted(database);
    try (Connection elsewhere = Databases.connect(Databases.newDatabase());
        Statement statement = elsewhere.createStatement()) {
      statement.execute("ALTER DATABASE " + database + " ALLOW_CONNECTIONS false");
      statement.execute(others);
      see("MetricsStale");
      statement.execute("ALTER DATABASE " + database + " ALLOW_CONNECTIONS true");
    }
    over("MetricsStale");
    sync.stop();
    see("Absent");
  }

  private void see(String... alerts) {
    for (String alert : alerts) {
      Awaitility.await(alert + " fires")
          .atMost(Duration.ofMinutes(3))
          .until(() -> prometheus.firing().contains("Neo4jSync" + alert));
      seen.add("Neo4jSync" + alert);
      System.out.println("seen: " + alert);
    }
  }

  private void over(String... alerts) {
    for (String alert : alerts) {
      Awaitility.await(alert + " ends")
          .atMost(Duration.ofMinutes(3))
          .until(() -> !prometheus.firing().contains("Neo4jSync" + alert));
    }
  }

  private void sql(String sql) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long number(String sql) throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }

  private void post(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/api/v1/" + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(path + ": " + answer.body());
    }
  }
}
