package io.neo4jsync.bench;

import io.neo4jsync.bench.Database.Stretch;
import io.neo4jsync.bench.Variant.Drained;
import io.neo4jsync.testing.Processes;
import io.neo4jsync.testing.Web;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Eight clients ask the graph all that can be asked, while a backlog is worked off and without. */
final class Questions implements Scenario {

  private static final int NODES = 100_000;
  private static final int RELATIONSHIPS = 500_000;
  private static final int EVENTS = 60_000;
  private static final int WARM_UP_EVENTS = 5_000;
  private static final int TRANSACTION = 5_000;
  private static final int CLIENTS = 8;
  private static final int QUIET_SECONDS = 60;
  private static final String ALONE = "drain, nobody asks";
  private static final String ASKED = "drain, 8 clients ask";
  private static final String QUIET = "8 clients ask, no drain";
  private static final String RATE = "rate";

  private final SplittableRandom seeds = new SplittableRandom(8);

  @Override
  public String name() {
    return "questions";
  }

  @Override
  public String title() {
    return "questions of 8 clients in a graph of 100,000 nodes and 500,000 relationships times the scale";
  }

  @Override
  public boolean isDefault() {
    return false;
  }

  @Override
  public void run(Bench bench) throws Exception {
    Lab lab = bench.lab();
    int nodes = bench.options().scaled(NODES, 5_000);
    int more = bench.options().scaled(RELATIONSHIPS, 25_000) - nodes * 8 / 5;
    int events = bench.options().scaled(EVENTS, 5_000);
    try (Base base =
            Base.of(
                lab,
                changes -> {
                  changes.base(nodes);
                  changes.fill("role_tools", more * 7 / 10);
                  changes.fill("jtbd_roles", more * 3 / 10);
                });
        Database database = base.copy()) {
      lab.loadGraph(database);
      size(bench, lab);
      String port = String.valueOf(Processes.freePort());
      Map<String, String> environment =
          Map.of("HTTP_PORT", port, "HTTP_REQUESTS_PER_SECOND", "100000");
      try (JarVariant sync = new JarVariant(lab, database, environment);
          Changes changes = new Changes(database.connection(), base.model(), 5)) {
        Clients clients = new Clients("http://127.0.0.1:" + port + "/api/v1", base.model());
        sync.drain(database.load(WARM_UP_EVENTS, TRANSACTION, changes::updates));
        clients.ask(seeds.split(), () -> TimeUnit.SECONDS.sleep(QUIET_SECONDS / 3));
        for (int round = 1; round <= bench.options().rounds(); round++) {
          Stretch alone = database.load(events, TRANSACTION, changes::updates);
          rate(bench, ALONE, round, alone, sync.drain(alone));

          Stretch asked = database.load(events, TRANSACTION, changes::updates);
          List<Drained> drained = new ArrayList<>();
          var during = clients.ask(seeds.split(), () -> drained.add(sync.drain(asked)));
          rate(bench, ASKED, round, asked, drained.get(0));
          times(bench, ASKED, round, during);

          var quiet = clients.ask(seeds.split(), () -> TimeUnit.SECONDS.sleep(QUIET_SECONDS));
          times(bench, QUIET, round, quiet);
        }
        bench.results().ratio(name(), RATE, ASKED, ALONE);
        clients.faults().forEach(bench.results()::failed);
      }
      Scenario.check(bench, database, name());
      lab.drop(database);
    }
  }

  private void size(Bench bench, Lab lab) {
    for (String what : List.of("nodes|MATCH (n)", "relationships|MATCH ()-[n]->()")) {
      String[] parts = what.split("\\|");
      var records = lab.graph().executableQuery(parts[1] + " RETURN count(n)").execute().records();
      bench.results().add(name(), "graph", 0, parts[0], "count", records.get(0).get(0).asDouble());
    }
  }

  private void rate(Bench bench, String variant, int round, Stretch stretch, Drained drained) {
    bench
        .results()
        .add(name(), variant, round, RATE, "events/s", stretch.events() / drained.seconds());
    drained
        .more()
        .forEach(
            (metric, value) ->
                bench
                    .results()
                    .add(
                        name(),
                        variant,
                        round,
                        metric.split("\\|")[0],
                        metric.split("\\|")[1],
                        value));
  }

  private void times(Bench bench, String variant, int round, Map<String, List<Double>> times) {
    times.forEach(
        (question, all) -> {
          double[] millis = all.stream().mapToDouble(time -> time).toArray();
          Results results = bench.results();
          double median = Report.percentile(millis, 0.5);
          double late = Report.percentile(millis, 0.99);
          results.add(name(), variant, round, question + ", p50", "ms", median);
          results.add(name(), variant, round, question + ", p99", "ms", late);
          results.add(name(), variant, round, question + ", answers", "count", millis.length);
        });
  }

  /** What is waited for while the clients ask. */
  @FunctionalInterface
  private interface Work {
    void run() throws Exception;
  }

  /** Each asks one question after the other, chosen at random, about nodes chosen at random. */
  private static final class Clients {

    private final HttpClient http = HttpClient.newHttpClient();
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    private final Map<String, Function<SplittableRandom, String>> questions = new LinkedHashMap<>();
    private final String address;
    private final Model model;

    Clients(String address, Model model) {
      this.address = address;
      this.model = model;
      String roles = "/insights/roles/";
      questions.put("similar", random -> roles + id("org_roles", random) + "/similar");
      questions.put(
          "recommended jobs", random -> roles + id("org_roles", random) + "/recommended-jobs");
      questions.put(
          "skill gap",
          random -> roles + id("org_roles", random) + "/skill-gap?to=" + id("org_roles", random));
      questions.put("influential", random -> roles + "influential");
      questions.put("bridges", random -> roles + "bridges");
      questions.put("communities", random -> "/insights/communities");
      questions.put(
          "community",
          random -> "/insights/communities/" + id("org_departments", random) + "/roles");
      questions.put("islands", random -> "/insights/islands");
      questions.put("shortest path", random -> "/insights/paths/shortest" + ends(random));
      questions.put("cheapest path", random -> "/insights/paths/cheapest" + ends(random));
      questions.put(
          "value", random -> "/insights/value/Department:" + id("org_departments", random));
      questions.put("impact", random -> "/insights/impact/Tool:" + id("tools", random));
      questions.put("counts", random -> "/ontology/counts");
      questions.put("nodes", random -> "/ontology/nodes?labels=Role");
      questions.put("node, depth 1", random -> "/ontology/nodes/Role:" + id("org_roles", random));
      questions.put(
          "node, depth 2",
          random -> "/ontology/nodes/Role:" + id("org_roles", random) + "?depth=2");
      questions.put(
          "search",
          random -> "/ontology/search?q=tool%20" + random.nextInt(1, model.of("tools").size()));
      questions.put(
          "subgraph", random -> "/ontology/subgraph?department=" + id("org_departments", random));
    }

    private String ends(SplittableRandom random) {
      return "?from=Role:" + id("org_roles", random) + "&to=Tool:" + id("tools", random);
    }

    private String id(String table, SplittableRandom random) {
      return Web.md5(table + model.of(table).any(random)).toString();
    }

    /** Milliseconds of each answer by question, until the work is done. */
    Map<String, List<Double>> ask(SplittableRandom seed, Work work) throws Exception {
      Map<String, List<Double>> times = new ConcurrentHashMap<>();
      questions.keySet().forEach(question -> times.put(question, new ArrayList<>()));
      List<String> names = List.copyOf(questions.keySet());
      AtomicBoolean done = new AtomicBoolean();
      ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
      List<Future<?>> running = new ArrayList<>();
      for (int n = 0; n < CLIENTS; n++) {
        SplittableRandom random = seed.split();
        running.add(
            clients.submit(
                () -> {
                  while (!done.get()) {
                    String question = names.get(random.nextInt(names.size()));
                    double took = ask(question, questions.get(question).apply(random));
                    List<Double> all = times.get(question);
                    synchronized (all) {
                      all.add(took);
                    }
                  }
                }));
      }
      try {
        work.run();
      } finally {
        done.set(true);
        clients.shutdown();
      }
      for (Future<?> client : running) {
        client.get();
      }
      times.values().removeIf(List::isEmpty);
      return new TreeMap<>(times);
    }

    private double ask(String question, String path) {
      long began = System.nanoTime();
      try {
        HttpResponse<String> answer =
            http.send(
                HttpRequest.newBuilder(URI.create(address + path))
                    .timeout(Duration.ofMinutes(1))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        // between two nodes there may be no path
        boolean none = answer.statusCode() == 404 && question.endsWith("path");
        if (answer.statusCode() != 200 && !none) {
          faults.add(question + ": " + answer.statusCode() + " " + answer.body());
        }
      } catch (Exception e) {
        faults.add(question + ": " + e);
      }
      return (System.nanoTime() - began) / 1e6;
    }

    /** Some of what was not answered. */
    List<String> faults() {
      return faults.stream().distinct().limit(10).toList();
    }
  }
}
