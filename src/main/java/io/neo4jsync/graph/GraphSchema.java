package io.neo4jsync.graph;

import io.neo4jsync.mapping.EdgeMapping;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.mapping.NodeMapping;
import io.neo4jsync.mapping.TableMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.exceptions.ClientException;

/** The constraints and indexes that the mapping needs, made from it. */
public final class GraphSchema {

  private final Driver driver;
  private final String database;

  public GraphSchema(Driver driver, String database) {
    this.driver = driver;
    this.database = database;
  }

  /** What was done, or why it could not be. */
  public record Line(boolean good, String text) {}

  /** Creates what is missing and waits until it is usable. */
  public List<Line> install(Mappings mappings) {
    List<Line> lines = new ArrayList<>();
    try (Session session = driver.session(SessionConfig.forDatabase(database))) {
      for (String statement : statements(mappings)) {
        lines.add(run(session, statement));
      }
      session.run("CALL db.awaitIndexes(300)").consume();
    }
    return lines;
  }

  private static Line run(Session session, String statement) {
    try {
      boolean changed = session.run(statement).consume().counters().containsUpdates();
      return new Line(true, (changed ? "created: " : "there already: ") + statement);
    } catch (ClientException e) {
      return new Line(false, "refused: " + statement + " (" + e.getMessage() + ")");
    }
  }

  /** The statements, in the order of the tables. */
  static List<String> statements(Mappings mappings) {
    List<String> statements = new ArrayList<>();
    statements.add(unique("SyncState", List.of("id")));
    for (TableMapping table : mappings.all()) {
      table.node().ifPresent(node -> statements.addAll(nodeStatements(node)));
      for (EdgeMapping edge : table.edges()) {
        if (!edge.key().isEmpty()) {
          statements.add(
              "CREATE INDEX %s IF NOT EXISTS FOR ()-[e:%s]-() ON (%s)"
                  .formatted(
                      objectName(edge.type(), edge.key()),
                      Cypher.name(edge.type()),
                      properties("e", edge.key())));
        }
      }
    }
    return statements.stream().distinct().toList();
  }

  private static List<String> nodeStatements(NodeMapping node) {
    List<String> statements = new ArrayList<>();
    statements.add(unique(node.label(), node.keyProperties()));
    if (!node.fixed().isEmpty()) {
      statements.add(
          "CREATE INDEX %s IF NOT EXISTS FOR (n:%s) ON (%s)"
              .formatted(
                  objectName(node.label(), node.key()),
                  Cypher.name(node.label()),
                  properties("n", node.key())));
    }
    return statements;
  }

  private static String unique(String label, List<String> properties) {
    return "CREATE CONSTRAINT %s IF NOT EXISTS FOR (n:%s) REQUIRE (%s) IS UNIQUE"
        .formatted(objectName(label, properties), Cypher.name(label), properties("n", properties));
  }

  private static String objectName(String of, List<String> properties) {
    return Cypher.name(
        ("neo4j_sync_" + of + "_" + String.join("_", properties)).toLowerCase(Locale.ROOT));
  }

  private static String properties(String variable, List<String> names) {
    return names.stream()
        .map(n -> variable + "." + Cypher.name(n))
        .collect(Collectors.joining(", "));
  }
}
