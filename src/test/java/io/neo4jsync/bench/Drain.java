package io.neo4jsync.bench;

import io.neo4jsync.app.RouteFiles;
import io.neo4jsync.app.SyncParts;
import io.neo4jsync.bench.Database.Stretch;
import io.neo4jsync.bench.Variant.Drained;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.settings.Settings;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A queue that has filled up is worked off: the sketch, the sync, and its two limits. */
final class Drain implements Scenario {

  private static final long WARM_UP_SEED = 1;
  private static final long SEED = 7;
  private static final int WARM_UP = 20_000;
  private static final int SKETCH_WARM_UP = 500;

  private static final List<String> VARIANTS =
      List.of(SketchVariant.NAME, JarVariant.NAME, GraphVariant.NAME, PostgresVariant.NAME);

  /** {@code 1200 expected, 1180 found, 20 missing, 0 extra} */
  private static final Pattern WRONG = Pattern.compile("(\\d+) (?:missing|extra|duplicate)");

  /** The next statement of a stream of changes. */
  @FunctionalInterface
  interface Kind {
    void change(Changes changes) throws SQLException;
  }

  private final String name;
  private final String title;
  private final int nodes;
  private final List<Integer> events;
  private final Kind kind;

  /**
   * @param nodes of the graph it starts from
   * @param events of the queue; several sizes are measured one after the other
   */
  private Drain(String name, String title, int nodes, List<Integer> events, Kind kind) {
    this.name = name;
    this.title = title;
    this.nodes = nodes;
    this.events = events;
    this.kind = kind;
  }

  static Drain mixed() {
    return new Drain(
        "drain",
        "inserts, updates, deletes, foreign keys and junction rows of nine tables",
        20_000,
        List.of(60_000, 200_000),
        Changes::mixed);
  }

  static Drain hot() {
    return new Drain(
        "hot", "updates of the same hundred rows", 20_000, List.of(60_000), Changes::hot);
  }

  static Drain deletes() {
    return new Drain(
        "deletes", "four deletes of five changes", 60_000, List.of(60_000), Changes::deletes);
  }

  static Drain wide() {
    return new Drain(
        "wide", "rows with 8 KB of JSON", 20_000, List.of(10_000), changes -> changes.wide(8_000));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public void run(Bench bench) throws Exception {
    try (Base base = Base.of(bench.lab(), bench.options().scaled(nodes, 1000))) {
      for (int size : events) {
        int scaled = bench.options().scaled(size, 1000);
        for (int round = 1; round <= bench.options().rounds(); round++) {
          for (String variant : VARIANTS) {
            // its rate does not depend on the number of events, so one size is enough
            if (size == events.get(0) || !variant.equals(SketchVariant.NAME)) {
              measure(bench, base, variant, round, scaled);
            }
          }
        }
        for (String other : VARIANTS) {
          if (!other.equals(JarVariant.NAME)) {
            bench.results().ratio(name, "rate" + suffix(scaled), JarVariant.NAME, other);
          }
        }
      }
    }
  }

  private static String suffix(int size) {
    return String.format(Locale.ROOT, ", %,d events", size);
  }

  private void measure(Bench bench, Base base, String which, int round, int size) throws Exception {
    Lab lab = bench.lab();
    Database database = base.copy();
    lab.loadGraph(database);
    Model model = base.model();
    try (Variant variant = variant(lab, which, database);
        Changes warming = new Changes(database.connection(), model, WARM_UP_SEED);
        Changes changes = new Changes(database.connection(), model, SEED)) {
      boolean slow = size > variant.most();
      int warmUp = slow ? SKETCH_WARM_UP : WARM_UP;
      variant.drain(database.load(bench.options().scaled(warmUp, 500), () -> kind.change(warming)));
      database.execute("CHECKPOINT");
      Stretch stretch = database.load(slow ? variant.most() : size, () -> kind.change(changes));
      Drained drained = variant.drain(stretch);
      record(bench, which, round, suffix(size), stretch, drained);
    }
    if (which.equals(SketchVariant.NAME)) {
      bench
          .results()
          .add(name, which, round, "wrong nodes and relationships", "count", wrong(lab, database));
    } else if (!which.equals(PostgresVariant.NAME)) {
      Scenario.check(bench, database, name + ", " + which + ", round " + round);
    }
    lab.drop(database);
  }

  private void record(
      Bench bench, String variant, int round, String suffix, Stretch stretch, Drained drained) {
    Results results = bench.results();
    results.add(
        name, variant, round, "rate" + suffix, "events/s", stretch.events() / drained.seconds());
    results.add(name, variant, round, "events" + suffix, "events", stretch.events());
    drained
        .more()
        .forEach(
            (key, value) -> {
              String[] parts = key.split("\\|");
              results.add(name, variant, round, parts[0] + suffix, parts[1], value);
            });
  }

  private static Variant variant(Lab lab, String name, Database database) throws Exception {
    return switch (name) {
      case SketchVariant.NAME -> new SketchVariant(lab, database, mappings(lab, database));
      case GraphVariant.NAME -> new GraphVariant(lab, database, QueueSql.BATCH_SIZE);
      case PostgresVariant.NAME -> new PostgresVariant(database);
      default -> new JarVariant(lab, database, Map.of());
    };
  }

  static Mappings mappings(Lab lab, Database database) throws Exception {
    try (SyncParts parts = new SyncParts(Settings.load(Map.of(), lab.settings(database)))) {
      return RouteFiles.mappings(parts);
    }
  }

  private static long wrong(Lab lab, Database database) {
    long wrong = 0;
    Matcher counts = WRONG.matcher(lab.difference(database));
    while (counts.find()) {
      wrong += Long.parseLong(counts.group(1));
    }
    return wrong;
  }
}
