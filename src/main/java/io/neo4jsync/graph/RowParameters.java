package io.neo4jsync.graph;

import io.neo4jsync.queue.BadRowsException;
import io.neo4jsync.queue.Change;
import io.neo4jsync.source.SourceRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Turns rows into the maps of {@code $rows}, each with its position {@code n}. */
final class RowParameters {

  private RowParameters() {}

  /**
   * @throws BadRowsException naming every row that has a value the graph cannot hold
   */
  static List<Map<String, Object>> of(
      List<SourceRow> rows, Function<SourceRow, Map<String, Object>> parameter) {
    List<Map<String, Object>> parameters = new ArrayList<>(rows.size());
    Map<Change, String> bad = new LinkedHashMap<>();
    for (int n = 0; n < rows.size(); n++) {
      try {
        Map<String, Object> values = new HashMap<>(parameter.apply(rows.get(n)));
        values.put("n", n);
        parameters.add(values);
      } catch (BadRowsException e) {
        bad.putAll(e.reasons());
      }
    }
    if (!bad.isEmpty()) {
      throw new BadRowsException(bad);
    }
    return parameters;
  }
}
