package io.neo4jsync.fullsync;

import com.fasterxml.jackson.databind.node.TextNode;
import io.neo4jsync.fullsync.FullSync.RunSettings;
import io.neo4jsync.fullsync.RunStep.Kind;
import io.neo4jsync.fullsync.TenantScope.SharedRows;
import io.neo4jsync.graph.GraphBatch;
import io.neo4jsync.graph.GraphBatch.Part;
import io.neo4jsync.graph.GraphKeys;
import io.neo4jsync.graph.GraphStrays;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.mapping.NodeMapping;
import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.mapping.Tenancy;
import io.neo4jsync.queue.Change;
import io.neo4jsync.queue.QueueEvents;
import io.neo4jsync.queue.QueueEvents.Known;
import io.neo4jsync.source.Keys;
import io.neo4jsync.source.SourceCatalog;
import io.neo4jsync.source.SourceException;
import io.neo4jsync.source.SourcePages;
import io.neo4jsync.source.SourcePages.Condition;
import io.neo4jsync.source.SourcePages.Page;
import io.neo4jsync.source.SourcePages.Row;
import io.neo4jsync.value.ColumnType;
import io.neo4jsync.value.Values;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/** Cuts the chunks of a run out of source and graph. */
public final class RunSource {

  private static final int SAMPLES = 5;

  private final DataSource dataSource;
  private final RunStore store;
  private final SourceCatalog catalog;
  private final SourcePages pages;
  private final QueueEvents events;
  private final GraphKeys graph;
  private final GraphStrays strays;
  private final RunSettings settings;
  private final String tenantColumn;
  private final String softDeleteColumn;

  public RunSource(
      DataSource dataSource,
      SourceCatalog catalog,
      SourcePages pages,
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
    this.graph = graph;
    this.strays = strays;
    this.settings = settings;
    this.tenantColumn = tenantColumn;
    this.softDeleteColumn = softDeleteColumn;
  }

  RunStore store() {
    return store;
  }

  /** Forgets what it knows of the tables. */
  void lookAnew(Mappings mappings) {
    mappings.all().forEach(mapping -> catalog.forget(mapping.table()));
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
   * @param expectNew whether the graph is believed to have nothing of its rows
   * @throws SourceException when the table cannot be read as it is mapped
   */
  Chunk chunk(SyncRun run, RunStep step, Mappings mappings, boolean expectNew) throws SQLException {
    if (step.kind() == Kind.STRAYS) {
      return strays(run, step, mappings);
    }
    if (run.cursor == null) {
      catalog.forget(step.table());
    }
    if (!exists(step.table())) {
      return nothing(run, step);
    }
    TableMapping mapping = mappings.required(step.table());
    return switch (step.kind()) {
      case LOAD -> load(run, step, mapping, mappings, expectNew);
      case CHECK -> check(run, step, mapping, mappings);
      default -> prune(run, step, mapping, mappings);
    };
  }

  /** Nothing to write, and the step is done. */
  Chunk nothing(SyncRun run, RunStep step) {
    return new Chunk(run, step, null, List.of(), List.of(), null, 0, 0);
  }

  private Chunk load(
      SyncRun run, RunStep step, TableMapping mapping, Mappings mappings, boolean expectNew)
      throws SQLException {
    String table = step.table();
    Page page =
        pages.page(
            table,
            mapping.key(),
            columns(mapping, step.part()),
            run.cursor,
            settings.chunkSize(),
            condition(run, mapping, mappings));
    List<Row> rows = page.rows();
    if (rows.isEmpty()) {
      return nothing(run, step);
    }
    // after the rows: what has changed since then has an event that is seen here
    List<String> entityKeys = rows.stream().map(Row::entityKey).toList();
    // failed ones first: what somebody retries in between is then among the unfinished
    Known failed = events.failed(table, entityKeys);
    Known unfinished = events.unfinished(table, entityKeys);
    if (!run.dry) {
      retry(run, table, rows.stream().map(Row::key).toList(), unfinished, failed);
    }
    List<Change> changes = new ArrayList<>();
    for (Row row : rows) {
      // a TRUNCATE on its way concerns no row that is live
      if (!unfinished.keys().contains(row.entityKey()) && !failed.contains(row.entityKey())) {
        changes.add(new Change(null, 0, table, row.entityKey(), "UPDATE", row.json(), 1));
      }
    }
    List<String> cursor = page.last() ? null : rows.get(rows.size() - 1).key();
    GraphBatch batch = GraphBatch.ofDifferences(step.part(), run.dry);
    return new Chunk(
        run,
        step,
        expectNew && !run.dry ? batch.expectNew() : batch,
        changes,
        rows.stream().map(Row::key).toList(),
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

  /** A row with a failed event is read and written anew by the queue, which then settles that. */
  private void retry(
      SyncRun run, String table, List<List<String>> keys, Known unfinished, Known failed)
      throws SQLException {
    if (failed.keys().isEmpty()) {
      return;
    }
    Known own = events.failedIn(run.id, table, failed.keys());
    events.refresh(
        run.id,
        table,
        keys.stream()
            .filter(key -> failed.contains(Keys.entityKey(key)))
            .filter(key -> !own.contains(Keys.entityKey(key)))
            .filter(key -> !unfinished.keys().contains(Keys.entityKey(key)))
            .toList());
  }

  /** Keys the graph has and the source does not, up to a key. */
  private record Extras(List<List<String>> keys, List<String> cursor, int looked) {}

  private Extras extras(SyncRun run, TableMapping mapping, Mappings mappings) throws SQLException {
    List<Object> after = values(mapping, run.cursor);
    int size = settings.chunkSize();
    List<List<Object>> page;
    if (run.scope.tenant() == null) {
      page = graph.page(mapping, after, size);
    } else {
      Tenancy tenancy = Tenancy.of(mappings, tenantColumn);
      page = graph.page(mapping, after, size, tenancy, tenant(run, tenancy));
    }
    List<List<String>> keys =
        pages.canonical(mapping.table(), mapping.key(), GraphKeys.texts(page));
    Set<List<String>> live = pages.live(mapping.table(), mapping.key(), keys);
    List<List<String>> extras = keys.stream().filter(key -> !live.contains(key)).toList();
    if (!extras.isEmpty()) {
      List<String> entityKeys = extras.stream().map(Keys::entityKey).toList();
      Known unfinished = events.unfinished(mapping.table(), entityKeys);
      Known failed = events.failedIn(run.id, mapping.table(), entityKeys);
      extras =
          extras.stream()
              .filter(key -> !unfinished.contains(Keys.entityKey(key)))
              .filter(key -> !failed.contains(Keys.entityKey(key)))
              .toList();
    }
    List<String> cursor = keys.size() < size ? null : keys.get(keys.size() - 1);
    return new Extras(extras, cursor, keys.size());
  }

  private Object tenant(SyncRun run, Tenancy tenancy) throws SQLException {
    NodeMapping tenants =
        tenancy.tenants().orElseThrow(() -> new SourceException("no table maps tenants", null));
    List<String> key = List.of(run.scope.tenant());
    List<String> text = pages.canonical(tenants.table(), tenants.key(), List.of(key)).get(0);
    ColumnType type = catalog.table(tenants.table()).columns().get(tenants.key().get(0));
    return Values.toGraph(TextNode.valueOf(text.get(0)), type);
  }

  /** The texts of a key as the graph has them. */
  private List<Object> values(TableMapping mapping, List<String> key) throws SQLException {
    if (key == null) {
      return null;
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      ColumnType type = catalog.table(mapping.table()).columns().get(mapping.key().get(i));
      values.add(Values.toGraph(TextNode.valueOf(key.get(i)), type));
    }
    return values;
  }

  private Chunk check(SyncRun run, RunStep step, TableMapping mapping, Mappings mappings)
      throws SQLException {
    TableCounts counts = run.counts(step.table());
    if (run.cursor == null) {
      counts.inGraph = 0;
      counts.extra = 0;
      counts.sample.clear();
    }
    Extras extras = extras(run, mapping, mappings);
    counts.inGraph += extras.looked();
    counts.extra += extras.keys().size();
    extras.keys().stream()
        .limit(SAMPLES - counts.sample.size())
        .forEach(key -> counts.sample.add(Keys.entityKey(key)));
    boolean may = false;
    if (extras.cursor() == null && counts.extra > 0) {
      may = mayRemove(run, counts.extra, counts.inGraph);
      if (!may) {
        refuse(run, step.table(), counts);
      }
    }
    return new Chunk(run, step, null, List.of(), List.of(), extras.cursor(), extras.looked(), 0)
        .allowPrune(may && !run.dry);
  }

  private boolean mayRemove(SyncRun run, long extra, long inGraph) {
    return run.allowPrune
        || extra <= settings.pruneLimitPercent() / 100 * inGraph
        || (extra <= run.pruneAtLeast && extra < inGraph);
  }

  private void refuse(SyncRun run, String what, TableCounts counts) {
    String scope = run.scope.tenant() == null ? "" : " --tenant-id " + run.scope.tenant();
    run.note(
        "%s: %d of %d in the graph are not in the source, which is more than %s %% (sync.prune.limit.percent), so none was removed; for example %s. If the source is right, run full-sync%s --allow-prune; if not, restore the source and run full-sync again."
            .formatted(
                what,
                counts.extra,
                counts.inGraph,
                trimmed(settings.pruneLimitPercent()),
                counts.sample,
                scope));
  }

  private static String trimmed(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }

  private Chunk prune(SyncRun run, RunStep step, TableMapping mapping, Mappings mappings)
      throws SQLException {
    TableCounts counts = run.counts(step.table());
    Extras extras = extras(run, mapping, mappings);
    if (counts.pruned + extras.keys().size() > counts.extra
        && !mayRemove(run, counts.pruned + extras.keys().size(), counts.inGraph)) {
      counts.extra = counts.pruned + extras.keys().size();
      refuse(run, step.table(), counts);
      return nothing(run, step);
    }
    List<String> entityKeys = extras.keys().stream().map(Keys::entityKey).toList();
    Known failed = events.failed(step.table(), entityKeys);
    retry(run, step.table(), extras.keys(), new Known(Set.of(), false), failed);
    List<Change> changes =
        entityKeys.stream()
            .filter(key -> !failed.contains(key))
            .map(key -> new Change(null, 0, step.table(), key, "DELETE", null, 1))
            .toList();
    return new Chunk(
        run, step, new GraphBatch(), changes, extras.keys(), extras.cursor(), extras.looked(), 0);
  }

  private Chunk strays(SyncRun run, RunStep step, Mappings mappings) {
    GraphStrays.Count count = strays.count(mappings, step.group());
    if (count.strays() == 0) {
      return nothing(run, step);
    }
    TableCounts counts = run.counts(step.table());
    counts.inGraph = count.total();
    counts.extra = count.strays();
    counts.sample.clear();
    counts.sample.addAll(count.sample());
    if (!mayRemove(run, counts.pruned + count.strays(), counts.pruned + count.total())) {
      refuse(run, step.table(), counts);
      return nothing(run, step);
    }
    if (run.dry) {
      return nothing(run, step);
    }
    List<String> ids = strays.page(mappings, step.group(), settings.chunkSize());
    GraphBatch batch = new GraphBatch();
    batch.removeElements(step.group().nodes(), ids);
    // no key to go on from: the strays are counted again until there are none
    return new Chunk(run, step, batch, List.of(), List.of(), List.of(), ids.size(), 0);
  }
}
