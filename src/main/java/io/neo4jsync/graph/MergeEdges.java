package io.neo4jsync.graph;

import io.neo4jsync.mapping.EdgeMapping;
import io.neo4jsync.mapping.EdgeMapping.End;
import io.neo4jsync.source.SourceRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.neo4j.driver.Result;
import org.neo4j.driver.SimpleQueryRunner;

/** Live rows become relationships; what they made before between other ends goes. */
final class MergeEdges extends GraphStatement {

  private final EdgeMapping edge;

  MergeEdges(Origin origin, EdgeMapping edge, List<SourceRow> rows) {
    super(Phase.MERGE_EDGES, origin, rows, row -> parameter(edge, row));
    this.edge = edge;
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
      if (edge.properties().isEmpty()) {
        texts.add(Cypher.movedForeignKeyEdges(edge));
      }
      texts.add(Cypher.deleteStaleForeignKeyEdges(edge));
    } else if (!edge.key().isEmpty()) {
      texts.add(Cypher.deleteStaleEdges(edge));
    }
    texts.add(Cypher.mergeEdges(edge));
    return texts;
  }

  @Override
  void run(SimpleQueryRunner transaction, FollowUps followUps) {
    if (edge.foreignKey()) {
      List<Map<String, Object>> rows = moved(transaction, followUps);
      if (!rows.isEmpty()) {
        run(transaction, Cypher.deleteStaleForeignKeyEdges(edge), rows).consume();
      }
      merge(transaction, followUps, rows);
    } else {
      if (!edge.key().isEmpty()) {
        DeleteEdges.vacate(
            run(transaction, Cypher.deleteStaleEdges(edge), parameters()), edge, followUps);
      }
      merge(transaction, followUps, parameters());
    }
  }

  /**
   * Those whose node lacks the relationship or has another; of many changes few are changes of the
   * foreign key.
   */
  private List<Map<String, Object>> moved(SimpleQueryRunner transaction, FollowUps followUps) {
    List<Map<String, Object>> rows = parameters();
    if (rows.isEmpty() || followUps.isInOrder() || !edge.properties().isEmpty()) {
      return rows;
    }
    Set<Integer> moved =
        run(transaction, Cypher.movedForeignKeyEdges(edge), rows)
            .list(record -> record.get("n").asInt())
            .stream()
            .collect(Collectors.toSet());
    return rows.stream().filter(row -> moved.contains(position(row))).toList();
  }

  private void merge(
      SimpleQueryRunner transaction, FollowUps followUps, List<Map<String, Object>> rows) {
    List<Map<String, Object>> whole = rows.stream().filter(MergeEdges::hasBothEnds).toList();
    if (whole.isEmpty()) {
      return;
    }
    Result result = run(transaction, Cypher.mergeEdges(edge), whole);
    int found = result.single().get("found").asInt();
    followUps.merged(found, result.consume().counters().relationshipsCreated());
    if (found < whole.size()) {
      for (var record : run(transaction, Cypher.missingEnds(edge), whole).list()) {
        SourceRow row = row(record.get("n").asInt());
        if (record.get("from").asBoolean()) {
          missing(followUps, edge.from(), row);
        }
        if (record.get("to").asBoolean()) {
          missing(followUps, edge.to(), row);
        }
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
  List<Difference> compare(SimpleQueryRunner reader) {
    return new EdgeComparison(this, edge, reader).differences();
  }

  private void missing(FollowUps followUps, End end, SourceRow row) {
    if (!end.own()) {
      followUps.missing(edge, end, row.texts(end.columns()), row.identity());
    }
  }
}
