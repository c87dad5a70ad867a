package io.neo4jsync.graph;

import io.neo4jsync.source.SourceRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What one step of an entity route contributes to a batch: Cypher, and the rows it is run for. */
abstract class GraphStatement {

  private final Phase phase;
  private final String routeId;
  private final String stepId;
  private final List<SourceRow> rows;
  private final List<Difference> differences = new ArrayList<>();
  private List<Map<String, Object>> parameters;

  /**
   * @param parameter makes of a row its element of {@code $rows}; its position among the rows is
   *     added as {@code n}
   */
  GraphStatement(
      Phase phase,
      Origin origin,
      List<SourceRow> rows,
      Function<SourceRow, Map<String, Object>> parameter) {
    this.phase = phase;
    this.routeId = origin.routeId();
    this.stepId = origin.stepId();
    this.rows = rows;
    this.parameters = RowParameters.of(rows, parameter);
  }

  /** The step of the route that asked for the statement. */
  record Origin(String routeId, String stepId) {}

  final Phase phase() {
    return phase;
  }

  final String routeId() {
    return routeId;
  }

  final String stepId() {
    return stepId;
  }

  final SourceRow row(int position) {
    return rows.get(position);
  }

  /** The key of the row behind an element of {@code $rows}. */
  final List<String> key(Map<String, Object> parameter) {
    return row(position(parameter)).identity();
  }

  final List<Map<String, Object>> parameters() {
    return parameters;
  }

  /** The Cypher texts, in the order in which they run. */
  abstract List<String> cypher();

  /** Sends the statement; what must be looked at again because of it goes to {@code followUps}. */
  abstract void send(Pipeline pipeline, FollowUps followUps);

  /**
   * Asks where the graph is not what this statement would make of it; {@link #differences} has it
   * when the pipeline has settled. A statement that cannot tell is not {@link #isComparable}.
   */
  void compare(Pipeline pipeline) {}

  /** Whether {@link #compare} finds everything the statement would change. */
  boolean isComparable() {
    return false;
  }

  final List<Difference> differences() {
    return differences;
  }

  final void differs(Difference difference) {
    differences.add(difference);
  }

  /** The row should have left nothing in the graph, but has. */
  final void isThere(int position, String element) {
    differs(
        new Difference(
            Difference.Kind.EXTRA,
            row(position).identity(),
            position,
            element,
            null,
            null,
            null,
            null));
  }

  /** Is to be written whatever is known of rows from other statements. */
  void standAlone() {}

  /** Leaves the rows at these positions only. */
  final void retain(Set<Integer> positions) {
    parameters = parameters.stream().filter(row -> positions.contains(position(row))).toList();
  }

  static int position(Map<String, Object> parameter) {
    return (Integer) parameter.get("n");
  }

  /** Whether it is of the same rows in the same order, so that positions mean the same. */
  final boolean isOfSameRows(GraphStatement other) {
    return rows.equals(other.rows);
  }

  /**
   * Elements of {@code $rows} with what a comparison needs of them: of long properties the size.
   */
  static List<Map<String, Object>> keys(Collection<Map<String, Object>> rows) {
    List<Map<String, Object>> keys = new ArrayList<>();
    for (Map<String, Object> row : rows) {
      Map<String, Object> key = new HashMap<>(row);
      if (key.remove("properties") instanceof Map<?, ?> properties) {
        Map<String, Object> sizes = GraphValues.longSizes(properties);
        if (!sizes.isEmpty()) {
          key.put("sizes", sizes);
        }
      }
      keys.add(key);
    }
    return keys;
  }
}
