package io.neo4jsync.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jgrapht.alg.connectivity.ConnectivityInspector;
import org.jgrapht.alg.shortestpath.BFSShortestPath;
import org.jgrapht.graph.AsUndirectedGraph;
import org.jgrapht.graph.DirectedMultigraph;

/**
 * The ontology as a network of its own, made from the tables with SQL alone: what answers about
 * paths and surroundings are compared with. Nodes are named {@code Label:id} as the API does.
 */
public final class OntologyNetwork {

  /** A relationship; it points from the row that refers. */
  public record Edge(String from, String type, String to, double cost) {

    /** The other end. */
    public String other(String end) {
      return from.equals(end) ? to : from;
    }
  }

  private static final String TENANT = "Tenant:";

  private final DirectedMultigraph<String, Edge> graph = new DirectedMultigraph<>(Edge.class);

  private OntologyNetwork() {}

  /** What the tables hold now. */
  public static OntologyNetwork of(String jdbcUrl) throws SQLException {
    OntologyNetwork network = new OntologyNetwork();
    try (Connection connection = Databases.connect(jdbcUrl)) {
      ExpectedGraph expected = new ExpectedGraph(connection);
      for (String label : ExpectedGraph.labels()) {
        expected.nodes(label).keySet().forEach(key -> network.graph.addVertex(name(key)));
      }
      for (String type : ExpectedGraph.types()) {
        expected.relationships(type).forEach((key, properties) -> network.add(key, properties));
      }
    }
    return network;
  }

  /** {@code (Role 6f0c…)-[:BELONGS_TO]->(Department 684f…)}. */
  private void add(String key, Map<String, Object> properties) {
    String[] parts = key.split("-\\[:|\\]->");
    Object strength = properties.getOrDefault("relevance_score", properties.get("impact_strength"));
    double strong = strength == null ? 0 : Double.parseDouble(strength.toString());
    Edge edge =
        new Edge(
            name(parts[0]), parts[1], name(parts[2]), 1 - Math.max(0, Math.min(1, strong)) / 2);
    graph.addEdge(edge.from, edge.to, edge);
  }

  /** {@code (Role 6f0c…)} as {@code Role:6f0c…}. */
  private static String name(String key) {
    return key.substring(1, key.length() - 1).replace(' ', ':');
  }

  /** The nodes of a label, in order. */
  public List<String> nodes(String label) {
    return graph.vertexSet().stream()
        .filter(node -> node.startsWith(label + ":"))
        .sorted()
        .toList();
  }

  public Map<String, Long> nodesByLabel() {
    return byLabel(graph.vertexSet());
  }

  public Map<String, Long> relationshipsByType() {
    Map<String, Long> numbers = new HashMap<>();
    graph.edgeSet().forEach(edge -> numbers.merge(edge.type, 1L, Long::sum));
    return numbers;
  }

  public static Map<String, Long> byLabel(Iterable<String> nodes) {
    Map<String, Long> numbers = new HashMap<>();
    nodes.forEach(node -> numbers.merge(node.split(":")[0], 1L, Long::sum));
    return numbers;
  }

  /** Whether there is such a relationship. */
  public Edge edge(String from, String type, String to) {
    return graph.getAllEdges(from, to).stream()
        .filter(edge -> edge.type.equals(type))
        .findFirst()
        .orElseThrow(() -> new AssertionError(from + " is not " + type + " " + to));
  }

  /** Without the relationships of all tenants but these ends. */
  private DirectedMultigraph<String, Edge> without(Set<String> ends) {
    DirectedMultigraph<String, Edge> rest = new DirectedMultigraph<>(Edge.class);
    graph.vertexSet().forEach(rest::addVertex);
    for (Edge edge : graph.edgeSet()) {
      if (isOpen(edge.from, ends) && isOpen(edge.to, ends)) {
        rest.addEdge(edge.from, edge.to, edge);
      }
    }
    return rest;
  }

  private static boolean isOpen(String node, Set<String> ends) {
    return !node.startsWith(TENANT) || ends.contains(node);
  }

  /**
   * The number of relationships between two nodes, not through tenants; -1 where none lead there.
   */
  public int hops(String from, String to) {
    var rest = new AsUndirectedGraph<>(without(Set.of(from, to)));
    var path = BFSShortestPath.findPathBetween(rest, from, to);
    return path == null ? -1 : path.getLength();
  }

  /** What is connected without tenants, the largest first. */
  public List<Set<String>> components() {
    DirectedMultigraph<String, Edge> rest = without(Set.of());
    nodes("Tenant").forEach(rest::removeVertex);
    return new ConnectivityInspector<>(rest)
        .connectedSets().stream()
            .sorted(Comparator.comparingInt(component -> -component.size()))
            .toList();
  }

  /** The least cost from one node to another with at most so many relationships; -1 for none. */
  public double cost(String from, String to, int hops) {
    Set<String> ends = Set.of(from, to);
    Map<String, Double> best = new HashMap<>(Map.of(from, 0.0));
    for (int hop = 0; hop < hops; hop++) {
      Map<String, Double> next = new HashMap<>(best);
      for (Edge edge : graph.edgeSet()) {
        if (isOpen(edge.from, ends) && isOpen(edge.to, ends)) {
          relax(best, next, edge.from, edge.to, edge.cost);
          relax(best, next, edge.to, edge.from, edge.cost);
        }
      }
      best = next;
    }
    return best.getOrDefault(to, -1.0);
  }

  private static void relax(
      Map<String, Double> best, Map<String, Double> next, String from, String to, double cost) {
    if (best.containsKey(from)) {
      next.merge(to, best.get(from) + cost, Math::min);
    }
  }

  /** Those that refer to the node, or to something that does, and by how many steps. */
  public Map<String, Integer> dependents(String of, int hops) {
    Map<String, Integer> found = new HashMap<>(Map.of(of, 0));
    List<String> last = List.of(of);
    for (int hop = 1; hop <= hops; hop++) {
      List<String> next = new ArrayList<>();
      for (String node : last) {
        for (Edge edge : graph.incomingEdgesOf(node)) {
          if (found.putIfAbsent(edge.from, hop) == null) {
            next.add(edge.from);
          }
        }
      }
      last = next;
    }
    found.remove(of);
    return found;
  }

  /** Those up to so many relationships away, whatever their direction, not through tenants. */
  public Set<String> around(String node, int depth) {
    Set<String> found = new LinkedHashSet<>(Set.of(node));
    Set<String> last = Set.of(node);
    for (int hop = 1; hop <= depth; hop++) {
      Set<String> next = new TreeSet<>();
      for (String from : last) {
        if (hop == 1 || !from.startsWith(TENANT)) {
          graph.edgesOf(from).forEach(edge -> next.add(edge.other(from)));
        }
      }
      next.removeAll(found);
      found.addAll(next);
      last = next;
    }
    return found;
  }

  /** The relationships of which both ends are among the nodes, as the API names them. */
  public Set<String> between(Set<String> nodes) {
    Set<String> found = new HashSet<>();
    for (String node : nodes) {
      for (Edge edge : graph.outgoingEdgesOf(node)) {
        if (nodes.contains(edge.to)) {
          found.add(edge.from + "-" + edge.type + "->" + edge.to);
        }
      }
    }
    return found;
  }

  /** The nodes that a type of relationship leads to from each node of a label. */
  public Map<String, Set<String>> targets(String label, String type) {
    return ends(label, type, true);
  }

  /** The nodes from which a type of relationship leads to each node of a label. */
  public Map<String, Set<String>> sources(String label, String type) {
    return ends(label, type, false);
  }

  private Map<String, Set<String>> ends(String label, String type, boolean outgoing) {
    Map<String, Set<String>> ends = new HashMap<>();
    for (String node : nodes(label)) {
      Set<String> others = new HashSet<>();
      for (Edge edge : outgoing ? graph.outgoingEdgesOf(node) : graph.incomingEdgesOf(node)) {
        if (edge.type.equals(type)) {
          others.add(edge.other(node));
        }
      }
      ends.put(node, others);
    }
    return ends;
  }
}
