package io.neo4jsync.graph;

import io.neo4jsync.graph.Difference.Kind;
import io.neo4jsync.graph.Pipeline.Answer;
import io.neo4jsync.mapping.EdgeMapping;
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
import org.neo4j.driver.Value;

/** Live rows become nodes. */
final class MergeNodes extends GraphStatement {

  private final NodeMapping node;
  private final List<MergeEdges> watched = new ArrayList<>();

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

  /**
   * Finds out, while it is at a node, whether the node has the relationship of this foreign key of
   * the same rows. Of many changes few are changes of a foreign key, and of many rows compared few
   * differ.
   */
  void watch(MergeEdges edges) {
    String end = Cypher.end(watched.size());
    for (int i = 0; i < parameters().size(); i++) {
      parameters().get(i).put(end, edges.otherEnd(i));
    }
    watched.add(edges);
    edges.isWatched();
  }

  @Override
  void standAlone() {
    watched.clear();
  }

  private List<EdgeMapping> watchedEdges() {
    return watched.stream().map(MergeEdges::edge).toList();
  }

  private String text() {
    return Cypher.mergeNodes(node, watchedEdges());
  }

  @Override
  List<String> cypher() {
    return List.of(text());
  }

  @Override
  void send(Pipeline pipeline, FollowUps followUps) {
    pipeline.send(this, text(), parameters(), answer -> take(answer, followUps));
  }

  private void take(Answer answer, FollowUps followUps) {
    int created = 0;
    for (var record : answer.records()) {
      if (record.get("created").asBoolean()) {
        created++;
      }
    }
    // otherwise a node without updated_at is among them, perhaps with relationships
    boolean areNew = answer.summary().counters().nodesCreated() == created;
    for (var record : answer.records()) {
      int n = record.get("n").asInt();
      boolean isCreated = record.get("created").asBoolean();
      if (isCreated) {
        followUps.created(node, row(n).isFresh(), row(n).identity());
      }
      List<Boolean> right = record.get("right").asList(Value::asBoolean);
      for (int i = 0; i < watched.size(); i++) {
        if (!right.get(i)) {
          watched.get(i).moved(n, isCreated && areNew);
        }
      }
    }
    followUps.merged(parameters().size(), created);
  }

  @Override
  boolean isComparable() {
    return true;
  }

  @Override
  void compare(Pipeline pipeline) {
    pipeline.send(
        this,
        ReadingCypher.readNodes(node, watchedEdges()),
        keys(parameters()),
        there -> compare(there, pipeline));
  }

  private void compare(Answer there, Pipeline pipeline) {
    Map<Integer, Map<String, Object>> expected = new HashMap<>();
    parameters().forEach(row -> expected.put(position(row), row));
    Set<Integer> found = new HashSet<>();
    Set<Integer> doubled = new HashSet<>();
    for (Record record : there.records()) {
      int n = record.get("n").asInt();
      if (found.add(n)) {
        compare(n, expected.get(n), record);
      } else {
        doubled.add(n);
        differs(Kind.EXTRA, n, null, null, null, record.get("id").asString());
      }
    }
    for (int n : expected.keySet()) {
      if (!found.contains(n)) {
        differs(Kind.MISSING, n, null, null, null, null);
      }
    }
    for (int i = 0; i < watched.size(); i++) {
      Set<Integer> right = new HashSet<>();
      for (Record record : there.records()) {
        if (record.get("right").get(i).asBoolean()) {
          right.add(record.get("n").asInt());
        }
      }
      right.removeAll(doubled);
      watched.get(i).compareBut(right, pipeline);
    }
  }

  private void compare(int n, Map<String, Object> expected, Record record) {
    Map<?, ?> properties = (Map<?, ?>) expected.get("properties");
    List<Object> values = record.get("properties").asList(value -> value.asObject());
    for (int i = 0; i < values.size(); i++) {
      Property property = node.properties().get(i);
      Object demanded = properties.get(property.name());
      if (!GraphValues.same(demanded, values.get(i))) {
        Object found = GraphValues.shown(values.get(i));
        differs(Kind.DIFFERENT, n, property.name(), demanded, found, null);
      }
    }
    if (!record.get("synced").asBoolean()) {
      differs(Kind.DIFFERENT, n, "updated_at", "a time", null, null);
    }
  }

  private void differs(
      Kind kind, int n, String property, Object expected, Object found, String elementId) {
    differs(
        new Difference(
            kind, row(n).identity(), n, node.pattern(), property, expected, found, elementId));
  }
}
