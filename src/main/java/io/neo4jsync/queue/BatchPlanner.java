package io.neo4jsync.queue;

import com.fasterxml.jackson.databind.JsonNode;
import io.neo4jsync.graph.GraphBatch;
import io.neo4jsync.mapping.MappingRegistry;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.source.Keys;
import io.neo4jsync.source.SourceCatalog;
import io.neo4jsync.source.SourceReader;
import io.neo4jsync.source.SourceRow;
import io.neo4jsync.source.SourceTable;
import io.neo4jsync.value.RowJson;
import io.neo4jsync.value.ValueException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Body;

/**
 * Makes of a batch what the entity routes receive: of several events of one row only the newest,
 * rows read from the source where an event has no payload, sorted by table and operation.
 */
public final class BatchPlanner {

  private final MappingRegistry mappings;
  private final SourceCatalog catalog;
  private final SourceReader source;
  private final String softDeleteColumn;

  public BatchPlanner(
      MappingRegistry mappings,
      SourceCatalog catalog,
      SourceReader source,
      String softDeleteColumn) {
    this.mappings = mappings;
    this.catalog = catalog;
    this.source = source;
    this.softDeleteColumn = softDeleteColumn;
  }

  /** An empty plan for the transaction of this batch. */
  public GraphBatch newGraphBatch(@Body ChangeBatch batch) {
    return batch.newGraphBatch();
  }

  /** A row of a table, identified. */
  private record Entity(String table, List<String> key) {}

  /** The newest event of a row; {@code row} is null where the source is to be read. */
  private record Newest(Change change, JsonNode row) {}

  /**
   * @throws BadRowsException naming every event that no route can take
   */
  public List<EntityChanges> plan(@Body ChangeBatch batch) throws SQLException {
    Mappings current = mappings.current();
    Map<Entity, Newest> newest = new LinkedHashMap<>();
    Map<Change, String> bad = new LinkedHashMap<>();
    for (Change change : batch.changes()) {
      try {
        TableMapping mapping = mapping(current, change);
        JsonNode row = row(change);
        List<String> key = Keys.of(change, mapping.key(), row);
        newest.put(new Entity(change.table(), key), new Newest(change, row));
      } catch (BadRowsException e) {
        bad.putAll(e.reasons());
      }
    }
    if (!bad.isEmpty()) {
      throw new BadRowsException(bad);
    }
    Map<Entity, JsonNode> read = readFromSource(current, newest);
    Map<String, EntityChanges> groups = new LinkedHashMap<>();
    for (var entry : newest.entrySet()) {
      Entity entity = entry.getKey();
      Change change = entry.getValue().change();
      JsonNode row = entry.getValue().row();
      SourceTable table = catalog.table(entity.table());
      if (row == null) {
        row = read.get(entity);
      } else if (change.id() != null && !change.isDelete() && !known(table, row)) {
        catalog.forget(entity.table());
        table = catalog.table(entity.table());
      }
      boolean delete = change.isDelete() || row == null || row.hasNonNull(softDeleteColumn);
      List<String> keyColumns = current.table(entity.table()).orElseThrow().key();
      JsonNode whole = Keys.withKey(row, keyColumns, entity.key());
      String operation = delete ? EntityChanges.DELETE : EntityChanges.UPSERT;
      groups
          .computeIfAbsent(
              operation + " " + entity.table(),
              name -> new EntityChanges(entity.table(), operation, new ArrayList<>()))
          .rows()
          .add(new SourceRow(change, entity.key(), whole, table));
    }
    return List.copyOf(groups.values());
  }

  /**
   * Whether the catalogue as remembered fits the row; a column of another name means it has
   * changed.
   */
  private static boolean known(SourceTable table, JsonNode row) {
    return table.columns().isEmpty() || (row.size() == table.columns().size() && has(table, row));
  }

  private static boolean has(SourceTable table, JsonNode row) {
    var names = row.fieldNames();
    while (names.hasNext()) {
      if (!table.columns().containsKey(names.next())) {
        return false;
      }
    }
    return true;
  }

  private static TableMapping mapping(Mappings current, Change change) {
    return current
        .table(change.table())
        .orElseThrow(
            () ->
                new BadRowsException(
                    change,
                    "no route maps the table '"
                        + change.table()
                        + "'; add routes/entities/<table>.camel.yaml"
                        + " and retry, or correct entity_type"));
  }

  private static JsonNode row(Change change) {
    switch (change.operation()) {
      case "INSERT", "UPDATE", "DELETE" -> {}
      default ->
          throw new BadRowsException(
              change,
              "operation '" + change.operation() + "' is none of INSERT, UPDATE, DELETE, TRUNCATE");
    }
    if (change.payload() == null) {
      return null;
    }
    try {
      JsonNode row = RowJson.parse(change.payload());
      if (row.isObject()) {
        return row;
      }
      throw new BadRowsException(
          change,
          "payload is "
              + row.getNodeType().name().toLowerCase(Locale.ROOT)
              + ", not a JSON object with the row's columns");
    } catch (ValueException e) {
      throw new BadRowsException(change, "payload: " + e.getMessage());
    }
  }

  private Map<Entity, JsonNode> readFromSource(Mappings current, Map<Entity, Newest> newest)
      throws SQLException {
    Map<String, List<List<String>>> wanted = new LinkedHashMap<>();
    newest.forEach(
        (entity, event) -> {
          if (event.row() == null && !event.change().isDelete()) {
            wanted.computeIfAbsent(entity.table(), t -> new ArrayList<>()).add(entity.key());
          }
        });
    Map<Entity, JsonNode> rows = new LinkedHashMap<>();
    for (var entry : wanted.entrySet()) {
      String table = entry.getKey();
      catalog.forget(table);
      List<String> keyColumns = current.table(table).orElseThrow().key();
      source
          .rows(table, keyColumns, entry.getValue())
          .forEach((key, row) -> rows.put(new Entity(table, key), row));
    }
    return rows;
  }
}
