package io.neo4jsync.graph;

import java.util.List;
import java.util.Map;

/** Nodes or relationships that no source row speaks for, known by their element ids only. */
final class RemoveElements extends GraphStatement {

  private static final Origin ORIGIN = new Origin("full-sync", "remove");

  private final String cypher;
  private final List<String> elementIds;

  RemoveElements(boolean nodes, List<String> elementIds) {
    // first of all, so that what is made afterwards is made on what stays
    super(Phase.DELETE_EDGES, ORIGIN, List.of(), row -> Map.of());
    this.cypher = nodes ? Cypher.DELETE_NODES : Cypher.DELETE_RELATIONSHIPS;
    this.elementIds = elementIds;
  }

  @Override
  List<String> cypher() {
    return List.of(cypher);
  }

  @Override
  void send(Pipeline pipeline, FollowUps followUps) {
    pipeline.send(this, cypher, Map.of("ids", elementIds), answer -> {});
  }
}
