package io.neo4jsync.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;

/** The constraints and indexes that are in the graph, beside those that should be. */
final class SchemaLook {

  private static final String CONSTRAINTS =
      """
      SHOW CONSTRAINTS YIELD name, type, entityType, labelsOrTypes, properties
      WHERE type IN ['UNIQUENESS', 'NODE_PROPERTY_UNIQUENESS', 'NODE_KEY']""";

  private static final String INDEXES =
      "SHOW INDEXES YIELD name, type, entityType, labelsOrTypes, properties, state WHERE type <> 'LOOKUP'";

  private final List<Record> constraints;
  private final List<Record> indexes;

  SchemaLook(Session session) {
    constraints = session.run(CONSTRAINTS).list();
    indexes = session.run(INDEXES).list();
  }

  /** Whether one that does the same is there, whatever its name. */
  boolean has(SchemaObject wanted) {
    return wanted.kind() == SchemaObject.Kind.UNIQUE
        ? constraints.stream().anyMatch(there -> same(there, wanted))
        : indexes.stream()
            .anyMatch(there -> text(there, "type").equals("RANGE") && same(there, wanted));
  }

  /** What else has its name, so that another cannot be made under it. */
  Optional<String> other(SchemaObject wanted) {
    List<Record> all = new ArrayList<>(constraints);
    all.addAll(indexes);
    return all.stream()
        .filter(there -> text(there, "name").equals(wanted.name()) && !same(there, wanted))
        .map(there -> text(there, "type") + " on " + there.get("labelsOrTypes").asList())
        .findFirst();
  }

  /** The state of the index behind it, such as ONLINE, POPULATING or FAILED. */
  String state(SchemaObject wanted) {
    return indexes.stream()
        .filter(there -> same(there, wanted) && text(there, "type").equals("RANGE"))
        .map(there -> text(there, "state"))
        .findFirst()
        .orElse("missing");
  }

  private static boolean same(Record there, SchemaObject wanted) {
    String entity = wanted.kind() == SchemaObject.Kind.EDGE_INDEX ? "RELATIONSHIP" : "NODE";
    return text(there, "entityType").equals(entity)
        && there.get("labelsOrTypes").asList(v -> v.asString()).equals(List.of(wanted.of()))
        && !there.get("properties").isNull()
        && there.get("properties").asList(v -> v.asString()).equals(wanted.properties());
  }

  private static String text(Record there, String column) {
    return there.get(column).asString();
  }
}
