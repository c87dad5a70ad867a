package io.neo4jsync.insights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.OntologyNetwork;
import io.neo4jsync.testing.RunningSync;
import io.neo4jsync.testing.Web;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * What the API answers about the ontology equals what JGraphT, plain Java and SQL make of its
 * tables. What Graph Data Science computes is compared by {@code InsightJobsIT}.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Databases.GRAPH_WITH_GDS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AnswersIT {

  private static final Web WEB = new Web();
  private static InsightLab lab;
  private static OntologyNetwork network;

  @BeforeAll
  static void sync() throws Exception {
    lab = InsightLab.ofOntology(WEB.settings("http.requests.per.second", "10000"));
    network = OntologyNetwork.of(lab.url());
    RunningSync.awaitTextIndex(lab.graph());
  }

  @AfterAll
  static void stop() throws Exception {
    lab.close();
  }

  private static JsonNode ask(String path) throws Exception {
    return WEB.json("/api/v1" + path);
  }

  /** The same ones each time, from all over. */
  private static List<String> some(List<String> all, int count) {
    List<String> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, new Random(7));
    return shuffled.subList(0, Math.min(count, shuffled.size()));
  }

  private static List<String> some(Map<String, Set<String>> sets, int count) {
    // those with none show too little
    return some(
        sets.keySet().stream().filter(key -> !sets.get(key).isEmpty()).sorted().toList(), count);
  }

  private static String key(String node) {
    return node.substring(node.lastIndexOf(':') + 1);
  }

  private static Map<String, Long> numbers(JsonNode counts, String name) {
    Map<String, Long> numbers = new HashMap<>();
    counts.forEach(
        count -> {
          if (count.get("number").asLong() > 0) {
            numbers.put(count.get(name).asText(), count.get("number").asLong());
          }
        });
    return numbers;
  }

  @Test
  void counts() throws Exception {
    JsonNode counts = ask("/ontology/counts");
    assertThat(numbers(counts.get("nodes"), "label")).isEqualTo(network.nodesByLabel());
    assertThat(numbers(counts.get("relationships"), "type"))
        .isEqualTo(network.relationshipsByType());
  }

  @Test
  void pagesOfNodes() throws Exception {
    for (String label : List.of("Role", "Skill", "JTBD")) {
      List<String> found = new ArrayList<>();
      String cursor = "";
      do {
        JsonNode page = ask("/ontology/nodes?limit=150&labels=" + label + cursor);
        page.get("items").forEach(item -> found.add(item.get("node").get("id").asText()));
        cursor = page.hasNonNull("next") ? "&cursor=" + page.get("next").asText() : "";
      } while (!cursor.isEmpty());
      assertThat(found).as(label).isEqualTo(network.nodes(label));
    }
  }

  private static double similarity(Set<String> one, Set<String> other) {
    Set<String> both = new HashSet<>(one);
    both.retainAll(other);
    return both.isEmpty() ? 0 : (double) both.size() / (one.size() + other.size() - both.size());
  }

  /** The most similar first, of equal ones the first by key. */
  private static Map<String, Double> similar(
      String role, Map<String, Set<String>> jobs, int limit) {
    Map<String, Double> scores = new TreeMap<>();
    jobs.forEach(
        (other, theirs) -> {
          double score = similarity(jobs.get(role), theirs);
          if (score > 0 && !other.equals(role)) {
            scores.put(other, score);
          }
        });
    Map<String, Double> first = new LinkedHashMap<>();
    scores.entrySet().stream()
        .sorted(
            Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(limit)
        .forEach(score -> first.put(score.getKey(), score.getValue()));
    return first;
  }

  @Test
  void similarRolesAndTheirJobs() throws Exception {
    Map<String, Set<String>> jobs = network.sources("Role", "PERFORMED_BY_ROLE");
    int recommendations = 0;
    for (String role : some(jobs, 25)) {
      JsonNode answer = ask("/insights/roles/" + key(role) + "/similar?limit=30");
      assertThat(answer.get("jobs").asInt()).isEqualTo(jobs.get(role).size());
      Map<String, Double> found = new LinkedHashMap<>();
      for (JsonNode one : answer.get("similar")) {
        String other = one.get("role").get("id").asText();
        found.put(other, one.get("score").asDouble());
        Set<String> shared = new HashSet<>(jobs.get(role));
        shared.retainAll(jobs.get(other));
        assertThat(one.get("shared_jobs").asInt()).isEqualTo(shared.size());
        assertThat(shared).containsAll(one.get("for_example").findValuesAsText("id"));
      }
      assertSame(role, found, similar(role, jobs, 30));

      Map<String, Double> expected = new HashMap<>();
      Map<String, Integer> doneBy = new HashMap<>();
      similar(role, jobs, 20)
          .forEach(
              (peer, score) -> {
                for (String job : jobs.get(peer)) {
                  if (!jobs.get(role).contains(job)) {
                    expected.merge(job, score, Double::sum);
                    doneBy.merge(job, 1, Integer::sum);
                  }
                }
              });
      Map<String, Double> recommended = new LinkedHashMap<>();
      for (JsonNode one :
          ask("/insights/roles/" + key(role) + "/recommended-jobs?peers=20&limit=100")
              .get("recommended")) {
        String job = one.get("job").get("id").asText();
        recommended.put(job, one.get("score").asDouble());
        assertThat(one.get("done_by").asInt()).as(job).isEqualTo(doneBy.get(job));
      }
      assertThat(recommended).as(role).hasSize(Math.min(100, expected.size()));
      recommended.forEach(
          (job, score) -> assertThat(score).as(job).isCloseTo(expected.get(job), within(1e-9)));
      assertThat(new ArrayList<>(recommended.values()))
          .isSortedAccordingTo(Comparator.reverseOrder());
      double least = recommended.values().stream().min(Double::compare).orElse(0.0);
      assertThat(expected.entrySet())
          .filteredOn(job -> !recommended.containsKey(job.getKey()))
          .as("those left out are no better")
          .allSatisfy(job -> assertThat(job.getValue()).isLessThanOrEqualTo(least + 1e-9));
      recommendations += recommended.size();
    }
    assertThat(recommendations).isPositive();
  }

  private static void assertSame(
      String of, Map<String, Double> found, Map<String, Double> expected) {
    assertThat(new ArrayList<>(found.keySet()))
        .as(of)
        .isEqualTo(new ArrayList<>(expected.keySet()));
    found.forEach((id, score) -> assertThat(score).isCloseTo(expected.get(id), within(1e-12)));
  }

  @Test
  void skillGaps() throws Exception {
    Map<String, Set<String>> skills = network.targets("Role", "REQUIRES_SKILL");
    List<String> roles = some(skills, 12);
    assertThat(roles).isNotEmpty();
    for (String role : roles) {
      for (String target : some(network.nodes("Role"), 3)) {
        JsonNode gap = ask("/insights/roles/" + key(role) + "/skill-gap?to=" + key(target));
        assertThat(skills(gap, "missing")).isEqualTo(minus(skills.get(target), skills.get(role)));
        assertThat(skills(gap, "no_longer_needed"))
            .isEqualTo(minus(skills.get(role), skills.get(target)));
        assertThat(skills(gap, "shared"))
            .isEqualTo(minus(skills.get(role), minus(skills.get(role), skills.get(target))));
        JsonNode own = ask("/insights/roles/" + key(target) + "/skill-gap?to=" + key(role));
        assertThat(skills(own, "missing")).isEqualTo(skills(gap, "no_longer_needed"));
      }
    }
  }

  private static Set<String> skills(JsonNode gap, String part) {
    return new HashSet<>(gap.get(part).findValuesAsText("id"));
  }

  private static Set<String> minus(Set<String> one, Set<String> other) {
    Set<String> rest = new HashSet<>(one);
    rest.removeAll(other);
    return rest;
  }

  /** Jobs of a role; of a department and its roles; of a function, its departments and theirs. */
  private static final String JOBS =
      """
      WITH live AS (SELECT id FROM jtbd WHERE deleted_at IS NULL),
      roles AS (SELECT r.id FROM org_roles r JOIN org_departments d ON d.id = r.department_id
                 WHERE r.deleted_at IS NULL AND d.deleted_at IS NULL AND '%1$s' IN (d.id::text, d.function_id::text)
                UNION SELECT id FROM org_roles WHERE id = '%1$s'),
      departments AS (SELECT id FROM org_departments
                       WHERE deleted_at IS NULL AND '%1$s' IN (id::text, function_id::text)),
      jobs AS (SELECT jtbd_id FROM jtbd_roles WHERE role_id IN (SELECT id FROM roles)
               UNION SELECT jtbd_id FROM jtbd_departments WHERE department_id IN (SELECT id FROM departments)
               UNION SELECT jtbd_id FROM jtbd_functions WHERE function_id = '%1$s')
      SELECT 'jobs' AS id, count(*) AS jobs, 0::float AS total FROM jobs WHERE jtbd_id IN (SELECT id FROM live)
      UNION ALL
      SELECT 'ValueCategory:' || category_id, count(DISTINCT jtbd_id), coalesce(sum(relevance_score), 0)::float
        FROM jtbd_value_categories WHERE jtbd_id IN (SELECT * FROM jobs) AND jtbd_id IN (SELECT id FROM live)
       GROUP BY category_id
      UNION ALL
      SELECT 'ValueDriver:' || driver_id, count(DISTINCT jtbd_id), coalesce(sum(impact_strength), 0)::float
        FROM jtbd_value_drivers WHERE jtbd_id IN (SELECT * FROM jobs) AND jtbd_id IN (SELECT id FROM live)
       GROUP BY driver_id""";

  @Test
  void value() throws Exception {
    List<String> nodes = new ArrayList<>(network.nodes("Function"));
    nodes.addAll(some(network.nodes("Department"), 15));
    nodes.addAll(some(network.sources("Role", "PERFORMED_BY_ROLE"), 15));
    int delivered = 0;
    for (String node : nodes) {
      Map<String, List<Double>> expected = new HashMap<>();
      for (List<String> row : lab.rows(JOBS.formatted(key(node)))) {
        expected.put(row.get(0), List.of(Double.valueOf(row.get(1)), Double.valueOf(row.get(2))));
      }
      JsonNode value = ask("/insights/value/" + node);
      assertThat(value.get("jobs").asDouble()).as(node).isEqualTo(expected.remove("jobs").get(0));
      Map<String, JsonNode> found = new HashMap<>();
      value.get("categories").forEach(one -> found.put(one.at("/category/id").asText(), one));
      value.get("drivers").forEach(one -> found.put(one.at("/driver/id").asText(), one));
      assertThat(found.keySet()).as(node).isEqualTo(expected.keySet());
      found.forEach(
          (id, one) -> {
            assertThat(one.get("jobs").asDouble()).as(node).isEqualTo(expected.get(id).get(0));
            double total = one.path(one.has("relevance") ? "relevance" : "strength").asDouble();
            assertThat(total).as(node + " " + id).isCloseTo(expected.get(id).get(1), within(1e-6));
          });
      delivered += found.size();
    }
    assertThat(delivered).isGreaterThan(20);
  }

  @Test
  void whatDependsOnANode() throws Exception {
    List<String> nodes = new ArrayList<>(some(network.nodes("Function"), 5));
    nodes.addAll(some(network.nodes("Department"), 10));
    nodes.addAll(some(network.nodes("Role"), 10));
    nodes.addAll(some(network.nodes("Skill"), 5));
    nodes.addAll(some(network.nodes("ValueDriver"), 5));
    for (String node : nodes) {
      for (int hops : List.of(1, 3)) {
        JsonNode impact = ask("/insights/impact/" + node + "?limit=500&hops=" + hops);
        Map<String, Integer> expected = network.dependents(node, hops);
        assertThat(impact.get("dependents").asInt()).as(node).isEqualTo(expected.size());
        assertThat(numbers(impact.get("by_label"), "label"))
            .as(node)
            .isEqualTo(OntologyNetwork.byLabel(expected.keySet()));
        List<Integer> distances = new ArrayList<>();
        for (JsonNode one : impact.get("nearest")) {
          String dependent = one.at("/node/id").asText();
          distances.add(one.get("hops").asInt());
          assertThat(one.get("hops").asInt()).as(dependent).isEqualTo(expected.get(dependent));
        }
        assertThat(distances).hasSize(Math.min(500, expected.size())).isSorted();
      }
    }
  }

  private record Pair(String from, String to) {}

  /** Near ones and far ones, and some that nothing connects. */
  private static List<Pair> pairs() {
    List<String> nodes = new ArrayList<>();
    for (String label : List.of("Role", "JTBD", "Skill", "Department", "ValueDriver", "Persona")) {
      nodes.addAll(some(network.nodes(label), 6));
    }
    Collections.shuffle(nodes, new Random(11));
    List<Pair> pairs = new ArrayList<>();
    for (int n = 1; n < nodes.size(); n++) {
      pairs.add(new Pair(nodes.get(n - 1), nodes.get(n)));
    }
    return pairs;
  }

  @Test
  void shortestAndCheapestPaths() throws Exception {
    int found = 0;
    int priced = 0;
    for (Pair pair : pairs()) {
      String ends = "?from=" + pair.from + "&to=" + pair.to;
      int hops = network.hops(pair.from, pair.to);
      JsonNode shortest = path("/insights/paths/shortest" + ends, hops >= 0 && hops <= 6);
      double cost = network.cost(pair.from, pair.to, 4);
      JsonNode cheapest = path("/insights/paths/cheapest" + ends + "&hops=4", cost >= 0);
      if (shortest != null) {
        assertThat(shortest.at("/metadata/hops").asInt()).as(ends).isEqualTo(hops);
        walk(pair, shortest);
        found++;
      }
      if (cheapest != null) {
        assertThat(walk(pair, cheapest)).as(ends).isCloseTo(cost, within(1e-9));
        assertThat(cheapest.at("/metadata/cost").asDouble()).isCloseTo(cost, within(1e-9));
        priced++;
      }
    }
    assertThat(found).isGreaterThan(10);
    assertThat(priced).isGreaterThan(5);
  }

  /** The path, null where there is none and none may be. */
  private static JsonNode path(String address, boolean expected) throws Exception {
    HttpResponse<String> answer = WEB.get("/api/v1" + address);
    assertThat(answer.statusCode()).as(address).isEqualTo(expected ? 200 : 404);
    return expected ? Web.JSON.readTree(answer.body()) : null;
  }

  /** Goes along the path, over relationships that are there; the cost of it. */
  private static double walk(Pair pair, JsonNode path) {
    assertThat(path.at("/nodes/0/id").asText()).isEqualTo(pair.from);
    double cost = 0;
    String at = pair.from;
    for (JsonNode edge : path.get("edges")) {
      var known =
          network.edge(
              edge.get("source").asText(), edge.get("type").asText(), edge.get("target").asText());
      assertThat(at).isIn(known.from(), known.to());
      at = known.other(at);
      cost += known.cost();
    }
    assertThat(at).isEqualTo(pair.to);
    return cost;
  }

  @Test
  void whatIsAroundANode() throws Exception {
    List<String> nodes = new ArrayList<>(some(network.nodes("Role"), 6));
    nodes.addAll(some(network.nodes("JTBD"), 6));
    nodes.addAll(some(network.nodes("Skill"), 4));
    nodes.addAll(some(network.nodes("Tenant"), 2));
    int whole = 0;
    for (String node : nodes) {
      for (int depth = 0; depth <= 3; depth++) {
        JsonNode graph = ask("/ontology/nodes/" + node + "?limit=1000&depth=" + depth);
        Set<String> expected = network.around(node, depth);
        Set<String> found = ids(graph.get("nodes"));
        if (expected.size() < 1000) {
          assertThat(found).as(node + " " + depth).isEqualTo(expected);
          whole++;
        } else {
          assertThat(graph.at("/metadata/truncated").asBoolean()).isTrue();
          assertThat(found).hasSize(1000).isSubsetOf(expected);
        }
        assertThat(ids(graph.get("edges"))).isEqualTo(network.between(found));
      }
    }
    assertThat(whole).isGreaterThan(nodes.size() * 2);
  }

  @Test
  void whatIsAroundADepartmentOrAFunction() throws Exception {
    List<String> nodes = new ArrayList<>(some(network.nodes("Department"), 5));
    nodes.addAll(some(network.nodes("Function"), 3));
    for (String node : nodes) {
      String of = node.split(":")[0].toLowerCase(Locale.ROOT) + "=" + key(node);
      for (int depth = 0; depth <= 2; depth++) {
        JsonNode graph = ask("/ontology/subgraph?limit=1000&depth=" + depth + "&" + of);
        Set<String> expected = network.around(node, depth);
        Set<String> found = ids(graph.get("nodes"));
        if (expected.size() < 1000) {
          assertThat(found).as(of + " " + depth).isEqualTo(expected);
        } else {
          assertThat(found).hasSize(1000).isSubsetOf(expected);
        }
        assertThat(ids(graph.get("edges"))).isEqualTo(network.between(found));
      }
    }
  }

  @Test
  void nodesThatNothingConnects() throws Exception {
    List<String> alone =
        network.components().stream()
            .filter(component -> component.size() == 1)
            .flatMap(Set::stream)
            .toList();
    Map<String, Long> found = new HashMap<>();
    for (JsonNode item : ask("/insights/islands?limit=200").get("items")) {
      assertThat(item.get("method").asText()).isEqualTo("isolated");
      found.put(item.get("island").asText(), item.get("size").asLong());
      assertThat(alone).containsAll(item.get("nodes").findValuesAsText("id"));
    }
    assertThat(found).isNotEmpty().isEqualTo(OntologyNetwork.byLabel(alone));
  }

  private static Set<String> ids(JsonNode array) {
    Set<String> ids = new HashSet<>();
    array.forEach(one -> ids.add(one.get("id").asText()));
    return ids;
  }

  @Test
  void rolesByTheirJobsAndDepartments() throws Exception {
    Map<String, Set<String>> jobs = network.sources("Role", "PERFORMED_BY_ROLE");
    List<String> byJobs =
        jobs.keySet().stream()
            .sorted(
                Comparator.<String>comparingInt(role -> -jobs.get(role).size())
                    .thenComparing(Comparator.naturalOrder()))
            .limit(200)
            .toList();
    for (String question : List.of("influential", "bridges")) {
      List<String> found = new ArrayList<>();
      for (JsonNode item : ask("/insights/roles/" + question + "?limit=200").get("items")) {
        String role = item.at("/role/id").asText();
        found.add(role);
        assertThat(item.get("score").asInt()).as(role).isEqualTo(jobs.get(role).size());
        assertThat(item.get("method").asText()).isEqualTo("degree");
      }
      assertThat(found).isEqualTo(byJobs);
    }
    Map<String, Set<String>> departments = network.sources("Department", "BELONGS_TO");
    JsonNode communities = ask("/insights/communities?limit=100").get("items");
    assertThat(communities).isNotEmpty();
    for (JsonNode community : communities) {
      String department = "Department:" + community.get("community").asText();
      assertThat(community.get("size").asInt()).isEqualTo(departments.get(department).size());
      JsonNode members =
          ask("/insights/communities/" + key(department) + "/roles?limit=500").get("items");
      Set<String> roles = new HashSet<>();
      members.forEach(member -> roles.add(member.at("/role/id").asText()));
      assertThat(roles).isEqualTo(departments.get(department));
      for (JsonNode common : community.get("jobs")) {
        String job = common.at("/job/id").asText();
        assertThat(common.get("roles").asLong())
            .isEqualTo(roles.stream().filter(role -> jobs.get(role).contains(job)).count());
      }
    }
  }

  @Test
  void searches() throws Exception {
    for (String word : List.of("medical", "launch", "oncol", "data", "compliance")) {
      Set<String> expected =
          lab
              .rows(
                  """
                  SELECT 'Role:' || id AS node FROM org_roles WHERE deleted_at IS NULL
                     AND concat_ws(' ', name, description) ~* '\\m%1$s'
                  UNION ALL SELECT 'Department:' || id FROM org_departments WHERE deleted_at IS NULL
                     AND concat_ws(' ', name, description) ~* '\\m%1$s'"""
                      .formatted(word))
              .stream()
              .map(row -> row.get(0))
              .collect(Collectors.toSet());
      Set<String> found = new HashSet<>();
      String cursor = "";
      do {
        JsonNode page = ask("/ontology/search?limit=50&labels=Role,Department&q=" + word + cursor);
        page.get("items").forEach(item -> found.add(item.at("/node/id").asText()));
        cursor = page.hasNonNull("next") ? "&cursor=" + page.get("next").asText() : "";
      } while (!cursor.isEmpty());
      assertThat(found).as(word).isEqualTo(expected);
    }
  }

  /** What has been computed ahead is what is answered from then on. */
  @Test
  @Order(Integer.MAX_VALUE)
  void ranksAndCommunitiesOfTheLastRefresh() throws Exception {
    assertThat(lab.refresh().code()).isZero();
    Map<String, Double> ranks = lab.pairs("MATCH (r:Role) RETURN r.id, r.insight_pagerank");
    List<Double> found = new ArrayList<>();
    for (JsonNode item : ask("/insights/roles/influential?limit=200").get("items")) {
      assertThat(item.get("method").asText()).isEqualTo("pagerank");
      found.add(item.get("score").asDouble());
      assertThat(item.get("score").asDouble())
          .isEqualTo(ranks.get(key(item.at("/role/id").asText())));
    }
    assertThat(found)
        .isEqualTo(ranks.values().stream().sorted(Comparator.reverseOrder()).limit(200).toList());

    List<Set<String>> components = network.components();
    List<Integer> islands = new ArrayList<>();
    for (JsonNode item : ask("/insights/islands?limit=200").get("items")) {
      assertThat(item.get("method").asText()).isEqualTo("components");
      islands.add(item.get("size").asInt());
      List<String> some = item.get("nodes").findValuesAsText("id");
      assertThat(components)
          .anyMatch(
              component ->
                  component.size() == item.get("size").asInt() && component.containsAll(some));
    }
    assertThat(islands)
        .isNotEmpty()
        .isEqualTo(components.stream().skip(1).limit(200).map(Set::size).toList());

    Map<Long, Set<String>> members = new HashMap<>();
    lab.<Long>pairs("MATCH (r:Role) RETURN r.id, r.insight_community")
        .forEach(
            (role, community) ->
                members.computeIfAbsent(community, c -> new HashSet<>()).add("Role:" + role));
    List<Integer> sizes = new ArrayList<>();
    for (JsonNode item : ask("/insights/communities?limit=20").get("items")) {
      Set<String> expected = members.get(item.get("community").asLong());
      sizes.add(item.get("size").asInt());
      assertThat(item.get("size").asInt()).isEqualTo(expected.size());
      Set<String> roles = new HashSet<>();
      ask("/insights/communities/" + item.get("community").asText() + "/roles?limit=500")
          .get("items")
          .forEach(one -> roles.add(one.at("/role/id").asText()));
      assertThat(roles).isEqualTo(expected);
    }
    assertThat(sizes).hasSizeGreaterThan(5).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(sizes.get(0))
        .isEqualTo(members.values().stream().mapToInt(Set::size).max().orElseThrow());
  }
}
