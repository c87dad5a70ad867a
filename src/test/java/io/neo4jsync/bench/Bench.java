package io.neo4jsync.bench;

import io.neo4jsync.bench.Options.WrongUsage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The benchmark; bench/README.md describes it. Exit code 0: all was measured; 1: a result was
 * wrong, or something failed; 2: wrong usage.
 */
public final class Bench {

  private static final List<Scenario> SCENARIOS =
      List.of(
          Drain.mixed(),
          Drain.hot(),
          Drain.deletes(),
          Drain.wide(),
          new FullSync(),
          new Latency(),
          new Capture(),
          new Backlog(),
          new Start(),
          new Questions(),
          new Growth(),
          new Churn());

  private final Options options;
  private final Lab lab;
  private final Results results;

  private Bench(Options options, Lab lab, Results results) {
    this.options = options;
    this.lab = lab;
    this.results = results;
  }

  Options options() {
    return options;
  }

  Lab lab() {
    return lab;
  }

  Results results() {
    return results;
  }

  public static void main(String[] arguments) {
    Map<String, Scenario> scenarios = new LinkedHashMap<>();
    SCENARIOS.forEach(scenario -> scenarios.put(scenario.name(), scenario));
    int code = 1;
    try {
      Options options = Options.parse(arguments, scenarios.keySet());
      List<Scenario> chosen =
          SCENARIOS.stream()
              .filter(
                  scenario ->
                      options.scenarios().isEmpty()
                          ? scenario.isDefault()
                          : options.scenarios().contains(scenario.name()))
              .toList();
      code = run(options, chosen) ? 0 : 1;
    } catch (WrongUsage e) {
      System.err.println(e.getMessage());
      code = 2;
    } catch (Exception e) {
      e.printStackTrace();
    }
    System.exit(code);
  }

  private static boolean run(Options options, List<Scenario> chosen) throws Exception {
    Results results = new Results(options.out());
    Map<String, String> titles = new LinkedHashMap<>();
    Map<String, String> setting = new LinkedHashMap<>();
    try (Lab lab = new Lab()) {
      Bench bench = new Bench(options, lab, results);
      setting.putAll(new Machine(lab).describe(options));
      for (Scenario scenario : chosen) {
        System.out.printf("%n%s: %s%n", scenario.name(), scenario.title());
        titles.put(scenario.name(), scenario.title());
        long began = System.nanoTime();
        try {
          scenario.run(bench);
        } catch (Exception e) {
          e.printStackTrace();
          results.failed(scenario.name() + " ended early: " + e);
        }
        System.out.printf("  %d s%n", (System.nanoTime() - began) / 1_000_000_000L);
      }
    } finally {
      new Report(results).write(setting, titles, new Plots(results).draw());
    }
    System.out.println("\nwritten to " + options.out());
    return results.failures().isEmpty();
  }
}
