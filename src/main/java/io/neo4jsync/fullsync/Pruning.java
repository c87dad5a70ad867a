package io.neo4jsync.fullsync;

import com.fasterxml.jackson.databind.node.TextNode;
import io.neo4jsync.graph.GraphBatch;
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
import io.neo4jsync.source.SourceKeys;
import io.neo4jsync.value.ColumnType;
import io.neo4jsync.value.Values;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds what the graph has and the source does not, and cuts it into chunks to be removed, unless
 * it is too much.
 */
final class Pruning {

  private static final int SAMPLES = 5;

  /** Chunks whose keys are checked at once: keys alone are small. */
  private static final int CHUNKS_AT_ONCE = 5;

  private final SourceCatalog catalog;
  private final SourceKeys source;
  private final QueueEvents events;
  private final GraphKeys graph;
  private final GraphStrays strays;
  private final RunSettings settings;
  private final String tenantColumn;

  Pruning(
      SourceCatalog catalog,
      SourceKeys source,
      QueueEvents events,
      GraphKeys graph,
      GraphStrays strays,
      RunSettings settings,
      String tenantColumn) {
    this.catalog = catalog;
    this.source = source;
    this.events = events;
    this.graph = graph;
    this.strays = strays;
    this.settings = settings;
    this.tenantColumn = tenantColumn;
  }

  /** Keys the graph has and the source does not, up to a key. */
  private record Extras(List<List<String>> keys, List<String> cursor, int looked) {}

  private Extras extras(SyncRun run, TableMapping mapping, Mappings mappings, int size)
      throws SQLException {
    List<Object> after = values(mapping, run.cursor);
    List<List<Object>> page;
    if (run.scope.tenant() == null) {
      page = graph.page(mapping, after, size);
    } else {
      Tenancy tenancy = Tenancy.of(mappings, tenantColumn);
      page = graph.page(mapping, after, size, tenancy, tenant(run, tenancy));
    }
    List<List<String>> keys =
        source.canonical(mapping.table(), mapping.key(), GraphKeys.texts(page));
    Set<List<String>> live = source.live(mapping.table(), mapping.key(), keys);
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
    List<String> text = source.canonical(tenants.table(), tenants.key(), List.of(key)).get(0);
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

  Chunk check(SyncRun run, RunStep step, TableMapping mapping, Mappings mappings)
      throws SQLException {
    TableCounts counts = run.counts(step.table());
    if (run.cursor == null) {
      counts.inGraph = 0;
      counts.extra = 0;
      counts.sample.clear();
    }
    Extras extras = extras(run, mapping, mappings, CHUNKS_AT_ONCE * settings.chunkSize());
    counts.inGraph += extras.looked();
    counts.extra += extras.keys().size();
    extras.keys().stream()
        .limit(SAMPLES - counts.sample.size())
        .forEach(key -> counts.sample.add(TableCounts.clean(Keys.entityKey(key))));
    boolean may = false;
    if (extras.cursor() == null && counts.extra > 0) {
      may = mayRemove(run, counts.extra, counts.inGraph);
      if (!may) {
        refuse(run, step.table(), counts);
      }
    }
    return new Chunk(
            run, step, null, List.of(), List.of(), run.cursor, extras.cursor(), extras.looked(), 0)
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

  Chunk prune(SyncRun run, RunStep step, TableMapping mapping, Mappings mappings)
      throws SQLException {
    TableCounts counts = run.counts(step.table());
    Extras extras = extras(run, mapping, mappings, settings.chunkSize());
    if (counts.pruned + extras.keys().size() > counts.extra
        && !mayRemove(run, counts.pruned + extras.keys().size(), counts.inGraph)) {
      counts.extra = counts.pruned + extras.keys().size();
      refuse(run, step.table(), counts);
      return Chunk.nothing(run, step);
    }
    List<String> entityKeys = extras.keys().stream().map(Keys::entityKey).toList();
    Known failed = events.failed(step.table(), entityKeys);
    events.retry(run.id, step.table(), extras.keys(), new Known(Set.of(), false), failed);
    List<Change> changes =
        entityKeys.stream()
            .filter(key -> !failed.contains(key))
            .map(key -> new Change(null, 0, step.table(), key, "DELETE", null, 1))
            .toList();
    return new Chunk(
        run,
        step,
        new GraphBatch(),
        changes,
        extras.keys(),
        run.cursor,
        extras.cursor(),
        extras.looked(),
        0);
  }

  Chunk strays(SyncRun run, RunStep step, Mappings mappings) {
    GraphStrays.Count count = strays.count(mappings, step.group());
    if (count.strays() == 0) {
      return Chunk.nothing(run, step);
    }
    TableCounts counts = run.counts(step.table());
    counts.inGraph = count.total();
    counts.extra = count.strays();
    counts.sample.clear();
    count.sample().forEach(text -> counts.sample.add(TableCounts.clean(text)));
    if (!mayRemove(run, counts.pruned + count.strays(), counts.pruned + count.total())) {
      refuse(run, step.table(), counts);
      return Chunk.nothing(run, step);
    }
    if (run.dry) {
      return Chunk.nothing(run, step);
    }
    List<String> ids = strays.page(mappings, step.group(), settings.chunkSize());
    GraphBatch batch = new GraphBatch();
    batch.removeElements(step.group().nodes(), ids);
    // no key to go on from: the strays are counted again until there are none
    return new Chunk(run, step, batch, List.of(), List.of(), run.cursor, List.of(), ids.size(), 0);
  }
}
