package io.neo4jsync.graph;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A constraint or an index that the mapping needs.
 *
 * @param kind what it is
 * @param of label or relationship type
 */
record SchemaObject(Kind kind, String of, List<String> properties) {

  /** Constraints carry an index of their own. */
  enum Kind {
    UNIQUE,
    NODE_INDEX,
    EDGE_INDEX
  }

  /** Its plain name. */
  String name() {
    return ("neo4j_sync_" + of + "_" + String.join("_", properties)).toLowerCase(Locale.ROOT);
  }

  String statement() {
    String name = Cypher.name(name());
    String label = Cypher.name(of);
    return switch (kind) {
      case UNIQUE ->
          "CREATE CONSTRAINT %s IF NOT EXISTS FOR (n:%s) REQUIRE (%s) IS UNIQUE"
              .formatted(name, label, properties("n"));
      case NODE_INDEX ->
          "CREATE INDEX %s IF NOT EXISTS FOR (n:%s) ON (%s)"
              .formatted(name, label, properties("n"));
      case EDGE_INDEX ->
          "CREATE INDEX %s IF NOT EXISTS FOR ()-[e:%s]-() ON (%s)"
              .formatted(name, label, properties("e"));
    };
  }

  private String properties(String variable) {
    return properties.stream()
        .map(property -> variable + "." + Cypher.name(property))
        .collect(Collectors.joining(", "));
  }
}
