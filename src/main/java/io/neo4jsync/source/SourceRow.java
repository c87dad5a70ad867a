package io.neo4jsync.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.neo4jsync.mapping.EdgeMapping.End;
import io.neo4jsync.mapping.NodeMapping;
import io.neo4jsync.mapping.Property;
import io.neo4jsync.queue.BadRowsException;
import io.neo4jsync.queue.Change;
import io.neo4jsync.value.ValueException;
import io.neo4jsync.value.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** A row of a source table on its way to the graph: the event it comes with, and its columns. */
public final class SourceRow {

  private final Change change;
  private final List<String> identity;
  private final JsonNode json;
  private final SourceTable table;

  /**
   * @param identity the texts of the row's key columns
   */
  public SourceRow(Change change, List<String> identity, JsonNode json, SourceTable table) {
    this.change = change;
    this.identity = identity;
    this.json = json;
    this.table = table;
  }

  public Change change() {
    return change;
  }

  /** The texts of the row's key columns, in order. */
  public List<String> identity() {
    return identity;
  }

  /**
   * Whether the row is new in the source, not just in the graph. Where foreign keys are enforced,
   * no other row can have referred to it before.
   */
  public boolean isFresh() {
    return change.operation().equals("INSERT") && change.attempts() == 1;
  }

  /**
   * The column's value as a Neo4j value; null when it is NULL.
   *
   * @throws BadRowsException when the value does not fit
   */
  public Object value(String column) {
    try {
      return Values.toGraph(json.get(column), table.columns().get(column));
    } catch (ValueException e) {
      throw bad("column " + column + ": " + e.getMessage());
    }
  }

  /** Values by column name. */
  public Map<String, Object> columns(Iterable<String> columns) {
    Map<String, Object> values = new HashMap<>();
    columns.forEach(column -> values.put(column, value(column)));
    return values;
  }

  /** Values of all columns the row has. */
  public Map<String, Object> all() {
    Iterator<String> names = json.fieldNames();
    return columns(() -> names);
  }

  /** Values by property name; columns that are NULL stand as null. */
  public Map<String, Object> properties(List<Property> properties) {
    Map<String, Object> values = new HashMap<>();
    properties.forEach(property -> values.put(property.name(), value(property.column())));
    return values;
  }

  /** The key properties of the row's own node. */
  public Map<String, Object> key(NodeMapping node) {
    Map<String, Object> key = columns(node.key());
    if (key.containsValue(null)) {
      throw bad("key column " + node.key() + " has no value");
    }
    key.putAll(node.fixed());
    return key;
  }

  /** The key properties of the node at that end; null when a column of it is NULL. */
  public Map<String, Object> end(End end) {
    Map<String, Object> key = new HashMap<>(end.node().fixed());
    for (int i = 0; i < end.columns().size(); i++) {
      Object value = value(end.columns().get(i));
      if (value == null) {
        return null;
      }
      key.put(end.node().key().get(i), value);
    }
    return key;
  }

  /** The columns' values as PostgreSQL's texts, for asking the source again. */
  public List<String> texts(List<String> columns) {
    List<String> texts = new ArrayList<>();
    for (String column : columns) {
      JsonNode value = json.get(column);
      texts.add(value == null || value.isNull() ? null : value.asText());
    }
    return texts;
  }

  /** The row cannot be written, for this reason. */
  public BadRowsException bad(String reason) {
    return new BadRowsException(change, reason);
  }
}
