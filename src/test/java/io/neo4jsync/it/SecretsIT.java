package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neo4jsync.app.Preflight;
import io.neo4jsync.capture.CaptureInstaller.Line;
import io.neo4jsync.it.Jar.Outcome;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.RunningSync;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.dbms.api.DatabaseManagementService;

/** Passwords that work appear nowhere, and those that do not are told at once. */
class SecretsIT {

  private static final String USER = "sync_with_password";
  private static final String RIGHT = "Sentinel-of-PostgreSQL";
  private static final String OTHER = "Sentinel-of-Neo4j";
  private static final String WRONG = "Sentinel-that-is-wrong";

  @TempDir private Path folder;
  private static SmallSource source;
  private Jar jar;

  @BeforeAll
  static void aRoleWithPassword() throws Exception {
    source = new SmallSource();
    source.sql("CREATE ROLE " + USER + " LOGIN PASSWORD '" + RIGHT + "'");
    source.sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + USER);
    assertThat(source.sync().capture().grant(USER)).allMatch(Line::good);
    // by name, so that no other user of the server needs a password
    Path rules = Path.of((String) source.rows("SHOW hba_file").get(0).get("hba_file"));
    Files.writeString(rules, "host all " + USER + " all scram-sha-256\n" + Files.readString(rules));
    source.sql("SELECT pg_reload_conf()");
    Awaitility.await("the server asks for a password").until(SecretsIT::isLockedOut);
  }

  private static boolean isLockedOut() {
    try {
      Databases.connect(url(), USER).close();
      return false;
    } catch (SQLException e) {
      return true;
    }
  }

  @AfterAll
  static void close() throws SQLException {
    source.close();
  }

  @BeforeEach
  void noProcess() {
    jar = new Jar(folder);
  }

  @AfterEach
  void endProcesses() {
    jar.close();
  }

  /** Without the parameter that names the superuser. */
  private static String url() {
    return source.url().replaceAll("[?].*", "");
  }

  @Test
  void noSecretIsInLogsMetricsJmxOrArguments() throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), RIGHT + "\n");
    String port = String.valueOf(Jar.freePort());
    Process process =
        jar.start(
            url(),
            Map.of(
                "LOG_LEVEL",
                "debug",
                "POSTGRES_USER",
                USER,
                "POSTGRES_PASSWORD_FILE",
                file.toString(),
                "NEO4J_USER",
                "neo4j",
                "NEO4J_PASSWORD",
                OTHER,
                "MANAGEMENT_PORT",
                port));
    source.tool("seen");
    source.drain();
    StringBuilder seen = new StringBuilder();
    for (String path : new String[] {"health", "health/ready", "metrics"}) {
      Awaitility.await(path)
          .atMost(Duration.ofSeconds(40))
          .ignoreExceptions()
          .until(() -> !get(port, path).isEmpty());
      seen.append(get(port, path));
    }
    seen.append(Jmx.everything(process.pid()));
    seen.append(String.join(" ", process.info().arguments().orElseThrow()));
    process.destroy();
    assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
    seen.append(Files.readString(folder.resolve("process0.out")));
    seen.append(Files.readString(folder.resolve("process0.err")));
    assertThat(seen.toString())
        .as("what was looked through")
        .contains("camel_exchanges_total", "queue-poll", "neo4j-sync.jar", "DEBUG", "UP")
        .as("secrets")
        .doesNotContain(RIGHT, OTHER);
  }

  private static String get(String port, String path) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + port + "/observe/" + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void aWrongPasswordOrAddressIsToldAtOnce() throws Exception {
    int port = Jar.freePort();
    DatabaseManagementService locked =
        Databases.ownNeo4j(folder.resolve("neo4j"), port)
            .setConfig(GraphDatabaseSettings.auth_enabled, true)
            .build();
    try {
      String bolt = "bolt://127.0.0.1:" + port;
      Map<String, String> wrong =
          Map.of("POSTGRES_USER", USER, "POSTGRES_PASSWORD", WRONG, "LOG_LEVEL", "debug");
      assertTold(
          jar.run(url(), wrong, "install"),
          "refuses the user " + USER,
          "password authentication failed",
          "POSTGRES_PASSWORD_FILE");
      Map<String, String> wrongThere =
          Map.of(
              "NEO4J_URI",
              bolt,
              "NEO4J_USER",
              "neo4j",
              "NEO4J_PASSWORD",
              WRONG,
              "LOG_LEVEL",
              "debug");
      assertTold(
          jar.run(url(), wrongThere, "run"), "refuses the user 'neo4j'", "NEO4J_PASSWORD_FILE");
    } finally {
      locked.shutdown();
    }
  }

  @Test
  void anAddressThatLeadsNowhereIsTold() {
    try (RunningSync nowhere =
        RunningSync.on(
            "jdbc:postgresql://nowhere.invalid/db", "neo4j.uri", "bolt://nowhere.invalid")) {
      assertThatThrownBy(() -> Preflight.postgres(nowhere.parts().settings()))
          .message()
          .contains("jdbc:postgresql://nowhere.invalid/db", "UnknownHost", "POSTGRES_URL");
      assertThatThrownBy(() -> Preflight.neo4j(nowhere.parts()))
          .message()
          .contains("bolt://nowhere.invalid", "NEO4J_URI");
      assertThatCode(() -> Preflight.neo4jUser(nowhere.parts()))
          .as("the running sync waits for a Neo4j that is away")
          .doesNotThrowAnyException();
    }
  }

  @Test
  void aRefusalWithDetailsIsOneLine() throws Exception {
    String url = Databases.newDatabase();
    try (Connection owner = Databases.connect(url);
        Statement statement = owner.createStatement()) {
      statement.execute("REVOKE CONNECT ON DATABASE " + owner.getCatalog() + " FROM PUBLIC");
    }
    try (RunningSync shut =
        RunningSync.on(
            url.replaceAll("[?].*", ""), "postgres.user", USER, "postgres.password", RIGHT)) {
      assertThatThrownBy(() -> Preflight.postgres(shut.parts().settings()))
          .message()
          .contains("; Detail: User does not have CONNECT privilege; check POSTGRES_URL")
          .hasLineCount(1);
    }
  }

  private static void assertTold(Outcome outcome, String... parts) {
    assertThat(outcome.code()).as(outcome.text()).isEqualTo(1);
    assertThat(outcome.text())
        .contains(parts)
        .doesNotContain(WRONG)
        .doesNotContain("needs CREATE on the schema");
  }
}
