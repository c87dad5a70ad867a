package io.neo4jsync.bench;

import io.neo4jsync.testing.SyncJar;
import io.neo4jsync.testing.SyncProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** From the start of the process to its readiness, and to the first event written. */
final class Start implements Scenario {

  private static final String PLAIN = "java -Xmx256m -jar";
  private static final String OPTIONS = "java @jvm.options -jar";
  private static final String ARCHIVE = "with a class archive";
  private static final int NODES = 1000;

  /** Starts are short, so they are measured more often than other things. */
  private static final int ROUNDS = 3;

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String title() {
    return "from the start of the process to ready, and to the first event written";
  }

  @Override
  public void run(Bench bench) throws Exception {
    Lab lab = bench.lab();
    Map<String, List<String>> variants =
        Map.of(
            PLAIN,
            List.of("-Xmx256m"),
            OPTIONS,
            List.of(Lab.OPTIONS),
            ARCHIVE,
            List.of(Lab.OPTIONS, SyncJar.fromArchive()));
    try (Base base = Base.of(lab, NODES);
        Database database = base.copy()) {
      lab.loadGraph(database);
      for (int round = 1; round <= ROUNDS * bench.options().rounds(); round++) {
        for (String variant : variants.keySet().stream().sorted().toList()) {
          measure(bench, database, variant, variants.get(variant), round);
        }
      }
      Scenario.check(bench, database, name());
      lab.drop(database);
    }
    bench.results().ratio(name(), "ready", OPTIONS, PLAIN);
    bench.results().ratio(name(), "ready", ARCHIVE, PLAIN);
  }

  private void measure(
      Bench bench, Database database, String variant, List<String> options, int round)
      throws Exception {
    database.execute(
        "UPDATE tools SET vendor = 'start %d' WHERE id = bench_id('tools', 1)".formatted(round));
    database.execute(
        "UPDATE tools SET description = '%s' WHERE id = bench_id('tools', 1)".formatted(variant));
    double clock = database.fraction("SELECT extract(epoch FROM clock_timestamp())");
    long began = System.nanoTime();
    try (SyncProcess process = bench.lab().process(database, options, Map.of(), "run")) {
      Lab.awaitReady(process);
      double ready = (System.nanoTime() - began) / 1e9;
      Awaitility.await("the event is written")
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(50))
          .until(
              () ->
                  database.number(
                          "SELECT count(*) FROM neo4j_sync_queue WHERE status <> 'completed'")
                      == 0);
      double written =
          database.fraction("SELECT extract(epoch FROM max(processed_at)) FROM neo4j_sync_queue");
      Results results = bench.results();
      results.add(name(), variant, round, "ready", "s", ready);
      results.add(name(), variant, round, "first event written", "s", written - clock);
      results.add(name(), variant, round, "memory when ready", "MB", process.resident());
    }
  }
}
