package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.RunningSync;
import io.neo4jsync.testing.Web;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The rows of three-tenants.sql in one graph: each tenant asks everything and learns nothing of the
 * others.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Databases.GRAPH_WITH_GDS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TenancyIT {

  private static final List<String> TENANTS = List.of("A", "B", "C");
  private static final List<String> OWNERS = List.of("A", "B", "C", "AB", "0");
  private static final int ROLES = 6;
  private static final int JOBS = 8;

  @TempDir private static Path folder;
  private static final Web WEB = new Web();
  private static SmallSource source;

  @BeforeAll
  static void start() throws Exception {
    StringBuilder keys = new StringBuilder();
    keys.append("all %s ask *\nreader %s read\n".formatted(Web.sum("all"), Web.sum("reader")));
    for (String tenant : TENANTS) {
      keys.append("of_%s %s ask %s\n".formatted(tenant, Web.sum(tenant), tenant(tenant)));
    }
    keys.append("of_AC %s ask %s,%s\n".formatted(Web.sum("AC"), tenant("A"), tenant("C")));
    String file = Files.writeString(folder.resolve("keys"), keys).toString();
    source =
        SmallSource.besideOthers(
                WEB.settings("http.api.keys.file", file, "http.requests.per.second", "10000"))
            .start();
    source.sql(Files.readString(Path.of("src/test/resources/three-tenants.sql")));
    source.drain();
    RunningSync.awaitTextIndex(Databases.driverWithGds());
  }

  @AfterAll
  static void stop() throws Exception {
    source.close();
  }

  private static UUID id(String kind, String owner, int n) {
    return Web.md5(kind + owner + n);
  }

  private static UUID tenant(String name) {
    return id("tenant", name, 0);
  }

  /** Every address with all that this owner has, and what the asking tenant has itself. */
  private static List<String> questions(String owner, String own) {
    List<String> nodes = new ArrayList<>();
    for (String node : List.of("Function:function", "Department:department", "Role:role")) {
      nodes.add(node.split(":")[0] + ":" + id(node.split(":")[1], owner, 0));
    }
    if (!owner.equals("AB")) {
      nodes.add("Role:" + id("role", owner, 3));
      nodes.add("JTBD:" + id("job", owner, 0));
      nodes.add("Persona:" + id("persona", owner, 1));
      nodes.add("Tool:" + id("tool", owner, 0));
      nodes.add("ValueDriver:" + id("driver", owner, 0));
    }
    List<String> all = new ArrayList<>();
    for (String node : nodes) {
      for (int depth = 0; depth <= 3; depth++) {
        all.add("/ontology/nodes/" + node + "?limit=1000&depth=" + depth);
      }
      all.add("/insights/value/" + node);
      all.add("/insights/impact/" + node + "?hops=5&limit=500");
      for (String path : List.of("shortest", "cheapest")) {
        String paths = "/insights/paths/" + path + "?hops=6";
        all.add(paths + "&from=" + node + "&to=Role:" + id("role", own, 5));
        all.add(paths + "&to=" + node + "&from=JTBD:" + id("job", own, 5));
      }
    }
    for (int n = 0; n < ROLES; n++) {
      String role = "/insights/roles/" + id("role", owner, n);
      all.add(role + "/similar?limit=100");
      all.add(role + "/recommended-jobs?limit=100&peers=50");
      all.add(role + "/skill-gap?to=" + id("role", own, 0));
    }
    String subgraph = "/ontology/subgraph?depth=3&limit=1000";
    all.add(subgraph + "&function=" + id("function", owner, 0));
    all.add(subgraph + "&department=" + id("department", owner, 0));
    return all;
  }

  /** The addresses that are about nothing in particular. */
  private static List<String> general() {
    List<String> all =
        new ArrayList<>(
            List.of(
                "/insights/roles/influential?limit=200",
                "/insights/roles/bridges?limit=200",
                "/insights/communities?limit=100",
                "/insights/islands?limit=200",
                "/ontology/counts",
                "/ontology/subgraph?depth=3&limit=1000",
                "/ontology/subgraph?depth=2&limit=1000&labels=Role,JTBD"));
    for (String label :
        List.of("Role", "JTBD", "Function", "Department", "Persona", "Tool", "Tenant", "Skill")) {
      all.add("/ontology/nodes?limit=500&labels=" + label);
    }
    for (String words : List.of("own", "role own", "ownB", "job", "persona ownc", "tenant")) {
      all.add("/ontology/search?limit=100&q=" + URLEncoder.encode(words, StandardCharsets.UTF_8));
    }
    for (String owner : OWNERS) {
      all.add("/insights/communities/" + id("department", owner, 0) + "/roles?limit=500");
    }
    return all;
  }

  private static HttpResponse<String> ask(String key, String path) {
    return WEB.get("/api/v1" + path, "X-API-Key", key);
  }

  private static boolean maySee(String tenant, String owner) {
    return owner.equals("0") || owner.contains(tenant);
  }

  @Test
  @Order(1)
  void nobodyIsToldOfOthersRows() {
    int refused = 0;
    for (String tenant : TENANTS) {
      for (String owner : OWNERS) {
        for (String path : questions(owner, tenant)) {
          HttpResponse<String> answer = ask(tenant, path);
          assertThat(answer.statusCode()).as(tenant + " " + path).isIn(200, 404);
          assertNothingOfOthers(tenant, path, answer.body());
          if (!maySee(tenant, owner)) {
            // as if there were nothing of that name
            String unknown = path.replaceAll("[0-9a-f]{8}-", "00000000-");
            assertThat(answer.statusCode()).as(tenant + " " + path).isEqualTo(404);
            assertThat(answer.body()).isEqualTo(ask(tenant, unknown).body());
            refused++;
          }
        }
      }
      for (String path : general()) {
        HttpResponse<String> answer = ask(tenant, path);
        assertThat(answer.statusCode()).as(tenant + " " + path).isEqualTo(200);
        assertNothingOfOthers(tenant, path, answer.body());
      }
    }
    assertThat(refused).isGreaterThan(400);
  }

  private static void assertNothingOfOthers(String tenant, String path, String body) {
    for (String owner : OWNERS) {
      if (!maySee(tenant, owner)) {
        List<String> words = new ArrayList<>(List.of("own" + owner + " ", "own" + owner + "\""));
        words.add(tenant(owner).toString());
        for (int n = 0; n < ROLES; n++) {
          words.add(id("role", owner, n).toString());
          words.add(id("job", owner, n).toString());
        }
        words.add(id("function", owner, 0).toString());
        words.add(id("department", owner, 0).toString());
        for (String word : words) {
          assertThat(body.contains(word)).as(tenant + " sees " + word + ": " + path).isFalse();
        }
      }
    }
  }

  @Test
  @Order(2)
  void everybodySeesTheirOwnAndWhatIsNobodys() throws Exception {
    for (String tenant : TENANTS) {
      long owners = OWNERS.stream().filter(owner -> maySee(tenant, owner)).count();
      Map<String, Long> counts = new TreeMap<>();
      for (JsonNode count : json(tenant, "/ontology/counts").get("nodes")) {
        counts.put(count.get("label").asText(), count.get("number").asLong());
      }
      assertThat(counts)
          .as(tenant)
          .containsEntry("Function", owners)
          .containsEntry("Role", owners * ROLES)
          .containsEntry("JTBD", 2L * JOBS)
          .containsEntry("Persona", 2L * ROLES)
          .containsEntry("Tool", 2L)
          .containsEntry("Skill", 5L)
          .containsEntry("Tenant", 1L);
    }
    String tenants = "/ontology/nodes?labels=Tenant";
    assertThat(ids("AC", tenants)).containsExactlyInAnyOrder(node("A"), node("C"));
    assertThat(ids("AC", tenants + "&tenant=" + tenant("C"))).containsExactly(node("C"));
    assertThat(ids("all", tenants)).hasSize(3);
    assertThat(ids("all", tenants + "&tenant=" + tenant("B"))).containsExactly(node("B"));
  }

  private static String node(String tenant) {
    return "Tenant:" + tenant(tenant);
  }

  @Test
  @Order(3)
  void whatTheCredentialsDoNotNameIsRefused() {
    String counts = "/ontology/counts?tenant=";
    assertThat(ask("A", counts + tenant("B")).statusCode()).isEqualTo(403);
    assertThat(ask("A", counts + tenant("A") + "," + tenant("B")).statusCode()).isEqualTo(403);
    String influential = "/insights/roles/influential";
    assertThat(ask("AC", influential).statusCode()).as("of which tenant").isEqualTo(400);
    assertThat(ask("AC", influential + "?tenant=" + tenant("C")).statusCode()).isEqualTo(200);
    for (String path : List.of("/status", "/failed", "/failed/reasons", "/runs", "/tables")) {
      assertThat(ask("A", path).statusCode()).as(path).isEqualTo(403);
      assertThat(ask("all", path).statusCode()).as(path).isEqualTo(403);
      assertThat(ask("reader", path).statusCode()).as(path).isEqualTo(200);
    }
    for (String path : List.of("/", "/observe/metrics", "/observe/health", "/hawtio/")) {
      assertThat(WEB.get(path, "X-API-Key", "A").statusCode()).as(path).isEqualTo(403);
    }
    assertThat(WEB.post("/api/v1/runs", "{}", "X-API-Key", "A").statusCode()).isEqualTo(403);
    assertThat(WEB.get("/api/v1/ontology/counts").statusCode()).isEqualTo(401);
  }

  /** The strongest of all: without the others' rows there is not one byte of difference. */
  @Test
  @Order(4)
  void theAnswersAreThoseOfAGraphWithoutTheOthers() throws Exception {
    List<String> paths = new ArrayList<>(general());
    for (String owner : List.of("A", "AB", "0")) {
      paths.addAll(questions(owner, "A"));
    }
    Map<String, String> before = new TreeMap<>();
    paths.forEach(path -> before.put(path, ask("A", path).body()));
    long nodes = nodes();
    for (String table :
        List.of(
            "jtbd_roles",
            "jtbd_functions",
            "personas",
            "jtbd",
            "org_roles",
            "org_departments",
            "org_functions",
            "tools",
            "value_drivers")) {
      source.sql(
          "DELETE FROM %s WHERE tenant_id IN ('%s', '%s')"
              .formatted(table, tenant("B"), tenant("C")));
    }
    source.sql("DELETE FROM tenants WHERE id IN ('%s', '%s')".formatted(tenant("B"), tenant("C")));
    source.drain();
    RunningSync.awaitTextIndex(Databases.driverWithGds());
    assertThat(nodes()).isLessThan(nodes - 40);
    paths.forEach(path -> assertSame(path, before.get(path), ask("A", path).body()));
  }

  private static long nodes() {
    var counted = Databases.driverWithGds().executableQuery("MATCH (n) RETURN count(n)").execute();
    return counted.records().get(0).get(0).asLong();
  }

  private static void assertSame(String path, String before, String after) {
    int n = 0;
    while (n < Math.min(before.length(), after.length()) && before.charAt(n) == after.charAt(n)) {
      n++;
    }
    int from = Math.max(0, n - 120);
    assertThat(after.substring(from, Math.min(after.length(), n + 60)))
        .as(path)
        .isEqualTo(before.substring(from, Math.min(before.length(), n + 60)));
  }

  private static JsonNode json(String key, String path) throws Exception {
    HttpResponse<String> answer = ask(key, path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Web.JSON.readTree(answer.body());
  }

  private static List<String> ids(String key, String path) throws Exception {
    return json(key, path).get("items").findValuesAsText("id");
  }
}
