package io.neo4jsync.fullsync;

import io.neo4jsync.fullsync.RunStep.Kind;
import io.neo4jsync.fullsync.TenantScope.SharedRows;
import io.neo4jsync.graph.GraphBatch;
import io.neo4jsync.graph.GraphBatch.Part;
import io.neo4jsync.graph.GraphKeys;
import io.neo4jsync.graph.GraphStrays;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.mapping.Tenancy;
import io.neo4jsync.queue.Change;
import io.neo4jsync.queue.QueueEvents;
import io.neo4jsync.queue.QueueEvents.Known;
import io.neo4jsync.source.SourceCatalog;
import io.neo4jsync.source.SourceException;
import io.neo4jsync.source.SourceKeys;
import io.neo4jsync.source.SourcePages;
import io.neo4jsync.source.SourcePages.Condition;
import io.neo4jsync.source.SourcePages.Page;
import io.neo4jsync.source.SourcePages.Row;
import io.neo4jsync.source.TableDrift;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/** Cuts the chunks of a run out of source and graph. */
public final class RunSource {

  private final DataSource dataSource;
  private final RunStore store;
  private final SourceCatalog catalog;
  private final SourcePages pages;
  private final QueueEvents events;
  private final Pruning pruning;
  private final RunSettings settings;
  private final String tenantColumn;
  private final String softDeleteColumn;

  public RunSource(
      DataSource dataSource,
      SourceCatalog catalog,
      SourcePages pages,
      SourceKeys keys,
      GraphKeys graph,
      GraphStrays strays,
      RunSettings settings,
      String tenantColumn,
      String softDeleteColumn) {
    this.dataSource = dataSource;
    this.store = new RunStore(dataSource);
    this.catalog = catalog;
    this.pages = pages;
    this.events = new QueueEvents(dataSource);
    this.pruning = new Pruning(catalog, keys, events, graph, strays, settings, tenantColumn);
    this.settings = settings;
    this.tenantColumn = tenantColumn;
    this.softDeleteColumn = softDeleteColumn;
  }

  RunStore store() {
    return store;
  }

  /** Looks at all tables anew. */
  void lookAnew(Mappings mappings) throws SQLException {
    catalog.renew(mappings.all().stream().map(TableMapping::table).toList());
  }

  QueueEvents events() {
    return events;
  }

  /**
   * Works out what a new run needs to know: the rows it is to look at, and for one tenant the rows
   * without a tenant that it takes along.
   *
   * @throws SourceException when there is no such tenant, or a table cannot be read
   */
  void prepare(SyncRun run, RunPlan plan, Mappings mappings) throws SQLException {
    if (run.scope.tenant() != null) {
      takeAlong(run, mappings);
    }
    long expected = 0;
    for (RunStep step : plan.steps()) {
      if ((step.kind() == Kind.LOAD || step.kind() == Kind.CHECK) && exists(step.table())) {
        TableMapping mapping = mappings.required(step.table());
        expected += estimated(run, mapping, mappings);
      }
    }
    run.expected = expected;
  }

  private long estimated(SyncRun run, TableMapping mapping, Mappings mappings) throws SQLException {
    try {
      return pages.count(mapping.table(), condition(run, mapping, mappings));
    } catch (SourceException e) {
      // said when its turn comes
      return 0;
    }
  }

  private void takeAlong(SyncRun run, Mappings mappings) throws SQLException {
    for (TableMapping mapping : mappings.all()) {
      drift(mapping).requireColumn(tenantColumn);
    }
    SharedRows shared = tenantScope(run, mappings).sharedRows(run.id);
    if (shared.tenants() == null) {
      throw new SourceException(
          "no route maps tables to tenants (a junction table with the column "
              + tenantColumn
              + "), so a run for one tenant has nothing to go by",
          null);
    }
    store.forgetShared(run.id);
    try (Connection connection = dataSource.getConnection()) {
      if (count(connection, shared.tenants(), true) == 0) {
        throw new SourceException(
            "there is no tenant " + run.scope.tenant() + " in the source", null);
      }
      for (Condition insert : shared.first()) {
        count(connection, insert, false);
      }
      long added;
      do {
        added = 0;
        for (Condition insert : shared.closure()) {
          added += count(connection, insert, false);
        }
      } while (added > 0);
    } catch (SQLException e) {
      if (!String.valueOf(e.getSQLState()).matches("(22|42|54).*")) {
        throw e;
      }
      for (TableMapping mapping : mappings.all()) {
        drift(mapping).requireReadable();
      }
      throw new SourceException(
          "the rows of tenant '" + run.scope.tenant() + "' cannot be read: " + e.getMessage(), e);
    }
  }

  private static long count(Connection connection, Condition statement, boolean query)
      throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(statement.sql())) {
      int n = 1;
      for (String parameter : statement.parameters()) {
        prepared.setString(n++, parameter);
      }
      if (!query) {
        return prepared.executeUpdate();
      }
      try (var result = prepared.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    }
  }

  private TenantScope tenantScope(SyncRun run, Mappings mappings) {
    return new TenantScope(
        mappings,
        catalog,
        Tenancy.of(mappings, tenantColumn),
        run.scope.tenant(),
        softDeleteColumn);
  }

  private Condition condition(SyncRun run, TableMapping mapping, Mappings mappings)
      throws SQLException {
    return run.scope.tenant() == null
        ? Condition.NONE
        : tenantScope(run, mappings).of(mapping, run.id);
  }

  private boolean exists(String table) throws SQLException {
    return !catalog.table(table).columns().isEmpty();
  }

  /**
   * The next chunk of the step.
   *
   * @param after the key up to which the step has come; null at its beginning
   * @param expectNew whether the graph is believed to have nothing of its rows
   * @throws SourceException when the table cannot be read as it is mapped
   */
  Chunk chunk(SyncRun run, RunStep step, List<String> after, Mappings mappings, boolean expectNew)
      throws SQLException {
    if (step.kind() == Kind.STRAYS) {
      for (TableMapping mapping : GraphStrays.tables(mappings, step.group())) {
        drift(mapping).requireKeys();
      }
      return pruning.strays(run, step, mappings);
    }
    TableMapping mapping = mappings.required(step.table());
    drift(mapping).requireReadable();
    if (!exists(step.table())) {
      return Chunk.nothing(run, step);
    }
    return switch (step.kind()) {
      case LOAD -> load(run, step, mapping, after, mappings, expectNew);
      case CHECK -> pruning.check(run, step, mapping, mappings);
      default -> pruning.prune(run, step, mapping, mappings);
    };
  }

  private TableDrift drift(TableMapping mapping) throws SQLException {
    catalog.renew(TableDrift.tables(mapping));
    return TableDrift.of(catalog, mapping, softDeleteColumn);
  }

  private Chunk load(
      SyncRun run,
      RunStep step,
      TableMapping mapping,
      List<String> after,
      Mappings mappings,
      boolean expectNew)
      throws SQLException {
    String table = step.table();
    Page page =
        pages.page(
            table,
            mapping.key(),
            columns(mapping, step.part()),
            after,
            settings.chunkSize(),
            condition(run, mapping, mappings));
    List<Row> rows = page.rows();
    if (rows.isEmpty()) {
      return Chunk.nothing(run, step, after);
    }
    // after the rows: what has changed since then has an event that is seen here
    List<String> entityKeys = rows.stream().map(Row::entityKey).toList();
    // failed ones first: what somebody retries in between is then among the unfinished
    Known failed = events.failed(table, entityKeys);
    Known unfinished = events.unfinished(table, entityKeys);
    if (!run.dry) {
      events.retry(run.id, table, rows.stream().map(Row::key).toList(), unfinished, failed);
    }
    List<Change> changes = new ArrayList<>();
    List<List<String>> unread = new ArrayList<>();
    for (Row row : rows) {
      // a TRUNCATE on its way concerns no row that is live
      if (!unfinished.keys().contains(row.entityKey()) && !failed.contains(row.entityKey())) {
        if (row.json() == null) {
          unread.add(row.key());
        } else {
          changes.add(new Change(null, 0, table, row.entityKey(), "UPDATE", row.json(), 1));
        }
      }
    }
    if (!run.dry) {
      // there it fails, and says why
      events.refresh(run.id, table, unread);
    }
    List<String> cursor = page.last() ? null : rows.get(rows.size() - 1).key();
    GraphBatch batch = GraphBatch.ofDifferences(step.part(), run.dry);
    return new Chunk(
        run,
        step,
        expectNew && !run.dry ? batch.expectNew() : batch,
        changes,
        rows.stream().map(Row::key).toList(),
        after,
        cursor,
        rows.size(),
        rows.size() - changes.size());
  }

  /** The columns that this part of the route needs; null for all. */
  private static Set<String> columns(TableMapping mapping, Part part) {
    if (mapping.wholeRow()) {
      return null;
    }
    return part == Part.RELATIONSHIPS ? mapping.edgeColumns() : mapping.columns();
  }
}
