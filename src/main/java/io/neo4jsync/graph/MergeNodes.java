package io.neo4jsync.graph;

import io.neo4jsync.graph.Difference.Kind;
import io.neo4jsync.mapping.NodeMapping;
import io.neo4jsync.mapping.Property;
import io.neo4jsync.source.SourceRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.neo4j.driver.Record;
import org.neo4j.driver.SimpleQueryRunner;

/** Live rows become nodes. */
final class MergeNodes extends GraphStatement {

  private final NodeMapping node;

  MergeNodes(Origin origin, NodeMapping node, List<SourceRow> rows) {
    super(
        Phase.MERGE_NODES,
        origin,
        rows,
        row -> {
          Map<String, Object> parameter = new HashMap<>();
          parameter.put("key", row.key(node));
          parameter.put("properties", row.properties(node.properties()));
          return parameter;
        });
    this.node = node;
  }

  @Override
  List<String> cypher() {
    return List.of(Cypher.mergeNodes(node));
  }

  @Override
  void run(SimpleQueryRunner transaction, FollowUps followUps) {
    List<Record> created = run(transaction, Cypher.mergeNodes(node), parameters()).list();
    followUps.merged(parameters().size(), created.size());
    for (var record : created) {
      SourceRow row = row(record.get("n").asInt());
      followUps.created(node, row.isFresh(), row.identity());
    }
  }

  @Override
  boolean isComparable() {
    return true;
  }

  @Override
  List<Difference> compare(SimpleQueryRunner reader) {
    List<Difference> differences = new ArrayList<>();
    Map<Integer, Map<String, Object>> expected = new HashMap<>();
    parameters().forEach(row -> expected.put(position(row), row));
    Set<Integer> found = new HashSet<>();
    var result = run(reader, ReadingCypher.readNodes(node), keys(row -> true));
    while (result.hasNext()) {
      Record record = result.next();
      int n = record.get("n").asInt();
      if (found.add(n)) {
        compare(n, expected.get(n), record, differences);
      } else {
        differences.add(difference(Kind.EXTRA, n, null, null, null, record.get("id").asString()));
      }
    }
    for (int n : expected.keySet()) {
      if (!found.contains(n)) {
        differences.add(difference(Kind.MISSING, n, null, null, null, null));
      }
    }
    return differences;
  }

  private void compare(
      int n, Map<String, Object> expected, Record record, List<Difference> differences) {
    Map<?, ?> properties = (Map<?, ?>) expected.get("properties");
    List<Object> values = record.get("properties").asList(value -> value.asObject());
    for (int i = 0; i < values.size(); i++) {
      Property property = node.properties().get(i);
      Object demanded = properties.get(property.name());
      if (!GraphValues.same(demanded, values.get(i))) {
        differences.add(
            difference(
                Kind.DIFFERENT,
                n,
                property.name(),
                demanded,
                GraphValues.shown(values.get(i)),
                null));
      }
    }
    if (!record.get("synced").asBoolean()) {
      differences.add(difference(Kind.DIFFERENT, n, "updated_at", "a time", null, null));
    }
  }

  private Difference difference(
      Kind kind, int n, String property, Object expected, Object found, String elementId) {
    return new Difference(
        kind, row(n).identity(), n, node.pattern(), property, expected, found, elementId);
  }
}
