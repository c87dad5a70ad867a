package io.neo4jsync.queue;

import io.neo4jsync.graph.GraphKeys;
import io.neo4jsync.mapping.MappingRegistry;
import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.source.Keys;
import io.neo4jsync.source.SourceCatalog;
import io.neo4jsync.source.SourceKeys;
import io.neo4jsync.source.SourceRow;
import io.neo4jsync.source.SourceTable;
import io.neo4jsync.source.TableDrift;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
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
  private final SourceKeys source;
  private final GraphKeys graph;

  public StaleRows(
      MappingRegistry mappings, SourceCatalog catalog, SourceKeys source, GraphKeys graph) {
    this.mappings = mappings;
    this.catalog = catalog;
    this.source = source;
    this.graph = graph;
  }

  /**
   * The stale rows of the TRUNCATE's table, as deletes.
   *
   * @throws BadRowsException when no route maps it, or its keys cannot be read
   */
  public Iterator<EntityChanges> of(@Body ChangeBatch truncate) {
    Change change = truncate.changes().get(0);
    return new Pages(change, BatchPlan.mapping(mappings.current(), change));
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
        List<SourceRow> stale = stale(GraphKeys.texts(keys));
        if (!stale.isEmpty()) {
          next = new EntityChanges(mapping.table(), EntityChanges.DELETE, stale);
        }
      }
    }

    private List<SourceRow> stale(List<List<String>> keys) {
      try {
        SourceTable table = readable();
        Set<List<String>> live = source.live(mapping.table(), mapping.key(), keys);
        return keys.stream()
            .filter(key -> !live.contains(key))
            .map(key -> row(key, table))
            .toList();
      } catch (SQLException e) {
        throw new IllegalStateException(
            "PostgreSQL failed while rows of a truncated table were removed", e);
      }
    }

    private SourceTable readable() throws SQLException {
      catalog.renew(TableDrift.tables(mapping));
      // only the keys are needed
      TableDrift drift = TableDrift.of(catalog, mapping, "");
      Optional<String> fault = drift.keyFault();
      if (fault.isPresent()) {
        throw new BadRowsException(change, fault.get()).in(mapping.routeId());
      }
      return drift.table();
    }

    private SourceRow row(List<String> key, SourceTable table) {
      return new SourceRow(change, key, Keys.withKey(null, mapping.key(), key), table);
    }
  }
}
