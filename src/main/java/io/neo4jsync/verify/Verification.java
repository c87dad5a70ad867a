package io.neo4jsync.verify;

import io.neo4jsync.graph.Difference;
import io.neo4jsync.graph.GraphKeys;
import io.neo4jsync.graph.GraphStrays;
import io.neo4jsync.graph.GraphStrays.Group;
import io.neo4jsync.mapping.EdgeMapping;
import io.neo4jsync.mapping.EdgeMapping.End;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.queue.BadRowsException;
import io.neo4jsync.queue.BatchTooLargeException;
import io.neo4jsync.queue.Change;
import io.neo4jsync.queue.QueueEvents;
import io.neo4jsync.queue.QueueEvents.Known;
import io.neo4jsync.source.Keys;
import io.neo4jsync.source.SourceCatalog;
import io.neo4jsync.source.SourceException;
import io.neo4jsync.source.SourceKeys;
import io.neo4jsync.source.SourcePages;
import io.neo4jsync.source.SourcePages.Condition;
import io.neo4jsync.source.SourcePages.Page;
import io.neo4jsync.source.SourcePages.Row;
import io.neo4jsync.source.TableDrift;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Compares source and graph, table by table, through the routes that write them. Reads only, page
 * by page, so it runs beside a working sync with constant memory.
 *
 * <p>A row that differs is looked at again until nothing in the queue can explain the difference:
 * neither an event about the row or the nodes it refers to that is on its way, nor one completed
 * since the row was read.
 */
public final class Verification {

  private static final int PAGE = 2_000;
  private static final int SLICE = 200;
  private static final int LOOKS = 6;
  private static final long FIRST_WAIT_MILLIS = 200;

  private final Mappings mappings;
  private final SourceCatalog catalog;
  private final SourcePages pages;
  private final SourceKeys keys;
  private final GraphKeys graph;
  private final GraphStrays strays;
  private final QueueEvents events;
  private final Comparer comparer;
  private final String softDeleteColumn;
  private final BooleanSupplier unwanted;
  private final DriftReport report = new DriftReport();
  private long patienceMillis = 60_000;

  /** Sends rows through their routes and compares the outcome with the graph. */
  @FunctionalInterface
  public interface Comparer {
    List<Difference> compare(List<Change> changes) throws Exception;
  }

  /**
   * @param unwanted asked before each page; once it says true, {@link #of} ends
   */
  public Verification(
      Mappings mappings,
      SourceCatalog catalog,
      SourcePages pages,
      SourceKeys keys,
      GraphKeys graph,
      GraphStrays strays,
      QueueEvents events,
      Comparer comparer,
      String softDeleteColumn,
      BooleanSupplier unwanted) {
    this.mappings = mappings;
    this.catalog = catalog;
    this.pages = pages;
    this.keys = keys;
    this.graph = graph;
    this.strays = strays;
    this.events = events;
    this.comparer = comparer;
    this.softDeleteColumn = softDeleteColumn;
    this.unwanted = unwanted;
  }

  /**
   * Looks at these tables.
   *
   * @throws CancellationException when the report is no longer wanted
   */
  public DriftReport of(Collection<TableMapping> tables) throws Exception {
    for (TableMapping table : tables) {
      try {
        drift(table).requireReadable();
        if (!catalog.table(table.table()).columns().isEmpty()) {
          rows(table);
          keys(table);
        }
      } catch (SourceException e) {
        report.problem(table.table(), e.getMessage());
      }
    }
    for (Group group : GraphStrays.groups(tables)) {
      try {
        strays(group);
      } catch (SourceException e) {
        report.problem(group.pattern(), e.getMessage());
      }
    }
    return report;
  }

  private void requireWanted() {
    if (unwanted.getAsBoolean()) {
      throw new CancellationException("the comparison was stopped");
    }
  }

  private TableDrift drift(TableMapping table) throws SQLException {
    catalog.renew(TableDrift.tables(table));
    return TableDrift.of(catalog, table, softDeleteColumn);
  }

  private void strays(Group group) throws SQLException {
    requireWanted();
    for (TableMapping table : GraphStrays.tables(mappings, group)) {
      drift(table).requireKeys();
    }
    GraphStrays.Count count = strays.count(mappings, group);
    if (count.strays() > 0) {
      report.extra(group.pattern(), count.strays(), count.sample());
    }
  }

  /** From the source to the graph: what is missing or different. */
  private void rows(TableMapping table) throws Exception {
    report.checked(table.table(), 0);
    Map<String, List<String>> suspects = new LinkedHashMap<>();
    Set<String> columns = table.wholeRow() ? null : table.columns();
    List<String> after = null;
    Page page;
    do {
      requireWanted();
      page = pages.page(table.table(), table.key(), columns, after, PAGE, Condition.NONE);
      List<Change> changes = new ArrayList<>();
      for (Row row : page.rows()) {
        changes.add(change(table, row.entityKey(), "UPDATE", row.json()));
        after = row.key();
      }
      report.checked(table.table(), changes.size());
      for (Difference difference : differences(table, changes, false)) {
        suspects.put(Keys.entityKey(difference.row()), difference.row());
      }
      settle(table, suspects, PAGE);
    } while (!page.last());
    settle(table, suspects, 1);
  }

  /** From the graph to the source: what is one too many. */
  private void keys(TableMapping table) throws Exception {
    Map<String, List<String>> suspects = new LinkedHashMap<>();
    List<List<Object>> page = graph.page(table, null, PAGE);
    while (!page.isEmpty()) {
      requireWanted();
      List<List<String>> found = keys.canonical(table.table(), table.key(), GraphKeys.texts(page));
      Set<List<String>> live = keys.live(table.table(), table.key(), found);
      for (List<String> key : found) {
        if (!live.contains(key)) {
          suspects.put(Keys.entityKey(key), key);
        }
      }
      settle(table, suspects, PAGE);
      page = graph.page(table, page.get(page.size() - 1), PAGE);
    }
    settle(table, suspects, 1);
  }

  /** Looks at suspects again until each is drift, or equal, or explained by the queue. */
  private void settle(TableMapping table, Map<String, List<String>> suspects, int atLeast)
      throws Exception {
    if (suspects.size() < atLeast) {
      return;
    }
    Map<String, List<String>> open = new LinkedHashMap<>(suspects);
    suspects.clear();
    long wait = FIRST_WAIT_MILLIS;
    for (int look = 0; look < LOOKS && !open.isEmpty(); look++) {
      requireWanted();
      long waiting = events.unfinished();
      if (look > 0 && !pause(wait)) {
        break;
      }
      boolean stuck = look > 0 && waiting > 0 && events.unfinished() == waiting;
      open = lookInSlices(table, open, look == 0);
      if (stuck) {
        break;
      }
      wait *= 2;
    }
    if (!open.isEmpty()) {
      report.inFlight(table.table(), open.size());
    }
  }

  private boolean pause(long millis) throws InterruptedException {
    if (patienceMillis < millis) {
      return false;
    }
    patienceMillis -= millis;
    Thread.sleep(millis);
    return true;
  }

  /** Whole rows are read here: not too many at once. */
  private Map<String, List<String>> lookInSlices(
      TableMapping table, Map<String, List<String>> suspects, boolean first) throws Exception {
    Map<String, List<String>> open = new LinkedHashMap<>();
    Map<String, List<String>> slice = new LinkedHashMap<>();
    for (var suspect : suspects.entrySet()) {
      slice.put(suspect.getKey(), suspect.getValue());
      if (slice.size() == SLICE) {
        open.putAll(look(table, slice, first));
        slice.clear();
      }
    }
    if (!slice.isEmpty()) {
      open.putAll(look(table, slice, first));
    }
    return open;
  }

  /** Reports drift; returns the rows about which nothing can be said yet. */
  private Map<String, List<String>> look(
      TableMapping table, Map<String, List<String>> suspects, boolean first) throws Exception {
    double since = events.now();
    Set<List<String>> live = keys.live(table.table(), table.key(), suspects.values());
    List<Change> changes = new ArrayList<>();
    suspects.forEach(
        (entityKey, key) ->
            changes.add(change(table, entityKey, live.contains(key) ? "UPDATE" : "DELETE", null)));
    Map<String, List<Difference>> differing = new LinkedHashMap<>();
    for (Difference difference : differences(table, changes, first)) {
      differing
          .computeIfAbsent(Keys.entityKey(difference.row()), key -> new ArrayList<>())
          .add(difference);
    }
    Set<String> touched = touched(table, suspects, live, differing.keySet(), since);
    Map<String, List<String>> open = new LinkedHashMap<>();
    differing.forEach(
        (key, differences) -> {
          if (touched.contains(key)) {
            open.put(key, suspects.get(key));
          } else {
            report.drift(table.table(), differences);
          }
        });
    return open;
  }

  /** Those rows about which, or about whose ends, the queue has had something to say. */
  private Set<String> touched(
      TableMapping table,
      Map<String, List<String>> suspects,
      Set<List<String>> live,
      Set<String> differing,
      double since)
      throws Exception {
    if (differing.isEmpty()) {
      return Set.of();
    }
    Known own = events.touched(table.table(), differing, since);
    Set<String> touched = new HashSet<>(differing);
    touched.removeIf(key -> !own.contains(key));
    List<List<String>> there =
        differing.stream().map(suspects::get).filter(live::contains).toList();
    for (EdgeMapping edge : table.edges()) {
      for (End end : List.of(edge.from(), edge.to())) {
        if (!end.own()) {
          touched.addAll(touchedThrough(table, end, there, since));
        }
      }
    }
    return touched;
  }

  private Set<String> touchedThrough(
      TableMapping table, End end, List<List<String>> rows, double since) throws Exception {
    Map<String, String> ends = new HashMap<>();
    keys.texts(table.table(), table.key(), rows, end.columns())
        .forEach((key, texts) -> ends.put(Keys.entityKey(key), Keys.entityKey(texts)));
    Known known = events.touched(end.node().table(), ends.values(), since);
    Set<String> touched = new HashSet<>(ends.keySet());
    touched.removeIf(key -> !known.contains(ends.get(key)));
    return touched;
  }

  private static Change change(
      TableMapping table, String entityKey, String operation, String json) {
    return new Change(null, 0, table.table(), entityKey, operation, json, 1);
  }

  /** The differences of the rows; rows the graph cannot hold are reported if asked for. */
  private List<Difference> differences(
      TableMapping table, List<Change> changes, boolean reportUnwritable) throws Exception {
    List<Change> writable = new ArrayList<>(changes);
    List<Difference> differences = new ArrayList<>();
    while (!writable.isEmpty()) {
      try {
        differences.addAll(comparer.compare(writable));
        return differences;
      } catch (BatchTooLargeException e) {
        int half = writable.size() / 2;
        for (List<Change> part :
            List.of(writable.subList(0, half), writable.subList(half, writable.size()))) {
          differences.addAll(differences(table, part, reportUnwritable));
        }
        return differences;
      } catch (BadRowsException e) {
        writable.removeAll(e.reasons().keySet());
        for (var bad : e.reasons().entrySet()) {
          List<String> key = Keys.of(bad.getKey(), table.key(), null);
          if (reportUnwritable) {
            report.unwritable(table.table(), key, bad.getValue());
          } else {
            differences.add(
                new Difference(
                    Difference.Kind.MISSING, key, 0, table.table(), null, null, null, null));
          }
        }
      }
    }
    return differences;
  }
}
