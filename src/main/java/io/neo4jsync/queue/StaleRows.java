package io.neo4jsync.queue;

import com.fasterxml.jackson.databind.JsonNode;
import io.neo4jsync.graph.GraphKeys;
import io.neo4jsync.mapping.MappingRegistry;
import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.source.Keys;
import io.neo4jsync.source.SourceCatalog;
import io.neo4jsync.source.SourceReader;
import io.neo4jsync.source.SourceRow;
import io.neo4jsync.source.SourceTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.camel.Body;

/**
 * What the graph has of a table and the source no longer has, page by page in the order of keys.
 * Compares with the source as it is now, so it is right whenever it runs, also for an old TRUNCATE
 * tried again.
 */
public final class StaleRows {

  private static final int PAGE = 5_000;

  private final MappingRegistry mappings;
  private final SourceCatalog catalog;
  private final SourceReader source;
  private final GraphKeys graph;
  private final String softDeleteColumn;

  public StaleRows(
      MappingRegistry mappings,
      SourceCatalog catalog,
      SourceReader source,
      GraphKeys graph,
      String softDeleteColumn) {
    this.mappings = mappings;
    this.catalog = catalog;
    this.source = source;
    this.graph = graph;
    this.softDeleteColumn = softDeleteColumn;
  }

  /** The stale rows of the TRUNCATE's table, as deletes. */
  public Iterator<EntityChanges> of(@Body ChangeBatch truncate) {
    Change change = truncate.changes().get(0);
    TableMapping mapping =
        mappings
            .current()
            .table(change.table())
            .orElseThrow(
                () ->
                    new BadRowsException(
                        change, "no route maps the table '" + change.table() + "'"));
    return new Pages(change, mapping);
  }

  private final class Pages implements Iterator<EntityChanges> {

    private final Change change;
    private final TableMapping mapping;
    private List<Object> after;
    private EntityChanges next;

    Pages(Change change, TableMapping mapping) {
      this.change = change;
      this.mapping = mapping;
      advance();
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public EntityChanges next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      EntityChanges page = next;
      advance();
      return page;
    }

    private void advance() {
      next = null;
      while (next == null) {
        List<List<Object>> keys = graph.page(mapping, after, PAGE);
        if (keys.isEmpty()) {
          return;
        }
        after = keys.get(keys.size() - 1);
        List<SourceRow> stale = stale(keys);
        if (!stale.isEmpty()) {
          next = new EntityChanges(mapping.table(), EntityChanges.DELETE, stale);
        }
      }
    }

    private List<SourceRow> stale(List<List<Object>> keys) {
      try {
        catalog.forget(mapping.table());
        SourceTable table = catalog.table(mapping.table());
        List<List<String>> texts =
            keys.stream().map(key -> key.stream().map(String::valueOf).toList()).toList();
        Map<List<String>, JsonNode> rows = source.rows(mapping.table(), mapping.key(), texts);
        List<SourceRow> stale = new ArrayList<>();
        for (List<String> key : texts) {
          JsonNode row = rows.get(key);
          if (row == null || row.hasNonNull(softDeleteColumn)) {
            stale.add(new SourceRow(change, key, Keys.withKey(null, mapping.key(), key), table));
          }
        }
        return stale;
      } catch (SQLException e) {
        throw new IllegalStateException(
            "PostgreSQL failed while rows of a truncated table were removed", e);
      }
    }
  }
}
