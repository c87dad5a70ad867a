package io.neo4jsync.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.neo4jsync.queue.BadRowsException;
import io.neo4jsync.queue.Change;
import io.neo4jsync.value.ColumnType;
import io.neo4jsync.value.RowJson;
import io.neo4jsync.value.ValueException;
import io.neo4jsync.value.Values;
import java.util.ArrayList;
import java.util.List;

/** Keys of rows, as the texts of their key columns in order. */
public final class Keys {

  private static final ColumnType JSON = new ColumnType("jsonb", ColumnType.Kind.JSON, null, null);

  private Keys() {}

  /**
   * The key of the event's row: from the payload where it names all key columns, else from the
   * queue row.
   *
   * @throws BadRowsException when neither names it, or they contradict each other
   */
  public static List<String> of(Change change, List<String> columns, JsonNode payload) {
    List<String> own = payload == null ? List.of() : inPayload(columns, payload);
    if (columns.size() == 1) {
      if (!own.isEmpty() && !own.get(0).equals(change.entityKey())) {
        throw new BadRowsException(
            change,
            "the payload's "
                + columns.get(0)
                + " is '"
                + own.get(0)
                + "', but the queue row's key is '"
                + change.entityKey()
                + "'; they must be the same");
      }
      // an empty text may be a key; from a trigger it may also stand for NULL, as the payload tells
      boolean none = change.entityKey() == null || change.entityKey().isEmpty();
      if (none && own.isEmpty() && (payload != null || change.entityKey() == null)) {
        throw new BadRowsException(change, "no value for the key column " + columns.get(0));
      }
      return List.of(change.entityKey());
    }
    return own.isEmpty() ? inQueueRow(change, columns) : own;
  }

  private static List<String> inPayload(List<String> columns, JsonNode payload) {
    List<String> texts = new ArrayList<>();
    for (String column : columns) {
      if (payload.hasNonNull(column)) {
        texts.add(payload.get(column).asText());
      }
    }
    return texts.size() == columns.size() ? List.copyOf(texts) : List.of();
  }

  private static List<String> inQueueRow(Change change, List<String> columns) {
    List<String> texts = new ArrayList<>();
    try {
      RowJson.parse(String.valueOf(change.entityKey()))
          .forEach(element -> texts.add(element.asText()));
    } catch (ValueException e) {
      texts.clear();
    }
    if (texts.size() != columns.size()) {
      throw new BadRowsException(
          change,
          "the key of "
              + change.table()
              + " is "
              + columns
              + ": the payload must name these columns, or"
              + " entity_key must be a JSON array of their "
              + columns.size()
              + " texts");
    }
    return List.copyOf(texts);
  }

  /** The key as one text, as events name it. */
  public static String entityKey(List<String> key) {
    if (key.size() == 1) {
      return key.get(0);
    }
    ArrayNode texts = JsonNodeFactory.instance.arrayNode();
    key.forEach(texts::add);
    return (String) Values.toGraph(texts, JSON);
  }

  /** The row with its key columns filled in where it lacks them; null stands for an empty row. */
  public static JsonNode withKey(JsonNode row, List<String> columns, List<String> key) {
    ObjectNode whole = row == null ? JsonNodeFactory.instance.objectNode() : (ObjectNode) row;
    for (int i = 0; i < columns.size(); i++) {
      if (!whole.hasNonNull(columns.get(i))) {
        whole.put(columns.get(i), key.get(i));
      }
    }
    return whole;
  }
}
