package io.neo4jsync.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZonedDateTime;
import java.time.temporal.Temporal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.neo4j.driver.Value;

/**
 * Tells whether the graph is what docs/graph-model.md demands of these source tables.
 *
 * <p>The expectation is computed with SQL from the tables alone; nothing of the product is used.
 * The comparison is exact: every node, every relationship, every property with its type, and
 * nothing beside them. Two things stand outside: a node's {@code updated_at} must only be a time,
 * and one {@code (:SyncState {id: 'neo4j-sync'})} is allowed.
 */
public final class Oracle {

  /** How many expected nodes, relationships and properties were found and compared. */
  public record Counts(int nodes, int relationships, long properties) {}

  private static final String NODE = " RETURN labels(n) AS labels, properties(n) AS properties";
  private static final String RELATIONSHIP =
      " RETURN type(r) AS type, properties(r) AS properties,"
          + " labels(a) AS fromLabels, a.source_table AS fromTable, a.id AS fromId,"
          + " labels(b) AS toLabels, b.source_table AS toTable, b.id AS toId";

  private final String jdbcUrl;
  private final Driver driver;
  private Counts counts = new Counts(0, 0, 0);

  public Oracle(String jdbcUrl, Driver driver) {
    this.jdbcUrl = jdbcUrl;
    this.driver = driver;
  }

  /** What the latest comparison covered; all zero before the first. */
  public Counts counts() {
    return counts;
  }

  /** Fails with the report when the graph is not what it must be. */
  public void assertEqual() {
    String difference = difference();
    if (!difference.isEmpty()) {
      throw new AssertionError("the graph differs from the source\n" + difference);
    }
  }

  /** A report per label and relationship type, empty when the graph is what it must be. */
  public String difference() {
    try (Connection connection = Databases.connect(jdbcUrl);
        Session session = driver.session()) {
      ExpectedGraph expected = new ExpectedGraph(connection);
      StringBuilder report = new StringBuilder();
      counts = new Counts(0, 0, 0);
      for (String label : ExpectedGraph.labels()) {
        Comparison comparison = new Comparison(label, expected.nodes(label));
        session
            .run("MATCH (n:" + label + ")" + NODE)
            .forEachRemaining(record -> foundNode(comparison, record));
        report.append(comparison.report());
        count(comparison.compared(), 0, comparison.properties());
      }
      for (String type : ExpectedGraph.types()) {
        Comparison comparison = new Comparison(type, expected.relationships(type));
        session
            .run("MATCH (a)-[r:" + type + "]->(b)" + RELATIONSHIP)
            .forEachRemaining(record -> foundRelationship(comparison, record));
        report.append(comparison.report());
        count(0, comparison.compared(), comparison.properties());
      }
      return report.append(others(session)).toString();
    } catch (SQLException e) {
      throw new IllegalStateException("could not read the source", e);
    }
  }

  private void count(int nodes, int relationships, long properties) {
    counts =
        new Counts(
            counts.nodes + nodes,
            counts.relationships + relationships,
            counts.properties + properties);
  }

  private static String others(Session session) {
    Comparison nodes = new Comparison("other nodes", Map.of());
    boolean stateSeen = false;
    var result =
        session.run(
            "MATCH (n) WHERE none(label IN labels(n) WHERE label IN $known) AND NOT n:InsightRun"
                + NODE,
            Map.of("known", ExpectedGraph.labels()));
    while (result.hasNext()) {
      Record record = result.next();
      boolean state =
          labels(record.get("labels")).equals(List.of("SyncState"))
              && "neo4j-sync".equals(record.get("properties").get("id").asObject());
      if (!state || stateSeen) {
        foundNode(nodes, record);
      }
      stateSeen |= state;
    }
    Comparison relationships = new Comparison("other relationships", Map.of());
    session
        .run(
            "MATCH (a)-[r]->(b) WHERE NOT type(r) IN $known AND NOT r:SIMILAR_TO|RATED_IN"
                + RELATIONSHIP,
            Map.of("known", ExpectedGraph.types()))
        .forEachRemaining(record -> foundRelationship(relationships, record));
    return nodes.report() + relationships.report();
  }

  private static void foundNode(Comparison comparison, Record node) {
    Map<String, Object> properties = properties(node);
    properties.keySet().removeIf(name -> name.startsWith("insight_"));
    List<String> labels = labels(node.get("labels"));
    if (labels.size() != 1) {
      properties.put("(labels)", labels);
    }
    if (properties.get("updated_at") instanceof Temporal) {
      properties.remove("updated_at");
    } else {
      properties.putIfAbsent("updated_at", "no time of the sync");
    }
    Value values = node.get("properties");
    comparison.found(key(labels, values.get("source_table"), values.get("id")), properties);
  }

  private static void foundRelationship(Comparison comparison, Record relationship) {
    String from =
        key(
            labels(relationship.get("fromLabels")),
            relationship.get("fromTable"),
            relationship.get("fromId"));
    String to =
        key(
            labels(relationship.get("toLabels")),
            relationship.get("toTable"),
            relationship.get("toId"));
    String type = relationship.get("type").asString();
    comparison.found(ExpectedGraph.edgeKey(from, type, to), properties(relationship));
  }

  private static Map<String, Object> properties(Record record) {
    return new HashMap<>(record.get("properties").asMap(Oracle::plain));
  }

  private static Object plain(Value value) {
    Object object = value.asObject();
    return object instanceof ZonedDateTime time ? time.toInstant() : object;
  }

  private static List<String> labels(Value labels) {
    return labels.asList(Value::asString);
  }

  /** A node's name by its known label. */
  private static String key(List<String> labels, Value sourceTable, Value id) {
    String label =
        labels.stream()
            .filter(ExpectedGraph.labels()::contains)
            .findFirst()
            .orElse(String.join(":", labels));
    return ExpectedGraph.nodeKey(label, text(sourceTable), text(id));
  }

  private static String text(Value value) {
    Object object = value.asObject();
    return object == null || object instanceof String
        ? String.valueOf(object)
        : object + " as " + object.getClass().getSimpleName();
  }
}
