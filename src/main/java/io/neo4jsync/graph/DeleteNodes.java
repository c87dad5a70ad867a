package io.neo4jsync.graph;

import io.neo4jsync.mapping.NodeMapping;
import io.neo4jsync.source.SourceRow;
import java.util.List;
import java.util.Map;

/** Deleted rows take their nodes along, with all that hangs on them. */
final class DeleteNodes extends GraphStatement {

  private final NodeMapping node;

  DeleteNodes(Origin origin, NodeMapping node, List<SourceRow> rows) {
    super(Phase.DELETE_NODES, origin, rows, row -> Map.of("key", row.key(node)));
    this.node = node;
  }

  @Override
  List<String> cypher() {
    return List.of(Cypher.deleteNodes(node));
  }

  @Override
  void send(Pipeline pipeline, FollowUps followUps) {
    pipeline.send(this, Cypher.deleteNodes(node), parameters());
  }

  @Override
  void compare(Pipeline pipeline) {
    pipeline.send(
        this,
        ReadingCypher.readNodes(node, List.of()),
        keys(parameters()),
        there ->
            there.records().forEach(record -> isThere(record.get("n").asInt(), node.pattern())));
  }
}
