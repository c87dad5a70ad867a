package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.Web;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The HTTP API and the pages, on the loopback interface without credentials. */
class ApiIT {

  private static final Web WEB = new Web();
  private static SmallSource source;

  @BeforeAll
  static void start() throws Exception {
    source = SmallSource.ofDemo(WEB.settings()).start();
  }

  @AfterAll
  static void stop() throws Exception {
    source.close();
  }

  @Test
  void failedEventsAreListedByReasonShownAndRetried() throws Exception {
    UUID tool = UUID.randomUUID();
    source.sql("ALTER TABLE tools ADD COLUMN api_token text DEFAULT 'very-secret'");
    source.sql(
        "INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation, payload) VALUES ('tools', '%s', 'UPDATE', '{\"id\": \"%s\", \"name\": {\"first\": 1}, \"api_token\": \"very-secret\"}')"
            .formatted(tool, tool));
    source.sql(
        "INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation) VALUES ('no_such_table', '%s', 'UPDATE')"
            .formatted(tool));
    source.drain();
    JsonNode failed = WEB.json("/api/v1/failed?entity=no_such_table");
    assertThat(failed.get("total").asInt()).isOne();
    String error = failed.get("failed").get(0).get("error").asText();
    assertThat(error).contains("no_such_table");
    assertThat(WEB.json("/api/v1/failed/reasons").get("reasons").findValuesAsText("example"))
        .contains(error);
    assertThat(WEB.json("/api/v1/status").at("/queue/failed").asInt()).isPositive();
    String id = failed.get("failed").get(0).get("id").asText();
    assertThat(WEB.get("/api/v1/failed/" + id + "/payload").statusCode())
        .as("an event without payload")
        .isEqualTo(404);
    assertThat(retry("{\"entity\":\"no_such_table\",\"dryRun\":true}").get("wouldRetry").asInt())
        .isOne();
    assertThat(retry("{\"ids\":[\"" + id + "\"]}").get("retried").asInt()).isOne();
    source.drain();
    assertThat(WEB.json("/api/v1/failed?entity=no_such_table").at("/failed/0/attempts").asInt())
        .isEqualTo(2);
    source.sql("DELETE FROM neo4j_sync_queue WHERE entity_type = 'no_such_table'");
  }

  private static JsonNode retry(String body) throws IOException {
    HttpResponse<String> answer = WEB.post("/api/v1/failed/retry", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Web.JSON.readTree(answer.body());
  }

  @Test
  void secretsInPayloadsAreMasked() throws Exception {
    UUID row = UUID.randomUUID();
    source.sql(
        """
        INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation, payload)
        VALUES ('secret_keeper', '%s', 'INSERT',
                '{"id": "%s", "title": "seen", "api_key": "hidden1", "inner": {"Password": "hidden2", "n": 1.10}}')"""
            .formatted(row, row));
    source.drain();
    String id = WEB.json("/api/v1/failed?entity=secret_keeper").at("/failed/0/id").asText();
    String payload = WEB.get("/api/v1/failed/" + id + "/payload").body();
    assertThat(payload).contains("seen", "1.10", "•••").doesNotContain("hidden1", "hidden2");
    source.sql("DELETE FROM neo4j_sync_queue WHERE entity_type = 'secret_keeper'");
  }

  @Test
  void aFullSyncIsAskedForFollowedAndFindsTheTablesEqual() throws Exception {
    HttpResponse<String> asked = WEB.post("/api/v1/runs", "{\"entity\":\"org_roles\"}");
    assertThat(asked.statusCode()).as(asked.body()).isEqualTo(200);
    long run = Web.JSON.readTree(asked.body()).get("id").asLong();
    Awaitility.await("the run is over")
        .atMost(Duration.ofSeconds(60))
        .until(() -> !WEB.json("/api/v1/runs/" + run).get("finished_at").isNull());
    JsonNode over = WEB.json("/api/v1/runs/" + run);
    assertThat(over.get("state").asText()).isEqualTo("completed");
    assertThat(over.get("requested_by").asText()).isEqualTo("API (local)");
    assertThat(over.at("/tables/org_roles/read").asLong())
        .isEqualTo(source.number("SELECT count(*) FROM org_roles WHERE deleted_at IS NULL"));
    assertThat(WEB.json("/api/v1/runs").get("runs").findValuesAsText("id"))
        .contains(String.valueOf(run));
    assertThat(WEB.ask("DELETE", "/api/v1/runs/" + run, null).statusCode()).isEqualTo(200);

    source.drain();
    assertThat(WEB.post("/api/v1/verify", "{\"entity\":\"org_roles\"}").statusCode())
        .isEqualTo(200);
    Awaitility.await("the comparison is over")
        .atMost(Duration.ofSeconds(60))
        .until(() -> !WEB.json("/api/v1/verify").get("running").asBoolean());
    JsonNode verified = WEB.json("/api/v1/verify").at("/verifications/0");
    assertThat(verified.get("drift").asBoolean()).as(verified.toString()).isFalse();
    assertThat(verified.at("/found/total/checked").asLong()).isPositive();

    JsonNode tables = WEB.json("/api/v1/tables").get("tables");
    assertThat(tables).hasSize(21);
    for (JsonNode table : tables) {
      if (table.get("table").asText().equals("org_roles")) {
        assertThat(table.get("rows")).isEqualTo(table.get("elements"));
        assertThat(table.get("element").asText()).isEqualTo("(:Role)");
      }
    }
  }

  @Test
  void aComparisonIsStoppedAndLeavesNoReport() throws Exception {
    int before = WEB.json("/api/v1/verify").get("verifications").size();
    try (Connection other = Databases.connect(source.url())) {
      other.setAutoCommit(false);
      // it comes to this table and waits
      other.createStatement().execute("LOCK TABLE org_roles IN ACCESS EXCLUSIVE MODE");
      assertThat(WEB.post("/api/v1/verify", "{\"entity\":\"org_roles\"}").statusCode())
          .isEqualTo(200);
      JsonNode report = WEB.json("/api/v1/verify");
      assertThat(report.get("running").asBoolean()).isTrue();
      assertThat(report.get("requestedBy").asText()).isEqualTo("API (local)");
      HttpResponse<String> stopped = WEB.ask("DELETE", "/api/v1/verify", null);
      assertThat(stopped.statusCode()).as(stopped.body()).isEqualTo(200);
      assertThat(Web.JSON.readTree(stopped.body()).get("stopping").asBoolean()).isTrue();
      other.rollback();
    }
    Awaitility.await("the comparison is over")
        .atMost(Duration.ofSeconds(60))
        .until(() -> !WEB.json("/api/v1/verify").get("running").asBoolean());
    JsonNode over = WEB.json("/api/v1/verify");
    assertThat(over.get("fault").asText()).isEqualTo("stopped by API (local)");
    assertThat(over.get("verifications")).hasSize(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | /api/v1/runs/999999 | | 404 | there is no run 999999",
        "GET | /api/v1/runs/one | | 400 | 'one' is no",
        "GET | /api/v1/failed?limit=0 | | 400 | limit is 0",
        "GET | /api/v1/failed/xyz/payload | | 400 | 'xyz' is no id of an event",
        "POST | /api/v1/failed/retry | {\"entty\":\"tools\"} | 400 | the body has 'entty'",
        "POST | /api/v1/failed/retry | {\"limit\":\"many\"} | 400 | limit must be a whole number",
        "POST | /api/v1/failed/retry | {\"changedBefore\":\"now\"} | 400 | 'now' is no moment",
        "POST | /api/v1/runs | {\"entity\":\"nowhere\"} | 400 | nowhere",
        "DELETE | /api/v1/verify | | 404 | no comparison is under way on this instance",
        "POST | /api/v1/runs | {\"entity\":\"tools\",\"tenantId\":\"1\"} | 400 | not for both",
      })
  void whatMakesNoSenseIsRefusedAndSaysWhy(
      String method, String path, String body, int status, String detail) throws Exception {
    HttpResponse<String> answer = WEB.ask(method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = Web.JSON.readTree(answer.body());
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("detail").asText()).contains(detail);
  }

  @Test
  void aBodyThatIsNoJsonIsAFaultOfTheCaller() {
    HttpResponse<String> answer = WEB.post("/api/v1/runs", "{\"entity\":");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
  }

  @Test
  void theDocumentDescribesEveryEndpoint() throws Exception {
    JsonNode document = WEB.json("/api/v1/openapi");
    List<String> endpoints = new ArrayList<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        verb -> {
                          endpoints.add(verb.getKey() + " " + path.getKey());
                          assertThat(verb.getValue().get("summary").asText()).isNotBlank();
                          assertThat(verb.getValue().get("responses").size()).isPositive();
                        }));
    assertThat(endpoints)
        .containsExactlyInAnyOrder(
            "get /api/v1/insights/communities",
            "get /api/v1/insights/communities/{community}/roles",
            "get /api/v1/insights/impact/{of}",
            "get /api/v1/insights/islands",
            "get /api/v1/insights/paths/cheapest",
            "get /api/v1/insights/paths/shortest",
            "get /api/v1/insights/roles/bridges",
            "get /api/v1/insights/roles/influential",
            "get /api/v1/insights/roles/{id}/recommended-jobs",
            "get /api/v1/insights/roles/{id}/similar",
            "get /api/v1/insights/roles/{id}/skill-gap",
            "get /api/v1/insights/value/{of}",
            "get /api/v1/ontology/counts",
            "get /api/v1/ontology/nodes",
            "get /api/v1/ontology/nodes/{node}",
            "get /api/v1/ontology/search",
            "get /api/v1/ontology/subgraph",
            "get /api/v1/status",
            "get /api/v1/tables",
            "get /api/v1/failed",
            "get /api/v1/failed/reasons",
            "get /api/v1/failed/{id}/payload",
            "post /api/v1/failed/retry",
            "get /api/v1/runs",
            "post /api/v1/runs",
            "get /api/v1/runs/{id}",
            "delete /api/v1/runs/{id}",
            "get /api/v1/verify",
            "post /api/v1/verify",
            "delete /api/v1/verify");
  }

  @Test
  void otherPeoplesPagesAreKeptOut() {
    assertThat(
            WEB.post("/api/v1/failed/retry", "{}", "Origin", "https://evil.example").statusCode())
        .isEqualTo(403);
    assertThat(WEB.post("/api/v1/failed/retry", "{}", "Origin", origin()).statusCode())
        .isEqualTo(200);
    assertThat(WEB.post("/api/v1/failed/retry", " ".repeat(70_000)).statusCode()).isEqualTo(413);
    for (String path : List.of("/", "/hawtio/", "/api/v1/status", "/observe/health")) {
      assertThat(WEB.get(path).headers().map())
          .as(path)
          .containsKeys("content-security-policy", "x-content-type-options", "x-frame-options");
    }
  }

  private static String origin() {
    return WEB.uri("/").toString().replaceAll("/$", "");
  }

  @Test
  void thePagesAreThereAndNothingElseOfTheApplicationIs() {
    assertThat(WEB.get("/").body()).contains("<h1>neo4j-sync</h1>");
    assertThat(WEB.get("/status.js").headers().firstValue("Content-Type").orElse(""))
        .contains("javascript");
    assertThat(WEB.get("/hawtio/").body()).contains("Hawtio");
    assertThat(WEB.get("/hawtio/camel/routes").body()).as("a page of Hawtio").contains("Hawtio");
    for (String path :
        List.of(
            "/application.properties",
            "/../application.properties",
            "/%2e%2e/application.properties",
            "/..%2f..%2fjolokia-access.xml",
            "/sql/queue/claim-batch.sql",
            "/hawtio/../../application.properties",
            "/hawtio/%2e%2e/%2e%2e/jolokia-access.xml")) {
      assertThat(WEB.get(path).body()).as(path).doesNotContain("postgres", "<restrict>", "SELECT");
    }
  }
}
