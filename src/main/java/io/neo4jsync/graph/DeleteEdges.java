package io.neo4jsync.graph;

import io.neo4jsync.graph.Pipeline.Answer;
import io.neo4jsync.mapping.EdgeMapping;
import io.neo4jsync.source.SourceRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  void send(Pipeline pipeline, FollowUps followUps) {
    if (edge.key().isEmpty()) {
      pipeline.send(this, Cypher.deleteEdgesByPair(edge), parameters());
    } else {
      pipeline.send(
          this,
          Cypher.deleteEdgesByKey(edge),
          parameters(),
          removed -> vacate(removed, edge, followUps));
    }
  }

  @Override
  void compare(Pipeline pipeline) {
    pipeline.send(
        this,
        edge.key().isEmpty() ? ReadingCypher.readPairs(edge) : ReadingCypher.readKeyedEdges(edge),
        parameters(),
        there ->
            there.records().stream()
                .filter(record -> !record.get("id").isNull())
                .forEach(record -> isThere(record.get("n").asInt(), edge.pattern())));
  }

  /** Notes the pairs from which relationships were removed. */
  static void vacate(Answer removed, EdgeMapping edge, FollowUps followUps) {
    for (var record : removed.records()) {
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
