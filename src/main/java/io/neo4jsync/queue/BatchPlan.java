package io.neo4jsync.queue;

import com.fasterxml.jackson.databind.JsonNode;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.settings.RowLimits;
import io.neo4jsync.source.Keys;
import io.neo4jsync.source.SourceException;
import io.neo4jsync.source.SourceReader;
import io.neo4jsync.source.SourceReader.Found;
import io.neo4jsync.source.SourceRow;
import io.neo4jsync.source.TableDrift;
import io.neo4jsync.value.RowJson;
import io.neo4jsync.value.ValueException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** One look at the events of a batch: what each of their rows becomes. */
final class BatchPlan {

  private final Mappings mappings;
  private final Map<String, TableDrift> drifts;
  private final Set<String> altered;
  private final String softDeleteColumn;
  private final RowLimits limits;
  private final Map<Entity, Events> entities = new LinkedHashMap<>();
  private final Map<Change, String> bad = new LinkedHashMap<>();
  private final Set<String> routesOfBad = new HashSet<>();

  /**
   * @param drifts the batch's mapped tables
   * @param altered those that turned out to have been altered since they were last looked at
   */
  BatchPlan(
      Mappings mappings,
      Map<String, TableDrift> drifts,
      Set<String> altered,
      String softDeleteColumn,
      RowLimits limits) {
    this.mappings = mappings;
    this.drifts = drifts;
    this.altered = altered;
    this.softDeleteColumn = softDeleteColumn;
    this.limits = limits;
  }

  /** A row of a table, identified. */
  private record Entity(String table, List<String> key) {}

  /** The events of a row, in order; of the newest its row, if that is not to be read. */
  private record Events(List<Change> changes, JsonNode row, boolean read) {

    Change newest() {
      return changes.get(changes.size() - 1);
    }
  }

  /**
   * Takes the events in order.
   *
   * @throws BadRowsException naming those that say too little, or whose table stands still
   */
  void take(Collection<Change> changes) {
    for (Change change : changes) {
      try {
        take(change);
      } catch (BadRowsException e) {
        bad(List.of(change), e.reasons().get(change), "");
      }
    }
    refuseBad();
  }

  private void take(Change change) {
    TableMapping mapping = mapping(mappings, change);
    TableDrift drift = drifts.get(change.table());
    JsonNode row = row(change);
    if (drift.keyFault().isPresent()) {
      bad(List.of(change), drift.keyFault().get(), mapping.routeId());
      return;
    }
    Entity entity = new Entity(change.table(), Keys.of(change, mapping.key(), row));
    boolean outdated = row != null && isOutdated(change, row, drift);
    Events before = entities.get(entity);
    List<Change> changes = before == null ? new ArrayList<>() : before.changes();
    changes.add(change);
    entities.put(
        entity,
        new Events(
            changes, outdated ? null : row, outdated || (row == null && !change.isDelete())));
  }

  /**
   * Whether the row may have been captured under another shape of the table. Rows put in by hand
   * that name but some of the columns are none of these, as long as the table is what install saw.
   */
  private boolean isOutdated(Change change, JsonNode row, TableDrift drift) {
    if (altered.contains(change.table())) {
      return true;
    }
    boolean captured = change.id() != null;
    if (captured && (drift.isAltered() || change.seq() <= drift.table().changedSeq())) {
      return true;
    }
    Set<String> known = drift.table().columns().keySet();
    boolean strange = false;
    var names = row.fieldNames();
    while (names.hasNext()) {
      strange |= !known.contains(names.next());
    }
    return strange
        && drift.needed().stream().anyMatch(name -> known.contains(name) && !row.has(name));
  }

  /** Whether rows have to be read. */
  boolean isReading() {
    return entities.values().stream().anyMatch(Events::read);
  }

  /**
   * Reads what has to be read; the rows by table and operation.
   *
   * @throws BadRowsException naming those that cannot be read or written
   * @throws BatchTooLargeException when those to be read are too large to be read together
   */
  List<EntityChanges> rows(SourceReader source) throws SQLException {
    Map<Entity, JsonNode> read = read(source);
    Map<String, EntityChanges> groups = new LinkedHashMap<>();
    entities.forEach(
        (entity, events) -> {
          TableDrift drift = drifts.get(entity.table());
          TableMapping mapping = drift.mapping();
          JsonNode row = events.read() ? read.get(entity) : events.row();
          boolean delete =
              row == null
                  || (!events.read() && events.newest().isDelete())
                  || row.hasNonNull(softDeleteColumn);
          if (!delete && drift.fault().isPresent()) {
            bad(events.changes(), drift.fault().get(), mapping.routeId());
            return;
          }
          String operation = delete ? EntityChanges.DELETE : EntityChanges.UPSERT;
          groups
              .computeIfAbsent(
                  operation + " " + entity.table(),
                  name -> new EntityChanges(entity.table(), operation, new ArrayList<>()))
              .rows()
              .add(
                  new SourceRow(
                      events.newest(),
                      entity.key(),
                      Keys.withKey(row, mapping.key(), entity.key()),
                      drift.table()));
        });
    refuseBad();
    return List.copyOf(groups.values());
  }

  private Map<Entity, JsonNode> read(SourceReader source) throws SQLException {
    Map<String, List<Entity>> wanted = new LinkedHashMap<>();
    entities.forEach(
        (entity, events) -> {
          if (events.read()) {
            wanted.computeIfAbsent(entity.table(), table -> new ArrayList<>()).add(entity);
          }
        });
    Map<Entity, JsonNode> rows = new LinkedHashMap<>();
    long left = entities.size() == 1 ? limits.row() : limits.batch();
    for (var entry : wanted.entrySet()) {
      String table = entry.getKey();
      TableDrift drift = drifts.get(table);
      TableMapping mapping = drift.mapping();
      Set<String> columns = mapping.wholeRow() ? null : drift.needed();
      try {
        List<List<String>> keys = entry.getValue().stream().map(Entity::key).toList();
        Found found = source.rows(table, mapping.key(), columns, keys, left);
        left -= found.size();
        found.rows().forEach((key, row) -> rows.put(new Entity(table, key), row));
        found
            .refused()
            .forEach(
                (key, reason) ->
                    bad(
                        entities.remove(new Entity(table, key)).changes(),
                        reason,
                        mapping.routeId()));
      } catch (SourceException e) {
        if (!e.isOfTable()) {
          throw e;
        }
        for (Entity entity : entry.getValue()) {
          bad(entities.remove(entity).changes(), e.getMessage(), mapping.routeId());
        }
      }
    }
    return rows;
  }

  private void bad(List<Change> changes, String reason, String route) {
    changes.forEach(change -> bad.put(change, reason));
    routesOfBad.add(route);
  }

  private void refuseBad() {
    if (bad.isEmpty()) {
      return;
    }
    BadRowsException refused = new BadRowsException(bad);
    String route = routesOfBad.iterator().next();
    throw routesOfBad.size() == 1 && !route.isEmpty() ? refused.in(route) : refused;
  }

  static TableMapping mapping(Mappings mappings, Change change) {
    return mappings
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

  private JsonNode row(Change change) {
    switch (change.operation()) {
      case "INSERT", "UPDATE", "DELETE" -> {}
      default ->
          throw new BadRowsException(
              change,
              "operation '"
                  + change.operation()
                  + "' is none of INSERT, UPDATE, DELETE, TRUNCATE, FULL_SYNC");
    }
    if (change.withheld() > 0) {
      throw new BadRowsException(change, limits.refusal(change.withheld()));
    }
    if (change.payload() == null) {
      return null;
    }
    try {
      JsonNode row = RowJson.row(change.payload());
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
}
