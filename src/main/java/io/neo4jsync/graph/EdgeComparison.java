package io.neo4jsync.graph;

import io.neo4jsync.graph.Difference.Kind;
import io.neo4jsync.graph.Pipeline.Answer;
import io.neo4jsync.mapping.EdgeMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.neo4j.driver.Record;
import org.neo4j.driver.Value;

/**
 * Compares the relationships that rows demand with those in the graph. A relationship with an end
 * that is not in the graph is not demanded: the missing node is what is wrong then.
 */
final class EdgeComparison {

  private final MergeEdges statement;
  private final EdgeMapping edge;
  private final Pipeline pipeline;
  private final Map<Integer, Map<String, Object>> demanded = new LinkedHashMap<>();

  /**
   * @param rows those elements of the statement's {@code $rows} that are to be compared
   */
  EdgeComparison(
      MergeEdges statement, EdgeMapping edge, List<Map<String, Object>> rows, Pipeline pipeline) {
    this.statement = statement;
    this.edge = edge;
    this.pipeline = pipeline;
    rows.forEach(row -> demanded.put(GraphStatement.position(row), row));
  }

  /** Asks the graph; the statement has the differences when the pipeline has settled. */
  void compare() {
    Set<Integer> all = demanded.keySet();
    if (edge.foreignKey()) {
      read(ReadingCypher.readForeignKeyEdges(edge), all, this::foreignKeys);
    } else if (edge.key().isEmpty()) {
      Set<Integer> pairs = new LinkedHashSet<>(all);
      pairs.removeIf(n -> !MergeEdges.hasBothEnds(demanded.get(n)));
      read(ReadingCypher.readPairs(edge), pairs, this::pairs);
    } else {
      read(ReadingCypher.readKeyedEdges(edge), all, this::keyed);
    }
  }

  /** The relationship of the row's own node: one to the node it names, none to another. */
  private void foreignKeys(Map<Integer, List<Record>> found) {
    Set<Integer> unanswered = new HashSet<>();
    for (int n : demanded.keySet()) {
      List<Record> records = found.getOrDefault(n, List.of());
      List<Record> right = records.stream().filter(EdgeComparison::isRight).toList();
      List<Record> wrong = records.stream().filter(record -> !isRight(record)).toList();
      boolean wanted = MergeEdges.hasBothEnds(demanded.get(n));
      one(n, right);
      if (right.isEmpty() && wanted && !wrong.isEmpty()) {
        ends(n, wrong.get(0));
        wrong = wrong.subList(1, wrong.size());
      } else if (right.isEmpty() && wanted) {
        unanswered.add(n);
      }
      wrong.forEach(record -> extra(n, record));
    }
    read(Cypher.missingEnds(edge), unanswered, missing -> foreignKeys(unanswered, missing));
  }

  private void foreignKeys(Set<Integer> rowsWithout, Map<Integer, List<Record>> missingEnds) {
    String other = edge.from().own() ? "to" : "from";
    for (int n : rowsWithout) {
      boolean otherEndIsMissing =
          missingEnds.containsKey(n) && missingEnds.get(n).get(0).get(other).asBoolean();
      if (!otherEndIsMissing) {
        add(Kind.MISSING, n, null, null, null, null);
      }
    }
  }

  /** A pair of ends is the key: it has one relationship. */
  private void pairs(Map<Integer, List<Record>> found) {
    found.forEach(
        (n, records) -> {
          if (there(records).isEmpty()) {
            add(Kind.MISSING, n, null, null, null, null);
          } else {
            one(n, there(records));
          }
        });
  }

  /** The row with the smallest key of those that name a pair speaks for its relationship. */
  private void keyed(Map<Integer, List<Record>> found) {
    Set<Integer> shared = new HashSet<>();
    Set<Integer> absent = new HashSet<>();
    for (int n : demanded.keySet()) {
      List<Record> records = found.getOrDefault(n, List.of());
      List<Record> right = records.stream().filter(EdgeComparison::isRight).toList();
      one(n, right);
      if (right.size() < records.size()) {
        ends(n, records.stream().filter(record -> !isRight(record)).findFirst().orElseThrow());
      }
      if (records.isEmpty() && MergeEdges.hasBothEnds(demanded.get(n))) {
        absent.add(n);
      } else if (right.size() == 1 && right.get(0).get("parallel").asInt() > 1) {
        shared.add(n);
      }
    }
    read(ReadingCypher.readPairs(edge), absent, this::absent);
    read(ReadingCypher.readPairs(edge), shared, this::shared);
  }

  private void absent(Map<Integer, List<Record>> pairs) {
    pairs.forEach(
        (n, found) -> {
          List<Record> records = there(found);
          if (records.isEmpty()) {
            add(Kind.MISSING, n, null, null, null, null);
          } else if (records.stream().noneMatch(EdgeComparison::hasSmallerKey)) {
            Map<?, ?> key = (Map<?, ?>) demanded.get(n).get("key");
            Object other = records.get(0).get("key").asMap();
            add(Kind.DIFFERENT, n, "key", key, other, null);
            records.subList(1, records.size()).forEach(record -> extra(n, record));
          }
        });
  }

  private void shared(Map<Integer, List<Record>> pairs) {
    pairs.forEach(
        (n, records) -> {
          Map<?, ?> key = (Map<?, ?>) demanded.get(n).get("key");
          boolean othersSpeaks = records.stream().anyMatch(EdgeComparison::hasSmallerKey);
          for (Record record : there(records)) {
            boolean own = record.get("key").asMap().equals(key);
            if (own == othersSpeaks && !hasSmallerKey(record)) {
              extra(n, record);
            }
          }
        });
  }

  /** Those that name a relationship; where an end is there twice, some do not. */
  private static List<Record> there(List<Record> records) {
    return records.stream().filter(record -> !record.get("id").isNull()).toList();
  }

  private static boolean isRight(Record record) {
    return record.get("right").asBoolean();
  }

  private static boolean hasSmallerKey(Record record) {
    return record.get("smaller").asBoolean();
  }

  /** There may be one such relationship: the first is compared, the others are too many. */
  private void one(int n, List<Record> records) {
    for (int i = 0; i < records.size(); i++) {
      if (i == 0) {
        properties(n, records.get(0));
      } else {
        extra(n, records.get(i));
      }
    }
  }

  private void properties(int n, Record record) {
    Map<?, ?> expected = (Map<?, ?>) demanded.get(n).get("properties");
    List<Object> values = record.get("properties").asList(Value::asObject);
    for (int i = 0; i < values.size(); i++) {
      String name = edge.properties().get(i).name();
      if (!GraphValues.same(expected.get(name), values.get(i))) {
        Object found = GraphValues.shown(values.get(i));
        add(Kind.DIFFERENT, n, name, expected.get(name), found, null);
      }
    }
  }

  private void ends(int n, Record record) {
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("from", demanded.get(n).get("from"));
    expected.put("to", demanded.get(n).get("to"));
    add(Kind.DIFFERENT, n, "ends", expected, record.get("ends").asMap(), null);
  }

  private void extra(int n, Record record) {
    add(Kind.EXTRA, n, null, null, null, record.get("id").asString());
  }

  private void add(
      Kind kind, int n, String property, Object expected, Object found, String elementId) {
    statement.differs(
        new Difference(
            kind,
            statement.row(n).identity(),
            n,
            edge.pattern(),
            property,
            expected,
            found,
            elementId));
  }

  /** Sends the query for the rows at these positions, if any; its records come by position. */
  private void read(
      String cypher, Set<Integer> positions, Consumer<Map<Integer, List<Record>>> taker) {
    List<Map<String, Object>> rows = positions.stream().map(demanded::get).toList();
    pipeline.send(
        statement, cypher, GraphStatement.keys(rows), answer -> taker.accept(byPosition(answer)));
  }

  private static Map<Integer, List<Record>> byPosition(Answer answer) {
    Map<Integer, List<Record>> records = new HashMap<>();
    for (Record record : answer.records()) {
      records.computeIfAbsent(record.get("n").asInt(), n -> new ArrayList<>()).add(record);
    }
    return records;
  }
}
