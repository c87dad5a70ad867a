package io.neo4jsync.queue;

import io.neo4jsync.graph.GraphBatch;
import io.neo4jsync.mapping.MappingRegistry;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.settings.RowLimits;
import io.neo4jsync.source.SourceCatalog;
import io.neo4jsync.source.SourceReader;
import io.neo4jsync.source.SourceTable;
import io.neo4jsync.source.TableDrift;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Body;

/**
 * Makes of a batch what the entity routes receive: of several events of one row only the newest,
 * rows read from the source where an event has no payload or an outdated one, sorted by table and
 * operation.
 */
public final class BatchPlanner {

  /** So often a table may be altered while its rows are read. */
  private static final int LOOKS = 5;

  private final MappingRegistry mappings;
  private final SourceCatalog catalog;
  private final SourceReader source;
  private final String softDeleteColumn;
  private final RowLimits limits;

  public BatchPlanner(
      MappingRegistry mappings,
      SourceCatalog catalog,
      SourceReader source,
      String softDeleteColumn,
      RowLimits limits) {
    this.mappings = mappings;
    this.catalog = catalog;
    this.source = source;
    this.softDeleteColumn = softDeleteColumn;
    this.limits = limits;
  }

  /** An empty plan for the transaction of this batch. */
  public GraphBatch newGraphBatch(@Body ChangeBatch batch) {
    return batch.newGraphBatch();
  }

  /**
   * @throws BadRowsException naming every event that no route can take
   * @throws BatchTooLargeException when the rows to be read are too large to be read together
   */
  public List<EntityChanges> plan(@Body ChangeBatch batch) throws SQLException {
    Mappings current = mappings.current();
    Map<String, TableMapping> mapped = mapped(current, batch.changes());
    Set<String> tables = new LinkedHashSet<>();
    mapped.values().forEach(mapping -> tables.addAll(TableDrift.tables(mapping)));
    Map<String, SourceTable> before = catalog.renew(tables);
    Set<String> altered = new HashSet<>();
    for (int look = 1; look <= LOOKS; look++) {
      Map<String, TableDrift> drifts = new LinkedHashMap<>();
      for (TableMapping mapping : mapped.values()) {
        TableDrift drift = TableDrift.of(catalog, mapping, softDeleteColumn);
        drifts.put(mapping.table(), drift);
        SourceTable then = before.get(mapping.table());
        if (then != null && drift.differs(then.shape())) {
          altered.add(mapping.table());
        }
      }
      BatchPlan plan = new BatchPlan(current, drifts, altered, softDeleteColumn, limits);
      plan.take(batch.changes());
      List<EntityChanges> rows = plan.rows(source);
      before = plan.isReading() ? catalog.renew(tables) : Map.of();
      if (before.isEmpty()) {
        return rows;
      }
    }
    throw new IllegalStateException("the tables " + tables + " are being altered all the time");
  }

  /**
   * The table of which a full sync is asked for.
   *
   * @throws BadRowsException when no route maps it, or it is not as it is mapped
   * @throws io.neo4jsync.source.SourceException when it cannot be read
   */
  public String table(@Body ChangeBatch batch) throws SQLException {
    Change change = batch.changes().get(0);
    TableMapping mapping = BatchPlan.mapping(mappings.current(), change);
    catalog.renew(TableDrift.tables(mapping));
    Optional<String> fault = TableDrift.of(catalog, mapping, softDeleteColumn).fault();
    if (fault.isPresent()) {
      throw new BadRowsException(change, fault.get()).in(mapping.routeId());
    }
    source.requireReadable(change.table());
    return change.table();
  }

  private static Map<String, TableMapping> mapped(Mappings current, Collection<Change> changes) {
    Map<String, TableMapping> mapped = new LinkedHashMap<>();
    for (Change change : changes) {
      Optional<TableMapping> mapping = current.table(change.table());
      mapping.ifPresent(found -> mapped.put(found.table(), found));
    }
    return mapped;
  }
}
