package io.neo4jsync.graph;

import io.neo4jsync.source.SourceRow;
import java.util.List;

/**
 * Cypher that a route states itself; {@code $rows} are the rows as maps of all their columns, and
 * n, their position.
 */
final class CustomCypher extends GraphStatement {

  private final String cypher;

  CustomCypher(Origin origin, String cypher, List<SourceRow> rows) {
    super(Phase.CYPHER, origin, rows, SourceRow::all);
    this.cypher = cypher;
  }

  @Override
  List<String> cypher() {
    return List.of(cypher);
  }

  @Override
  void send(Pipeline pipeline, FollowUps followUps) {
    pipeline.send(this, cypher, parameters());
  }
}
