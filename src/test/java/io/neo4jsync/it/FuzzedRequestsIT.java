package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.Web;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Requests that nobody would send, for every address of the OpenAPI document: each is answered with
 * what the document says or with a problem that is the caller's, and nothing changes.
 */
class FuzzedRequestsIT {

  private static final int ROUNDS = 15;

  /** What would show the insides. */
  private static final Pattern INSIDES =
      Pattern.compile(
          "\\bat [a-z]+(\\.\\w+)+\\(|Exception|java\\.|org\\.|io\\.neo4jsync|Neo\\.\\w+Error|elementId|CASE WHEN");

  private static final List<String> HOSTILE =
      List.of(
          "",
          " ",
          "0",
          "-1",
          "1e309",
          "NaN",
          "9223372036854775808",
          "99999999999999999999999999",
          "null",
          "none",
          "true",
          "*",
          ",",
          ",,,",
          "'",
          "\"",
          "`",
          "\\",
          "' OR 1=1 --",
          "x') DETACH DELETE n //",
          "Role`) DETACH DELETE n //",
          "Role:') MATCH (n) DETACH DELETE n RETURN ('",
          "'; DROP TABLE neo4j_sync_queue; --",
          "$everything",
          "${body}",
          "{{neo4j.password}}",
          "bean:postgres",
          "../../application.properties",
          "..%2f..%2fetc%2fpasswd",
          "Role",
          "Role:",
          ":Role",
          "Skill:ref_skills",
          "Nobody:1",
          "Role:00000000-0000-0000-0000-000000000000",
          "Tenant:00000000-0000-0000-0000-000000000000",
          "AND OR NOT",
          "a~ b^2 [x TO y] {z} (w) name:* /.*/",
          "\u0000",
          "\u202e\ufeff\ud83d\ude80",
          "\r\nSet-Cookie: a=b",
          "<script>alert(1)</script>",
          "eyJhIjoxfQ",
          "W10",
          "bnVsbA",
          "x".repeat(501),
          "ä".repeat(2000));

  /** Names of parameters that mean something elsewhere. */
  private static final List<String> NAMES =
      List.of(
          "Set-Cookie",
          "Location",
          "Access-Control-Allow-Origin",
          "Content-Length",
          "CamelHttpResponseCode",
          "CamelFileName",
          "camelHttpQuery",
          "everything",
          "tenants",
          "scope");

  /** What answers may say; nothing that came with the request. */
  private static final Set<String> HEADERS =
      Set.of(
          ":status",
          "cache-control",
          "content-encoding",
          "content-length",
          "content-security-policy",
          "content-type",
          "cross-origin-resource-policy",
          "etag",
          "referrer-policy",
          "transfer-encoding",
          "vary",
          "x-content-type-options",
          "x-frame-options");

  private static final Web WEB = new Web();
  private static SmallSource source;
  private static JsonNode document;

  @BeforeAll
  static void start() throws Exception {
    source = new SmallSource(WEB.settings("http.requests.per.second", "100000")).start();
    source.sql(Files.readString(Path.of("src/test/resources/three-tenants.sql")));
    source.drain();
    document = WEB.json("/api/v1/openapi");
  }

  @AfterAll
  static void stop() throws Exception {
    source.close();
  }

  /** An address, a method, and its parameters. */
  private record Operation(String method, String path, List<JsonNode> parameters, JsonNode body) {

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private static List<Operation> operations() {
    List<Operation> all = new ArrayList<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method -> {
                          List<JsonNode> parameters = new ArrayList<>();
                          method.getValue().path("parameters").forEach(parameters::add);
                          all.add(
                              new Operation(
                                  method.getKey().toUpperCase(Locale.ROOT),
                                  path.getKey(),
                                  parameters,
                                  method.getValue().path("requestBody")));
                        }));
    return all;
  }

  @Test
  void whateverIsAskedNothingBreaksAndNothingChanges() throws Exception {
    List<Object> before = contents();
    Random random = new Random(20);
    Map<Integer, Integer> statuses = new TreeMap<>();
    List<Operation> operations = operations();
    assertThat(operations).hasSizeGreaterThan(25);
    for (Operation operation : operations) {
      if (operation.method.equals("GET")) {
        for (int round = 0; round < ROUNDS; round++) {
          String address = address(operation, random);
          HttpResponse<String> answer = WEB.get(address, headers(random));
          statuses.merge(answer.statusCode(), 1, Integer::sum);
          assertHarmless(address, answer);
        }
      }
    }
    assertThat(statuses).as("all kinds of answers").containsKeys(200, 400, 404);
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void bodiesThatMakeNoSenseAreRefused() {
    List<String> bodies =
        List.of(
            "",
            "null",
            "[]",
            "{",
            "\"x\"",
            "{\"scope\": {\"a\": [1]}}",
            "{\"table\": \"x'; DROP TABLE neo4j_sync_queue; --\"}",
            "{\"entity\": 1e400}",
            "{\"tenant\": \"\\u0000\"}",
            "{\"ids\": [\"x\", null, {}]}",
            "{\"unknown\": true}",
            "{\"a\":".repeat(3000),
            "x".repeat(200_000));
    int sent = 0;
    for (Operation operation : operations()) {
      if (!operation.method.equals("GET") && !operation.body.isMissingNode()) {
        for (String body : bodies) {
          String address = operation.path.replaceAll("\\{\\w+}", "1");
          HttpResponse<String> answer = WEB.ask(operation.method, address, body);
          assertHarmless(operation + " " + body.substring(0, Math.min(60, body.length())), answer);
          sent++;
        }
      }
    }
    assertThat(sent).isGreaterThanOrEqualTo(bodies.size());
  }

  /** What no client library sends. */
  @Test
  void requestsThatAreNoneAreTheSendersFault() throws Exception {
    for (String target :
        List.of(
            "/api/v1/ontology/search?q=%zz",
            "/api/v1/ontology/search?q=%",
            "/api/v1/ontology/nodes/%00",
            "/api/v1/ontology/nodes/Role:%c3%28",
            "/api/v1/insights/roles/../../../etc/passwd/similar",
            "/api/v1/insights/value/%2e%2e%2f%2e%2e",
            "/api/v1/ontology/search?&&==&q",
            "/api/v1/ontology/search?q=a&limit",
            "/api/v1//ontology/counts",
            "/api/v1/ontology/counts#x",
            "*")) {
      String answer =
          raw("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
      assertThat(answer)
          .as(target)
          .matches("(?s)HTTP/1\\.1 (2|3|4.*\r\n[Cc]ontent-[Tt]ype: application/problem\\+json).*");
      assertThat(INSIDES.matcher(answer).find()).as(target + "\n" + answer).isFalse();
    }
    assertThat(raw("BREW /api/v1/ontology/counts HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .matches("(?s)HTTP/1\\.1 4.*application/problem\\+json.*");
  }

  private static String raw(String request) throws IOException {
    URI server = WEB.uri("/");
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void assertHarmless(String request, HttpResponse<String> answer) {
    String all = request + "\n" + answer.statusCode() + " " + answer.body();
    assertThat(answer.statusCode()).as(all).isLessThan(500);
    if (answer.statusCode() == 431 || answer.statusCode() == 414) {
      // longer than the server reads: it hangs up before anything of ours sees the request
      assertThat(answer.body()).isEmpty();
    } else if (answer.statusCode() >= 400) {
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .as(all)
          .startsWith("application/problem+json");
      assertThat(INSIDES.matcher(answer.body()).find()).as(all).isFalse();
    }
    assertThat(answer.headers().map().keySet()).as(all).isSubsetOf(HEADERS);
  }

  /** Some parameters as they should be, some hostile, some left out, some twice. */
  private static String address(Operation operation, Random random) {
    String path = operation.path;
    StringBuilder query = new StringBuilder();
    for (JsonNode parameter : operation.parameters) {
      String name = parameter.get("name").asText();
      if (parameter.get("in").asText().equals("path")) {
        String value = value(parameter, random);
        path = path.replace("{" + name + "}", value.isEmpty() ? "x" : encoded(value));
      } else {
        int times =
            random.nextInt(5) == 0
                ? 2
                : parameter.path("required").asBoolean() && random.nextInt(9) > 0
                    ? 1
                    : random.nextInt(2);
        for (int n = 0; n < times; n++) {
          query.append(query.isEmpty() ? "?" : "&").append(name);
          query.append("=").append(encoded(value(parameter, random)));
        }
      }
    }
    if (random.nextInt(5) == 0) {
      String name =
          random.nextBoolean() ? hostile(random) : NAMES.get(random.nextInt(NAMES.size()));
      query.append(query.isEmpty() ? "?" : "&").append(encoded(name)).append("=1");
    }
    return path + query;
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String hostile(Random random) {
    if (random.nextInt(4) > 0) {
      return HOSTILE.get(random.nextInt(HOSTILE.size()));
    }
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(40); n >= 0; n--) {
      text.appendCodePoint(random.nextInt(random.nextBoolean() ? 0x80 : 0xd7ff));
    }
    return text.toString();
  }

  private static String value(JsonNode parameter, Random random) {
    if (random.nextInt(3) == 0) {
      return hostile(random);
    }
    String role = Web.md5("roleA" + random.nextInt(6)).toString();
    return switch (parameter.get("name").asText()) {
      case "limit", "peers", "n" -> String.valueOf(1 + random.nextInt(50));
      case "hops", "depth" -> String.valueOf(random.nextInt(6));
      case "cutoff" -> "0." + random.nextInt(10);
      case "labels" -> random.nextBoolean() ? "Role" : "Role,JTBD";
      case "q" -> random.nextBoolean() ? "own role" : "job";
      case "id" -> role;
      case "node", "of", "from" -> "Role:" + role;
      case "to" -> (random.nextBoolean() ? "Role:" : "") + role;
      default -> role;
    };
  }

  private static String[] headers(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> new String[] {"If-None-Match", "\"x\", W/\"y\", *garbage"};
      case 1 -> new String[] {"Accept-Encoding", "gzip;q=x, ;;, br"};
      case 2 -> new String[] {"Accept", "text/html;q=0.1, nonsense"};
      default -> new String[0];
    };
  }

  private static List<Object> contents() {
    List<Object> contents = new ArrayList<>();
    for (String cypher :
        List.of(
            "MATCH (n) WHERE NOT n:SyncState RETURN count(n), sum(size(keys(n)))",
            "MATCH ()-[r]->() RETURN count(r), sum(size(keys(r)))",
            "SHOW INDEXES YIELD name RETURN count(name)")) {
      Databases.driver()
          .executableQuery(cypher)
          .execute()
          .records()
          .forEach(record -> contents.addAll(record.asMap().values()));
    }
    return contents;
  }
}
