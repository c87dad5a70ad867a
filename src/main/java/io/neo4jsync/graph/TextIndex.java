package io.neo4jsync.graph;

import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.mapping.NodeMapping;
import io.neo4jsync.mapping.TableMapping;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;

/**
 * The index by which nodes are found by their words, one for all labels. Neo4j keeps it up to date
 * a moment after each write and not during it, so that the sync does not wait for it.
 *
 * @param labels those of the mapping, in order
 */
record TextIndex(List<String> labels) {

  static final String NAME = "neo4j_sync_text";

  private static final List<String> PROPERTIES = List.of("name", "title", "code", "description");

  static TextIndex of(Mappings mappings) {
    return new TextIndex(
        mappings.all().stream()
            .map(TableMapping::node)
            .flatMap(Optional::stream)
            .map(NodeMapping::label)
            .distinct()
            .sorted()
            .toList());
  }

  String statement() {
    return "CREATE FULLTEXT INDEX %s IF NOT EXISTS FOR (n:%s) ON EACH [%s] OPTIONS {indexConfig: {`fulltext.eventually_consistent`: true}}"
        .formatted(
            NAME,
            labels.stream().map(Cypher::name).collect(Collectors.joining("|")),
            PROPERTIES.stream().map(p -> "n." + p).collect(Collectors.joining(", ")));
  }

  /** Whether it is there with these labels. */
  boolean isThere(Session session) {
    return found(session)
        .filter(
            index ->
                index.get("labelsOrTypes").asList(v -> v.asString()).stream()
                        .sorted()
                        .toList()
                        .equals(labels)
                    && index.get("properties").asList(v -> v.asString()).equals(PROPERTIES))
        .isPresent();
  }

  /** One with other labels is made anew. */
  void dropOther(Session session) {
    if (!isThere(session) && found(session).isPresent()) {
      session.run("DROP INDEX " + NAME + " IF EXISTS").consume();
    }
  }

  private static Optional<Record> found(Session session) {
    return session
        .run(
            "SHOW FULLTEXT INDEXES YIELD name, labelsOrTypes, properties WHERE name = '%s'"
                .formatted(NAME))
        .list()
        .stream()
        .findFirst();
  }
}
