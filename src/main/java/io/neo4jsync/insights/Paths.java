package io.neo4jsync.insights;

import io.neo4jsync.api.RequestException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.neo4j.driver.Record;

/**
 * Cheapest paths of at most so many relationships, which Cypher cannot find by itself. From each
 * end it goes half the way, a relationship at a time, and keeps for each node the cheapest way
 * there with at most so many relationships (Bellman and Ford); where the halves meet at least cost,
 * there the path leads through. That is exact, since no relationship costs less than nothing.
 */
final class Paths {

  /** Relationships looked at for one path; beyond that there are hubs on the way. */
  private static final int MOST = 200_000;

  private static final String ENDS =
      """
      find(a, $from)
      find(b, $to)
      RETURN elementId(a) AS a, elementId(b) AS b""";

  private static final String ELEMENTS =
      """
      RETURN COLLECT { UNWIND $nodes AS id MATCH (n) WHERE elementId(n) = id RETURN n } AS nodes,
             COLLECT { UNWIND $edges AS id MATCH ()-[e]-() WHERE elementId(e) = id RETURN DISTINCT e } AS edges,
             $cost AS cost, size($edges) AS hops""";

  private final GraphReader reader;
  private final String step;
  private int looked;

  /**
   * @param step Cypher that gives the relationships of the nodes {@code $frontier} as from, to and
   *     edge (element ids) and cost
   */
  Paths(GraphReader reader, String step) {
    this.reader = reader;
    this.step = step;
  }

  /** The way to a node: its last relationship, and the node and way before. */
  private record Way(String node, double cost, String edge, Way before) {}

  /** The cheapest ways from one end, by the number of relationships they may have. */
  private final class Half {

    private final List<Map<String, Way>> layers = new ArrayList<>();

    Half(String start, int hops, Map<String, Object> parameters) {
      layers.add(Map.of(start, new Way(start, 0, null, null)));
      Set<String> frontier = Set.of(start);
      for (int hop = 1; hop <= hops && !frontier.isEmpty(); hop++) {
        Map<String, Way> last = layers.get(hop - 1);
        Map<String, Way> better = new HashMap<>();
        for (Record record : relationships(List.copyOf(frontier), parameters)) {
          Way before = last.get(record.get("from").asString());
          String to = record.get("to").asString();
          double cost = before.cost + record.get("cost").asDouble();
          Way known = better.getOrDefault(to, last.get(to));
          String edge = record.get("edge").asString();
          if (known == null
              || cost < known.cost
              // of several the same each time, in whatever order they come
              || cost == known.cost && better.containsKey(to) && edge.compareTo(known.edge) < 0) {
            better.put(to, new Way(to, cost, edge, before));
          }
        }
        Map<String, Way> next = new HashMap<>(last);
        next.putAll(better);
        layers.add(next);
        frontier = better.keySet();
      }
    }

    /** With at most so many relationships. */
    Map<String, Way> within(int hops) {
      return layers.get(Math.min(hops, layers.size() - 1));
    }
  }

  /**
   * The path as a record of nodes, edges, cost and hops; none: there is no such path.
   *
   * @throws RequestException when too much would have to be looked at
   */
  List<Record> cheapest(Map<String, Object> parameters) {
    List<Record> ends = reader.read(ENDS, parameters);
    if (ends.isEmpty()) {
      return List.of();
    }
    String a = ends.get(0).get("a").asString();
    String b = ends.get(0).get("b").asString();
    int hops = ((Number) parameters.get("hops")).intValue();
    Map<String, Object> all = new HashMap<>(parameters);
    all.put("ends", List.of(a, b));
    Half there = new Half(a, hops - hops / 2, all);
    Half back = new Half(b, hops / 2, all);
    Way best = null;
    Way rest = null;
    Map<String, Way> reached = there.within(hops - hops / 2);
    for (Way end : new TreeMap<>(back.within(hops / 2)).values()) {
      Way way = reached.get(end.node);
      if (way != null && (best == null || way.cost + end.cost < best.cost + rest.cost)) {
        best = way;
        rest = end;
      }
    }
    return best == null ? List.of() : elements(best, rest);
  }

  private List<Record> relationships(List<String> frontier, Map<String, Object> parameters) {
    Map<String, Object> all = new HashMap<>(parameters);
    all.put("frontier", frontier);
    all.put("most", MOST + 1);
    List<Record> records = reader.read(step, all);
    looked += records.size();
    if (looked > MOST) {
      throw new RequestException(
          422, "there are more than " + MOST + " relationships on the way; ask for fewer hops");
    }
    return records;
  }

  private List<Record> elements(Way there, Way back) {
    List<String> nodes = new ArrayList<>();
    List<String> edges = new ArrayList<>();
    for (Way way = there; way != null; way = way.before) {
      nodes.add(0, way.node);
      if (way.edge != null) {
        edges.add(0, way.edge);
      }
    }
    for (Way way = back; way.before != null; way = way.before) {
      nodes.add(way.before.node);
      edges.add(way.edge);
    }
    return reader.read(
        ELEMENTS, Map.of("nodes", nodes, "edges", edges, "cost", there.cost + back.cost));
  }
}
