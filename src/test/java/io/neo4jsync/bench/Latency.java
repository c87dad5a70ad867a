package io.neo4jsync.bench;

import io.neo4jsync.bench.Observer.Seen;
import io.neo4jsync.testing.ProcessUse;
import io.neo4jsync.testing.SyncProcess;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** From commit to visible, at fixed rates; and what an idle sync costs. */
final class Latency implements Scenario {

  private static final List<Integer> RATES = List.of(10, 200, 1000);
  private static final int NODES = 20_000;
  private static final int SECONDS = 20;
  private static final int IDLE_SECONDS = 20;

  /** After load, until the JVM's compiler has come to rest. */
  private static final int SETTLE_SECONDS = 60;

  private static final int PATIENCE_SECONDS = 60;
  private static final int WARM_UP_RATE = 200;

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String title() {
    return "from commit in PostgreSQL to visible in Neo4j, single-row transactions at a fixed rate";
  }

  @Override
  public void run(Bench bench) throws Exception {
    Lab lab = bench.lab();
    double seconds = Math.max(3, SECONDS * bench.options().scale());
    int nodes = bench.options().scaled(NODES, 10_000);
    try (Base base = Base.of(lab, nodes);
        Database database = base.copy()) {
      lab.loadGraph(database);
      int tools = base.model().of("tools").size();
      try (SyncProcess process = lab.sync(database, Map.of())) {
        measure(lab, database, WARM_UP_RATE, seconds, tools);
        for (int round = 1; round <= bench.options().rounds(); round++) {
          for (int rate : RATES) {
            double cpu = ProcessUse.cpuSeconds(process.pid());
            long began = System.nanoTime();
            List<Seen> seen = measure(lab, database, rate, seconds, tools);
            double took = (System.nanoTime() - began) / 1e9;
            cpu = ProcessUse.cpuSeconds(process.pid()) - cpu;
            record(bench, rate, round, seen);
            Results results = bench.results();
            results.add(name(), rate + "/s", round, "visible", "changes/s", seen.size() / took);
            results.add(name(), rate + "/s", round, "app cpu", "% of a core", 100 * cpu / took);
          }
          idle(bench, process, round);
        }
        bench.results().add(name(), "idle", 0, "app memory", "MB", process.resident());
      }
      emptyClaim(bench, database);
      Scenario.check(bench, database, name());
      lab.drop(database);
    }
  }

  private static List<Seen> measure(Lab lab, Database database, int rate, double seconds, int tools)
      throws Exception {
    OpenLoop changes = new OpenLoop(database.url(), rate, tools);
    Observer observer = new Observer(lab.graph(), changes.committed());
    CompletableFuture<List<Seen>> seen = CompletableFuture.supplyAsync(observer::observe);
    changes.run(seconds);
    observer.endAfter(PATIENCE_SECONDS);
    return seen.get();
  }

  private void record(Bench bench, int rate, int round, List<Seen> seen) {
    record(bench, rate, round, "commit to visible", seen, Seen::sinceCommit);
    record(bench, rate, round, "due to visible", seen, Seen::sinceDue);
    bench.results().add(name(), rate + "/s", round, "changes", "count", seen.size());
  }

  private void record(
      Bench bench,
      int rate,
      int round,
      String what,
      List<Seen> seen,
      ToDoubleFunction<Seen> latency) {
    double[] values = seen.stream().mapToDouble(latency).toArray();
    Map.of("p50", 0.5, "p99", 0.99, "p99.9", 0.999, "max", 1.0).entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .forEach(
            share ->
                bench
                    .results()
                    .add(
                        name(),
                        rate + "/s",
                        round,
                        what + ", " + share.getKey(),
                        "ms",
                        Report.percentile(values, share.getValue())));
  }

  private void idle(Bench bench, SyncProcess process, int round) throws InterruptedException {
    TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
    double before = ProcessUse.cpuSeconds(process.pid());
    TimeUnit.SECONDS.sleep(IDLE_SECONDS);
    double cpu = ProcessUse.cpuSeconds(process.pid()) - before;
    bench.results().add(name(), "idle", round, "app cpu", "% of a core", 100 * cpu / IDLE_SECONDS);
  }

  /** The claim of a poll that finds nothing, in PostgreSQL. */
  private void emptyClaim(Bench bench, Database database) throws Exception {
    Claim claim = new Claim(database);
    for (int n = 1; n <= 20; n++) {
      claim.explain();
    }
    for (int n = 1; n <= 20; n++) {
      Claim.Times times = claim.explain();
      bench.results().add(name(), "idle", n, "empty claim, execution", "ms", times.execution());
      bench.results().add(name(), "idle", n, "empty claim, planning", "ms", times.planning());
    }
  }
}
