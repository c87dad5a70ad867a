package io.neo4jsync.graph;

import io.neo4jsync.graph.Pipeline.Answer;
import io.neo4jsync.mapping.EdgeMapping;
import io.neo4jsync.mapping.EdgeMapping.End;
import io.neo4jsync.source.SourceRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Live rows become relationships; what they made before between other ends goes. */
final class MergeEdges extends GraphStatement {

  private final EdgeMapping edge;

  /**
   * Positions of the rows whose node has not exactly the relationship, and whether the node had any
   * before; null if it is not known.
   */
  private Map<Integer, Boolean> moved;

  MergeEdges(Origin origin, EdgeMapping edge, List<SourceRow> rows) {
    super(
        edge.foreignKey() ? Phase.MERGE_FOREIGN_KEYS : Phase.MERGE_EDGES,
        origin,
        rows,
        row -> parameter(edge, row));
    this.edge = edge;
  }

  EdgeMapping edge() {
    return edge;
  }

  /** Whether a statement that looks at the rows' own nodes can tell which of them have moved. */
  boolean isWatchable() {
    return edge.foreignKey() && edge.properties().isEmpty();
  }

  /** Only rows that are said to have moved are written from now on. */
  void isWatched() {
    moved = new HashMap<>();
  }

  /**
   * The row at this position has not exactly the relationship it should have.
   *
   * @param isNew whether its node was not there before, and so cannot have another one
   */
  void moved(int position, boolean isNew) {
    moved.put(position, !isNew);
  }

  /** Of the row at this position, the key of the node that is not its own; null if it has none. */
  Object otherEnd(int position) {
    return parameters().get(position).get(edge.from().own() ? "to" : "from");
  }

  private static Map<String, Object> parameter(EdgeMapping edge, SourceRow row) {
    Map<String, Object> parameter = new HashMap<>();
    Map<String, Object> properties = row.properties(edge.properties());
    if (!edge.key().isEmpty()) {
      Map<String, Object> key = row.columns(edge.key());
      parameter.put("key", key);
      properties.putAll(key);
    }
    parameter.put("from", row.end(edge.from()));
    parameter.put("to", row.end(edge.to()));
    parameter.put("properties", properties);
    return parameter;
  }

  @Override
  List<String> cypher() {
    List<String> texts = new ArrayList<>();
    if (edge.foreignKey()) {
      texts.add(Cypher.deleteStaleForeignKeyEdges(edge));
    } else if (!edge.key().isEmpty()) {
      texts.add(Cypher.deleteStaleEdges(edge));
    }
    texts.add(Cypher.mergeEdges(edge));
    return texts;
  }

  @Override
  void send(Pipeline pipeline, FollowUps followUps) {
    List<Map<String, Object>> rows = rows();
    if (edge.foreignKey()) {
      List<Map<String, Object>> old = rows.stream().filter(this::mayHaveMoved).toList();
      pipeline.send(this, Cypher.deleteStaleForeignKeyEdges(edge), old);
    } else if (!edge.key().isEmpty()) {
      pipeline.send(
          this,
          Cypher.deleteStaleEdges(edge),
          rows,
          removed -> DeleteEdges.vacate(removed, edge, followUps));
    }
    List<Map<String, Object>> whole = rows.stream().filter(MergeEdges::hasBothEnds).toList();
    pipeline.send(
        this, Cypher.mergeEdges(edge), whole, merged -> take(merged, whole, pipeline, followUps));
  }

  private List<Map<String, Object>> rows() {
    return moved == null
        ? parameters()
        : parameters().stream().filter(row -> moved.containsKey(position(row))).toList();
  }

  private boolean mayHaveMoved(Map<String, Object> row) {
    return moved == null || moved.get(position(row));
  }

  private void take(
      Answer merged, List<Map<String, Object>> whole, Pipeline pipeline, FollowUps followUps) {
    int found = merged.records().get(0).get("found").asInt();
    followUps.merged(found, merged.summary().counters().relationshipsCreated());
    if (found < whole.size()) {
      pipeline.send(this, Cypher.missingEnds(edge), whole, missing -> missing(missing, followUps));
    }
  }

  private void missing(Answer missing, FollowUps followUps) {
    for (var record : missing.records()) {
      SourceRow row = row(record.get("n").asInt());
      if (record.get("from").asBoolean()) {
        missing(followUps, edge.from(), row);
      }
      if (record.get("to").asBoolean()) {
        missing(followUps, edge.to(), row);
      }
    }
  }

  static boolean hasBothEnds(Map<String, Object> parameter) {
    return parameter.get("from") != null && parameter.get("to") != null;
  }

  @Override
  boolean isComparable() {
    return true;
  }

  @Override
  void compare(Pipeline pipeline) {
    if (moved == null) {
      compareBut(Set.of(), pipeline);
    }
  }

  /** Compares all rows but those at these positions, of which it is known that they are right. */
  void compareBut(Set<Integer> right, Pipeline pipeline) {
    List<Map<String, Object>> others =
        parameters().stream().filter(row -> !right.contains(position(row))).toList();
    new EdgeComparison(this, edge, others, pipeline).compare();
  }

  @Override
  void standAlone() {
    moved = null;
  }

  private void missing(FollowUps followUps, End end, SourceRow row) {
    if (!end.own()) {
      followUps.missing(edge, end, row.texts(end.columns()), row.identity());
    }
  }
}
