package io.neo4jsync.graph;

import io.neo4jsync.mapping.NodeMapping;
import io.neo4jsync.source.SourceRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.SimpleQueryRunner;

/** Live rows become nodes. */
final class MergeNodes extends GraphStatement {

  private final NodeMapping node;
  private final List<SourceRow> rows;
  private final List<Map<String, Object>> parameters;

  MergeNodes(Origin origin, NodeMapping node, List<SourceRow> rows) {
    super(Phase.MERGE_NODES, origin);
    this.node = node;
    this.rows = rows;
    this.parameters =
        RowParameters.of(
            rows,
            row -> {
              Map<String, Object> parameter = new HashMap<>();
              parameter.put("key", row.key(node));
              parameter.put("properties", row.properties(node.properties()));
              return parameter;
            });
  }

  @Override
  List<String> cypher() {
    return List.of(Cypher.mergeNodes(node));
  }

  @Override
  void run(SimpleQueryRunner transaction, FollowUps followUps) {
    for (var record : run(transaction, Cypher.mergeNodes(node), parameters).list()) {
      SourceRow row = rows.get(record.get("n").asInt());
      followUps.created(node, row.isFresh(), row.identity());
    }
  }
}
