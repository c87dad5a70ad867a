package io.neo4jsync.bench;

import io.neo4jsync.bench.Database.Stretch;
import io.neo4jsync.bench.Variant.Drained;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How the rate of the live sync depends on one thing after the other. */
final class Growth implements Scenario {

  private static final int NODES = 20_000;
  private static final int EVENTS = 20_000;
  private static final String RATE = "rate, events/s";

  /**
   * A graph of more rows is compared by the command verify, because the oracle holds it in memory.
   */
  private static final int MOST_FOR_ORACLE = 500_000;

  /** JSON that a stretch of the queue has at most, in characters. */
  private static final int MOST_CHARACTERS = 100_000_000;

  private static final List<String> TABLES =
      List.of(
          "tools",
          "skills",
          "jtbd",
          "org_roles",
          "role_tools",
          "jtbd_roles",
          "org_departments",
          "jtbd_functions",
          "org_functions");

  /**
   * One point of a plot.
   *
   * @param of what grows
   * @param x how far it has grown
   * @param events of each round
   */
  private record Point(
      String of, int x, int nodes, int events, Map<String, String> environment, Drain.Kind kind) {}

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public String title() {
    return "rate of the live sync against batch size, graph, row width, tables and backlog";
  }

  @Override
  public void run(Bench bench) throws Exception {
    int nodes = bench.options().scaled(NODES, 5_000);
    int events = bench.options().scaled(EVENTS, 3_000);
    for (int size : List.of(10, 100, 300, 1_000, 3_000, 10_000)) {
      Map<String, String> environment = Map.of("SYNC_BATCH_SIZE", String.valueOf(size));
      measure(
          bench,
          new Point(
              "batch size",
              size,
              nodes,
              size < 100 ? events / 10 : events,
              environment,
              Changes::updates));
    }
    for (int size : List.of(10_000, 100_000, 1_000_000)) {
      int scaled = bench.options().scaled(size, 2_000);
      measure(bench, new Point("nodes", scaled, scaled, events, Map.of(), Changes::updates));
    }
    for (int width : List.of(100, 1_000, 10_000, 100_000)) {
      int fewer =
          Math.max(
              100, Math.min(events, bench.options().scaled(MOST_CHARACTERS, 1_000_000) / width));
      measure(
          bench,
          new Point(
              "characters of JSON in a row",
              width,
              nodes,
              fewer,
              Map.of(),
              changes -> changes.wide(width)));
    }
    for (int tables : List.of(1, 2, 4, 9)) {
      int[] turn = {0};
      measure(
          bench,
          new Point(
              "tables",
              tables,
              nodes,
              events,
              Map.of(),
              changes -> changes.change(TABLES.get(turn[0]++ % tables))));
    }
    for (int backlog : List.of(1_000, 10_000, 100_000)) {
      int scaled = bench.options().scaled(backlog, 500);
      measure(
          bench, new Point("backlog, events", scaled, nodes, scaled, Map.of(), Changes::updates));
    }
  }

  /** One sync for all rounds, which follow each other. */
  private void measure(Bench bench, Point point) throws Exception {
    Lab lab = bench.lab();
    try (Base base = Base.of(lab, point.nodes());
        Database database = base.copy()) {
      lab.loadGraph(database);
      try (Changes changes = new Changes(database.connection(), base.model(), 7);
          JarVariant variant = new JarVariant(lab, database, point.environment())) {
        Changes.Statement next = () -> point.kind().change(changes);
        variant.drain(database.load(Math.max(2_000, Math.min(point.events(), 20_000)), next));
        for (int round = 1; round <= bench.options().rounds(); round++) {
          database.execute("CHECKPOINT");
          Stretch stretch = database.load(point.events(), next);
          Drained drained = variant.drain(stretch);
          double rate = stretch.events() / drained.seconds();
          Results results = bench.results();
          String name = point.of() + " " + String.format(Locale.ROOT, "%,d", point.x());
          results.add(name(), name, round, "rate", "events/s", rate);
          double memory = drained.more().get("app memory|MB");
          results.add(name(), name, round, "app memory", "MB", memory);
          results.point(
              name(),
              RATE + " against " + point.of(),
              JarVariant.NAME,
              round,
              point.of(),
              point.x(),
              rate);
        }
      }
      if (base.rows() < MOST_FOR_ORACLE) {
        Scenario.check(bench, database, name() + ", " + point.of() + " " + point.x());
      } else {
        lab.command(database, "verify");
      }
      lab.drop(database);
    }
  }
}
