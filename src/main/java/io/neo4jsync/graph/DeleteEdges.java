package io.neo4jsync.graph;

import io.neo4jsync.mapping.EdgeMapping;
import io.neo4jsync.source.SourceRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.Result;
import org.neo4j.driver.SimpleQueryRunner;
import org.neo4j.driver.Value;

/** Deleted junction rows take their relationships along. */
final class DeleteEdges extends GraphStatement {

  private final EdgeMapping edge;

  DeleteEdges(Origin origin, EdgeMapping edge, List<SourceRow> rows) {
    super(
        Phase.DELETE_EDGES,
        origin,
        rows,
        row ->
            edge.key().isEmpty()
                ? Map.of("from", row.end(edge.from()), "to", row.end(edge.to()))
                : Map.of("key", row.columns(edge.key())));
    this.edge = edge;
  }

  @Override
  List<String> cypher() {
    return List.of(
        edge.key().isEmpty() ? Cypher.deleteEdgesByPair(edge) : Cypher.deleteEdgesByKey(edge));
  }

  @Override
  void run(SimpleQueryRunner transaction, FollowUps followUps) {
    if (edge.key().isEmpty()) {
      run(transaction, Cypher.deleteEdgesByPair(edge), parameters()).consume();
    } else {
      vacate(run(transaction, Cypher.deleteEdgesByKey(edge), parameters()), edge, followUps);
    }
  }

  @Override
  List<Difference> compare(SimpleQueryRunner reader) {
    String cypher =
        edge.key().isEmpty() ? ReadingCypher.readPairs(edge) : ReadingCypher.readKeyedEdges(edge);
    return run(reader, cypher, parameters()).stream()
        .filter(record -> !record.get("id").isNull())
        .map(record -> extra(record.get("n").asInt(), edge.pattern()))
        .toList();
  }

  /** Notes the pairs from which relationships were removed. */
  static void vacate(Result removed, EdgeMapping edge, FollowUps followUps) {
    for (var record : removed.list()) {
      List<String> pair = new ArrayList<>();
      edge.from()
          .node()
          .key()
          .forEach(property -> pair.add(text(record.get("from").get(property))));
      edge.to().node().key().forEach(property -> pair.add(text(record.get("to").get(property))));
      followUps.vacated(edge, pair);
    }
  }

  private static String text(Value value) {
    return String.valueOf(value.asObject());
  }
}
