package io.neo4jsync.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** A column that holds JSON, which the driver hands over as text. */
final class JsonColumn {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private JsonColumn() {}

  /** The row with that column as JSON. */
  static Map<String, Object> read(Map<String, Object> row, String column) {
    Map<String, Object> copy = new LinkedHashMap<>(row);
    try {
      copy.put(column, JSON.readTree((String) row.get(column)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(column + " of row " + row.get("id") + " is no JSON", e);
    }
    return copy;
  }
}
