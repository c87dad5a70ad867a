package io.neo4jsync.insights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jgrapht.Graph;
import org.jgrapht.alg.scoring.BetweennessCentrality;
import org.jgrapht.alg.scoring.PageRank;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleGraph;

/** Roles and jobs as the tables have them, and what JGraphT and plain Java make of them. */
final class RoleNetwork {

  private final Set<String> roles = new TreeSet<>();
  private final Set<String> jobs = new TreeSet<>();
  private final Graph<String, DefaultEdge> graph = new SimpleGraph<>(DefaultEdge.class);

  void role(String id) {
    roles.add(id);
    graph.addVertex(id);
  }

  void job(String id) {
    jobs.add(id);
    graph.addVertex(id);
  }

  /** Who does what, as far as both are there. */
  void does(String role, String job) {
    if (roles.contains(role) && jobs.contains(job)) {
      graph.addEdge(role, job);
    }
  }

  Set<String> roles() {
    return roles;
  }

  Set<String> jobs() {
    return jobs;
  }

  int relationships() {
    return graph.edgeSet().size();
  }

  /** The jobs of each role. */
  Map<String, Set<String>> jobsOfRoles() {
    Map<String, Set<String>> sets = new HashMap<>();
    for (String role : roles) {
      Set<String> of = new HashSet<>();
      graph.edgesOf(role).forEach(edge -> of.add(graph.getEdgeTarget(edge)));
      sets.put(role, of);
    }
    return sets;
  }

  /**
   * Compares ranks. GDS lets the rank that roles without jobs would pass on get lost, JGraphT
   * spreads it evenly, and the sum of JGraphT's is 1: the two differ by a factor.
   */
  void assertPageRank(Map<String, Double> found) {
    assertThat(found.keySet()).isEqualTo(roles);
    Map<String, Double> expected = new PageRank<>(graph, 0.85, 1_000, 1e-13).getScores();
    double ofFound = found.values().stream().mapToDouble(rank -> rank).sum();
    double ofExpected = roles.stream().mapToDouble(expected::get).sum();
    found.forEach(
        (role, rank) ->
            assertThat(rank / ofFound)
                .as("rank of %s", role)
                .isCloseTo(expected.get(role) / ofExpected, within(1e-8)));
  }

  void assertBetweenness(Map<String, Double> found) {
    assertThat(found.keySet()).isEqualTo(roles);
    Map<String, Double> expected = new BetweennessCentrality<>(graph).getScores();
    found.forEach(
        (role, betweenness) ->
            assertThat(betweenness)
                .as("betweenness of %s", role)
                .isCloseTo(expected.get(role), within(1e-6 * (1 + expected.get(role)))));
  }

  /** The modularity of the partition. */
  double modularity(Map<String, Long> communities) {
    double twice = 2.0 * graph.edgeSet().size();
    Map<Long, Double> degrees = new HashMap<>();
    double inside = 0;
    for (String node : graph.vertexSet()) {
      degrees.merge(communities.get(node), (double) graph.degreeOf(node), Double::sum);
    }
    for (DefaultEdge edge : graph.edgeSet()) {
      if (communities
          .get(graph.getEdgeSource(edge))
          .equals(communities.get(graph.getEdgeTarget(edge)))) {
        inside += 2;
      }
    }
    double expected = degrees.values().stream().mapToDouble(d -> (d / twice) * (d / twice)).sum();
    return inside / twice - expected;
  }

  /** The Jaccard index of two sets. */
  static double jaccard(Set<String> one, Set<String> other) {
    Set<String> both = new HashSet<>(one);
    both.retainAll(other);
    return both.isEmpty() ? 0 : (double) both.size() / (one.size() + other.size() - both.size());
  }

  /** The communities as sets of their members, whatever their numbers. */
  static Set<Set<String>> partition(Map<String, Long> communities) {
    Map<Long, Set<String>> members = new LinkedHashMap<>();
    communities.forEach(
        (node, community) -> members.computeIfAbsent(community, c -> new TreeSet<>()).add(node));
    return new HashSet<>(members.values());
  }
}
