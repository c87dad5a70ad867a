package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.neo4jsync.http.GuardedServers;
import io.neo4jsync.settings.Settings;
import io.neo4jsync.settings.SettingsException;
import io.neo4jsync.testing.Processes;
import io.neo4jsync.testing.RunningSync;
import io.neo4jsync.testing.Web;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both addresses open to others: nothing is served without credentials, and little with few. */
class AccessIT {

  private static final String READER = "key-of-the-reader";
  private static final String OPERATOR = "key-of-the-operator";
  private static final String TOKEN_SECRET = "a secret of tokens, long enough for HS256";

  private static final int NEVER_ENDS = Integer.MAX_VALUE;

  @TempDir private static Path folder;
  private static final Web WEB = new Web();
  private static SmallSource source;

  @BeforeAll
  static void start() throws Exception {
    Path keys = folder.resolve("keys");
    Files.writeString(
        keys,
        "# who may what\nreader %s read\noperator %s operate\n"
            .formatted(Web.sum(READER), Web.sum(OPERATOR)));
    Path token = Files.writeString(folder.resolve("token"), TOKEN_SECRET);
    source =
        new SmallSource(
                WEB.settings(
                    "camel.main.jmx-management-name-pattern",
                    "neo4j-sync",
                    "http.host",
                    "0.0.0.0",
                    "management.host",
                    "0.0.0.0",
                    "http.requests.per.second",
                    "1000",
                    "http.api.keys.file",
                    keys.toString(),
                    "http.jwt.key.file",
                    token.toString(),
                    "http.jwt.algorithm",
                    "HS256",
                    "http.jwt.audience",
                    "neo4j-sync"))
            .start();
  }

  @AfterAll
  static void stop() throws Exception {
    source.close();
  }

  /** Every path there is, of both servers, and some that there are not. */
  private static List<String> paths() throws Exception {
    List<String> paths =
        new ArrayList<>(
            List.of(
                "/",
                "/index.html",
                "/status.js",
                "/nothing",
                "/api/v1/openapi",
                "/api/v1/openapi/",
                "/observe/health",
                "/observe/health/live",
                "/observe/health/ready",
                "/observe/health/started",
                "/observe/metrics",
                "/observe",
                "/hawtio",
                "/hawtio/",
                "/hawtio/index.html",
                "/hawtio/user",
                "/hawtio/jolokia",
                "/hawtio/jolokia/version",
                "/hawtio//jolokia/version",
                "/hawtio/jolokia/list"));
    HttpResponse<String> document = WEB.get("/api/v1/openapi", "X-API-Key", READER);
    assertThat(document.statusCode()).isEqualTo(200);
    for (var path : Web.JSON.readTree(document.body()).get("paths").properties()) {
      paths.add(path.getKey().replaceAll("\\{\\w+}", "1"));
    }
    assertThat(paths).hasSizeGreaterThan(25);
    return paths;
  }

  @Test
  void nothingIsServedWithoutCredentials() throws Exception {
    for (String path : paths()) {
      for (String method : List.of("GET", "POST", "DELETE", "PUT", "OPTIONS", "PATCH")) {
        HttpResponse<String> answer = WEB.ask(method, path, null);
        assertThat(answer.statusCode()).as(method + " " + path).isEqualTo(401);
        assertThat(answer.body()).as(method + " " + path).contains("API key");
      }
    }
    for (String wrong :
        List.of("Bearer wrong", "Basic d3Jvbmc6d3Jvbmc=", "Basic ~", "Bearer ", "")) {
      assertThat(WEB.get("/api/v1/status", "Authorization", wrong).statusCode())
          .as(wrong)
          .isEqualTo(401);
    }
  }

  @Test
  void aReaderMayLookAndAnOperatorMayChange() {
    for (String header : List.of("Bearer " + READER, basic(READER))) {
      assertThat(WEB.get("/api/v1/status", "Authorization", header).statusCode()).isEqualTo(200);
      assertThat(WEB.get("/observe/metrics", "Authorization", header).statusCode()).isEqualTo(200);
      assertThat(WEB.post("/api/v1/failed/retry", "{}", "Authorization", header).statusCode())
          .isEqualTo(403);
      assertThat(WEB.ask("DELETE", "/api/v1/runs/1", null, "Authorization", header).statusCode())
          .isEqualTo(403);
    }
    assertThat(WEB.post("/api/v1/failed/retry", "{}", "X-API-Key", OPERATOR).statusCode())
        .isEqualTo(200);
  }

  private static String basic(String key) {
    return "Basic " + Base64.getEncoder().encodeToString(("anybody:" + key).getBytes());
  }

  @Test
  void aTokenIsTakenIfItIsSignedMeantForThisAndNotOver() {
    assertThat(withToken(TOKEN_SECRET, "neo4j-sync", 60, "read", "GET")).isEqualTo(200);
    assertThat(withToken(TOKEN_SECRET, "neo4j-sync", 60, "read", "POST")).isEqualTo(403);
    assertThat(withToken(TOKEN_SECRET, "neo4j-sync", 60, "operate", "POST")).isEqualTo(200);
    assertThat(withToken(TOKEN_SECRET, "another", 60, "operate", "GET")).isEqualTo(401);
    assertThat(withToken(TOKEN_SECRET, "neo4j-sync", -120, "operate", "GET")).isEqualTo(401);
    assertThat(withToken(TOKEN_SECRET, "neo4j-sync", NEVER_ENDS, "operate", "GET"))
        .as("a token that never ends")
        .isEqualTo(401);
    assertThat(withToken("another secret, as long as the other", "neo4j-sync", 60, "read", "GET"))
        .isEqualTo(401);
    String unsigned =
        encoded("{\"alg\":\"none\"}")
            + "."
            + encoded("{\"aud\":\"neo4j-sync\",\"role\":\"operate\",\"exp\":9999999999}")
            + ".";
    assertThat(WEB.get("/api/v1/status", "Authorization", "Bearer " + unsigned).statusCode())
        .isEqualTo(401);
  }

  @Test
  void aTokenThatIsNoneIsRefused() {
    for (String claims :
        List.of("{\"exp\":null}", "{\"exp\":\"soon\"}", "{\"aud\":7}", "[]", "{", "")) {
      String token = encoded("{\"alg\":\"HS256\"}") + "." + encoded(claims) + "." + encoded("x");
      assertThat(WEB.get("/api/v1/status", "Authorization", "Bearer " + token).statusCode())
          .as(claims)
          .isEqualTo(401);
    }
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes());
  }

  @Test
  void aRunNamesWhoHasAskedForIt() throws Exception {
    for (String[] who :
        new String[][] {
          {"operator", OPERATOR, "tools"},
          {"somebody", token(TOKEN_SECRET, "neo4j-sync", 60, "operate"), "personas"}
        }) {
      HttpResponse<String> asked =
          WEB.post(
              "/api/v1/runs",
              "{\"entity\":\"%s\"}".formatted(who[2]),
              "Authorization",
              "Bearer " + who[1]);
      assertThat(asked.statusCode()).as(asked.body()).isEqualTo(200);
      HttpResponse<String> run =
          WEB.get("/api/v1/runs/" + Web.JSON.readTree(asked.body()).get("id"), "X-API-Key", READER);
      assertThat(Web.JSON.readTree(run.body()).get("requested_by").asText())
          .isEqualTo("API (" + who[0] + ")");
    }
  }

  private static int withToken(
      String secret, String audience, int seconds, String role, String method) {
    String path = method.equals("GET") ? "/api/v1/status" : "/api/v1/failed/retry";
    String body = method.equals("GET") ? null : "{}";
    String token = token(secret, audience, seconds, role);
    return WEB.ask(method, path, body, "Authorization", "Bearer " + token).statusCode();
  }

  private static String token(String secret, String audience, int seconds, String role) {
    JsonObject claims = new JsonObject().put("sub", "somebody").put("role", role);
    if (seconds != NEVER_ENDS) {
      claims.put("exp", Instant.now().getEpochSecond() + seconds);
    }
    Vertx vertx = Vertx.vertx();
    try {
      return JWTAuth.create(
              vertx,
              new JWTAuthOptions()
                  .addPubSecKey(new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(secret)))
          .generateToken(claims, new JWTOptions().addAudience(audience));
    } finally {
      vertx.close();
    }
  }

  @Test
  void jolokiaShowsAndChangesNothing() throws Exception {
    String camel = "org.apache.camel:context=neo4j-sync,type=%s,name=\"%s\"";
    String route = camel.formatted("routes", "queue-poll");
    String context = camel.formatted("context", "neo4j-sync");
    assertThat(jolokia("read", route, "attribute", "State").at("/value").asText())
        .isEqualTo("Started");
    assertThat(jolokia("exec", context, "operation", "dumpRoutesAsXml()").at("/value").asText())
        .contains("queue-poll");
    Map<String, List<String>> forbidden =
        Map.of(
            route,
            List.of("stop()", "start()", "remove()", "updateRouteFromXml(java.lang.String)"),
            context,
            List.of("stop()", "suspend()", "addOrUpdateRoutesFromXml(java.lang.String)"),
            "java.lang:type=Memory",
            List.of("gc()"),
            "java.util.logging:type=Logging",
            List.of("setLoggerLevel(java.lang.String,java.lang.String)"));
    forbidden.forEach(
        (bean, operations) ->
            operations.forEach(
                operation ->
                    assertThat(jolokia("exec", bean, "operation", operation).get("status").asInt())
                        .as(bean + " " + operation)
                        .isEqualTo(403)));
    assertThat(
            jolokia("read", "java.lang:type=Runtime", "attribute", "SystemProperties")
                .get("status")
                .asInt())
        .isEqualTo(403);
    assertThat(
            jolokia(
                    "read",
                    "com.sun.management:type=HotSpotDiagnostic",
                    "attribute",
                    "DiagnosticOptions")
                .get("status")
                .asInt())
        .isEqualTo(403);
    String write =
        "{\"type\":\"write\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"Verbose\",\"value\":true}";
    assertThat(WEB.post("/hawtio/jolokia/", write, "X-API-Key", OPERATOR).body())
        .contains("\"status\":403");
  }

  private static JsonNode jolokia(String type, String bean, String what, String name) {
    try {
      String request = Web.JSON.writeValueAsString(Map.of("type", type, "mbean", bean, what, name));
      return Web.JSON.readTree(WEB.post("/hawtio/jolokia/", request, "X-API-Key", READER).body());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aKeyStoreMakesBothAddressesHttps() throws Exception {
    Path store = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                "not-a-secret",
                "-keystore",
                store.toString())
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore trusted = KeyStore.getInstance(store.toFile(), "not-a-secret".toCharArray());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    Web secure = new Web();
    try (RunningSync sync =
        RunningSync.on(
            source.url(),
            secure.settings(
                "http.tls.keystore",
                store.toString(),
                "http.tls.keystore.password",
                "not-a-secret"))) {
      sync.start();
      HttpClient client = HttpClient.newBuilder().sslContext(tls).build();
      for (String path : List.of("/api/v1/openapi", "/observe/health/live")) {
        URI uri =
            URI.create(
                secure.uri(path).toString().replace("http://127.0.0.1", "https://localhost"));
        HttpResponse<String> answer =
            client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertThat(answer.headers().firstValue("Strict-Transport-Security")).as(path).isPresent();
        assertThatThrownBy(() -> secure.get(path))
            .as("in the clear: " + path)
            .isInstanceOf(IllegalStateException.class);
      }
    }
  }

  @Test
  void anAddressThatIsTakenIsNamed() throws Exception {
    int taken = WEB.uri("/").getPort();
    try (RunningSync second =
        RunningSync.on(
            source.url(),
            "camel.server.enabled",
            "true",
            "camel.management.enabled",
            "true",
            "http.port",
            String.valueOf(taken),
            "management.port",
            String.valueOf(Processes.freePort()))) {
      assertThatThrownBy(second::start).rootCause().isInstanceOf(BindException.class);
      assertThatThrownBy(second::start)
          .hasStackTraceContaining("nothing can listen on 127.0.0.1:" + taken)
          .hasStackTraceContaining("set HTTP_PORT to a free port");
    }
  }

  @Test
  void noAddressIsOpenedToOthersWithoutCredentials() throws Exception {
    for (String host : List.of("http.host", "management.host")) {
      assertThatThrownBy(() -> new GuardedServers(Settings.load(Map.of(), Map.of(host, "0.0.0.0"))))
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining(host)
          .hasMessageContaining("HTTP_API_KEYS_FILE");
    }
    Path bad = Files.writeString(folder.resolve("bad"), "reader " + READER + " read\n");
    assertThatThrownBy(
            () ->
                new GuardedServers(
                    Settings.load(Map.of(), Map.of("http.api.keys.file", bad.toString()))))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(bad + ", line 1")
        .message()
        .doesNotContain(READER);
  }
}
