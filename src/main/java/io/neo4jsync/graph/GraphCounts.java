package io.neo4jsync.graph;

import io.neo4jsync.mapping.EdgeMapping;
import io.neo4jsync.mapping.NodeMapping;
import io.neo4jsync.mapping.TableMapping;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.TransactionConfig;

/** How many nodes or relationships the graph has of each table. */
public final class GraphCounts {

  private static final TransactionConfig SHORT =
      TransactionConfig.builder().withTimeout(Duration.ofSeconds(10)).build();

  private final Driver driver;
  private final String database;

  public GraphCounts(Driver driver, String database) {
    this.driver = driver;
    this.database = database;
  }

  /** {@code (:Role)}, or for a junction table its relationships, for people. */
  public static String pattern(TableMapping mapping) {
    return mapping
        .node()
        .map(NodeMapping::pattern)
        .orElseGet(
            () ->
                mapping.edges().stream()
                    .map(EdgeMapping::pattern)
                    .collect(Collectors.joining(", ")));
  }

  /**
   * By table. Neo4j keeps these numbers ready, except where two tables share a label.
   *
   * @throws org.neo4j.driver.exceptions.Neo4jException when it does not answer
   */
  public Map<String, Long> of(Collection<TableMapping> mappings) {
    Map<String, Long> counts = new HashMap<>();
    try (Session session = driver.session(SessionConfig.forDatabase(database))) {
      for (TableMapping mapping : mappings) {
        counts.put(mapping.table(), count(session, mapping));
      }
    }
    return counts;
  }

  private static long count(Session session, TableMapping mapping) {
    if (mapping.node().isPresent()) {
      NodeMapping node = mapping.node().get();
      String fixed =
          node.fixed().entrySet().stream()
              .map(entry -> Cypher.name(entry.getKey()) + ": " + Cypher.text(entry.getValue()))
              .collect(Collectors.joining(", "));
      return number(
          session, "MATCH (n:" + Cypher.name(node.label()) + " {" + fixed + "}) RETURN count(n)");
    }
    long count = 0;
    for (EdgeMapping edge : mapping.edges()) {
      count +=
          number(
              session,
              "MATCH (:"
                  + Cypher.name(edge.from().node().label())
                  + ")-[r:"
                  + Cypher.name(edge.type())
                  + "]->() RETURN count(r)");
    }
    return count;
  }

  private static long number(Session session, String cypher) {
    return session.run(cypher.replace(" {}", ""), SHORT).single().get(0).asLong();
  }
}
