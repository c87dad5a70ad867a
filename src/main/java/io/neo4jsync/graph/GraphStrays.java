package io.neo4jsync.graph;

import io.neo4jsync.mapping.EdgeMapping;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.mapping.NodeMapping;
import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.source.SourceCatalog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.Driver;
import org.neo4j.driver.QueryConfig;
import org.neo4j.driver.Record;

/**
 * Nodes and relationships with a label or type of the mapping that cannot come from any row: they
 * lack the key, or stand between other labels. Nobody finds them by key, so they are looked for.
 */
public final class GraphStrays {

  private static final int SAMPLES = 5;

  /** The properties of some strays; only their names where one of them is long. */
  private static final String SAMPLE =
      """
      WHERE stray
      RETURN CASE WHEN any(name IN keys(x) WHERE %s)
                  THEN {properties: keys(x)} ELSE properties(x) END AS sample
      LIMIT %d"""
          .formatted(ReadingCypher.isLong("x[name]"), SAMPLES);

  private final Driver driver;
  private final QueryConfig config;
  private final SourceCatalog catalog;

  public GraphStrays(Driver driver, String database, SourceCatalog catalog) {
    this.driver = driver;
    this.catalog = catalog;
    this.config = QueryConfig.builder().withDatabase(database).build();
  }

  /**
   * What is searched together: the nodes of a label, or the relationships of a type.
   *
   * @param nodes whether these are nodes
   * @param name the label or type
   */
  public record Group(boolean nodes, String name) {

    /** {@code (:Role)} or {@code ()-[:REPORTS_TO]->()}, for people. */
    public String pattern() {
      return nodes ? "(:" + name + ")" : "()-[:" + name + "]->()";
    }
  }

  /**
   * @param total how many nodes or relationships the group has
   * @param strays how many of them no row can have made
   * @param sample the properties of some of them
   */
  public record Count(long total, long strays, List<String> sample) {}

  /** The labels and types of these tables, nodes first. */
  public static List<Group> groups(Iterable<TableMapping> tables) {
    Map<Group, Boolean> nodes = new LinkedHashMap<>();
    Map<Group, Boolean> edges = new LinkedHashMap<>();
    for (TableMapping table : tables) {
      table.node().ifPresent(node -> nodes.put(new Group(true, node.label()), true));
      table.edges().forEach(edge -> edges.put(new Group(false, edge.type()), true));
    }
    List<Group> groups = new ArrayList<>(nodes.keySet());
    groups.addAll(edges.keySet());
    return groups;
  }

  /** The tables whose rows make such nodes or relationships. */
  public static List<TableMapping> tables(Mappings mappings, Group group) {
    return mappings.all().stream()
        .filter(
            table ->
                group.nodes()
                    ? table.node().filter(node -> node.label().equals(group.name())).isPresent()
                    : table.edges().stream().anyMatch(edge -> edge.type().equals(group.name())))
        .toList();
  }

  /** Counts the group and its strays. */
  public Count count(Mappings mappings, Group group) {
    Search search = new Search(mappings, group);
    Record record =
        run(search, "RETURN count(*) AS total, sum(CASE WHEN stray THEN 1 ELSE 0 END) AS strays")
            .get(0);
    List<String> sample =
        record.get("strays").asLong() == 0
            ? List.of()
            : run(search, SAMPLE).stream()
                .map(stray -> String.valueOf(stray.get("sample").asMap()))
                .toList();
    return new Count(record.get("total").asLong(), record.get("strays").asLong(), sample);
  }

  /** The element ids of some strays, at most {@code size}. */
  public List<String> page(Mappings mappings, Group group, int size) {
    return run(
            new Search(mappings, group),
            "WHERE stray RETURN elementId(x) AS id LIMIT %d".formatted(size))
        .stream()
        .map(record -> record.get("id").asString())
        .toList();
  }

  private List<Record> run(Search search, String rest) {
    return driver
        .executableQuery(search.cypher + rest)
        .withParameters(Map.of("fixed", search.fixed))
        .withConfig(config)
        .execute()
        .records();
  }

  /** The Cypher up to {@code WITH x, stray}. */
  private final class Search {

    private final Map<String, Object> fixed = new HashMap<>();
    private final String cypher;

    Search(Mappings mappings, Group group) {
      List<String> claims = new ArrayList<>();
      for (TableMapping table : mappings.all()) {
        if (group.nodes()) {
          table
              .node()
              .filter(node -> node.label().equals(group.name()))
              .ifPresent(node -> claims.add(claim("x", node, true)));
        } else {
          table.edges().stream()
              .filter(edge -> edge.type().equals(group.name()))
              .forEach(edge -> claims.add(claim(edge)));
        }
      }
      cypher =
          (group.nodes() ? "MATCH (x:%s)\n" : "MATCH (a)-[x:%s]->(b)\n")
                  .formatted(Cypher.name(group.name()))
              + "WITH x, NOT (\n  %s) AS stray\n".formatted(String.join("\n  OR ", claims));
    }

    private String claim(String variable, NodeMapping node, boolean byKey) {
      List<String> conditions = new ArrayList<>();
      conditions.add(variable + ":" + Cypher.name(node.label()));
      if (byKey) {
        conditions.add(known(variable, node.table(), node.key()));
      }
      for (var property : node.fixed().entrySet()) {
        String parameter = "f" + fixed.size();
        fixed.put(parameter, property.getValue());
        conditions.add(
            "coalesce(%s.%s = $fixed.%s, false)"
                .formatted(variable, Cypher.name(property.getKey()), parameter));
      }
      return "(" + String.join(" AND ", conditions) + ")";
    }

    private String claim(EdgeMapping edge) {
      String ends =
          claim("a", edge.from().node(), false) + " AND " + claim("b", edge.to().node(), false);
      return "("
          + (edge.key().isEmpty() ? ends : ends + " AND " + known("x", edge.table(), edge.key()))
          + ")";
    }

    private String known(String variable, String table, List<String> key) {
      List<String> values = key.stream().map(p -> variable + "." + Cypher.name(p)).toList();
      return ReadingCypher.known(values, catalog.keyTypes(table, key));
    }
  }
}
