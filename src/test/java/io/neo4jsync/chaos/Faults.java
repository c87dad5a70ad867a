package io.neo4jsync.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Everything that goes wrong. Each fault is undone when its method returns. */
final class Faults {

  /** The kinds of faults and how often each occurs. */
  enum Kind {
    KILL_LEADER(5, Faults::killLeader),
    KILL(3, Faults::kill),
    TERMINATE_LEADER(3, Faults::terminateLeader),
    ROLLING_RESTART(1, Faults::rollingRestart),
    PAUSE_LEADER(4, Faults::pauseLeader),
    PARTITION_LEADER(5, Faults::partitionLeader),
    PARTITION(2, Faults::partition),
    SLOW_NETWORK(4, Faults::slowNetwork),
    END_SESSIONS(3, Faults::endSessions),
    RESTART_POSTGRES(2, Faults::restartPostgres),
    CRASH_POSTGRES(3, Faults::crashPostgres),
    PAUSE_POSTGRES(3, Faults::pausePostgres),
    RESTART_NEO4J(1, Faults::restartNeo4j),
    KILL_NEO4J(2, Faults::killNeo4j),
    PAUSE_NEO4J(3, Faults::pauseNeo4j),
    FULL_SYNC(4, Faults::fullSync),
    FULL_SYNC_BY_COMMAND(1, Faults::fullSyncByCommand),
    RESET(4, Faults::reset),
    BROKEN_ROUTE(4, Faults::brokenRoute),
    POISON(3, Faults::poison),
    BULK_UPDATE(4, Faults::bulkUpdate),
    BULK_INSERT_OR_DELETE(4, Faults::bulkInsertOrDelete);

    private final int weight;
    private final Action action;

    Kind(int weight, Action action) {
      this.weight = weight;
      this.action = action;
    }

    static Kind any(Random random) {
      int total = 0;
      for (Kind kind : values()) {
        total += kind.weight;
      }
      int ticket = random.nextInt(total);
      for (Kind kind : values()) {
        ticket -= kind.weight;
        if (ticket < 0) {
          return kind;
        }
      }
      return RESET;
    }
  }

  private interface Action {
    void run(Faults faults, Random random) throws Exception;
  }

  private final Cluster cluster;
  private final Audit audit;
  private final Bulk bulk;
  private final Tally tally;
  private final int longestPauseSeconds;
  private final Semaphore postgres = new Semaphore(1);
  private final Semaphore neo4j = new Semaphore(1);
  private final Semaphore routes = new Semaphore(1);

  /**
   * @param longestPauseSeconds how long an instance is stopped or cut off at most
   */
  Faults(Cluster cluster, Audit audit, Tally tally, int longestPauseSeconds) {
    this.cluster = cluster;
    this.audit = audit;
    this.bulk = new Bulk(cluster);
    this.tally = tally;
    this.longestPauseSeconds = longestPauseSeconds;
  }

  /** Runs a fault to its end; none if another one is at work on the same thing. */
  void run(Kind kind, long seed) throws Exception {
    kind.action.run(this, new Random(seed));
  }

  private interface Work<T> {
    void on(T target) throws Exception;
  }

  private void leader(String name, Work<Instance> work) throws Exception {
    instance(name + " of the leader", cluster.awaitLeader(), work);
  }

  private void instance(String name, Instance instance, Work<Instance> work) throws Exception {
    if (instance.free().tryAcquire()) {
      try {
        tally.count("fault: " + name);
        work.on(instance);
      } finally {
        instance.heal();
        instance.free().release();
      }
    }
  }

  private Instance any(Random random) {
    return cluster.instances().get(random.nextInt(cluster.instances().size()));
  }

  private static void last(Random random, int least, int most) {
    Processes.pause(least + random.nextInt(most - least + 1));
  }

  private void killLeader(Random random) throws Exception {
    leader("kill -9", instance -> killAndWait(instance, random));
  }

  private void kill(Random random) throws Exception {
    instance("kill -9", any(random), instance -> killAndWait(instance, random));
  }

  private static void killAndWait(Instance instance, Random random) {
    instance.kill();
    last(random, 0, 5_000);
  }

  private void terminateLeader(Random random) throws Exception {
    leader("SIGTERM", Instance::terminate);
  }

  private void rollingRestart(Random random) throws Exception {
    for (Instance one : cluster.instances()) {
      instance(
          "SIGTERM in a rolling restart",
          one,
          instance -> {
            instance.terminate();
            instance.start();
            for (int i = 0; i < 100 && !instance.isReady(); i++) {
              Processes.pause(200);
            }
          });
    }
  }

  private void pauseLeader(Random random) throws Exception {
    leader(
        "SIGSTOP",
        instance -> {
          instance.pause();
          boolean lasting = random.nextBoolean();
          last(random, lasting ? 12_000 : 500, lasting ? longestPauseSeconds * 1000 + 12_000 : 4_000);
        });
  }

  private void partitionLeader(Random random) throws Exception {
    leader("partition", instance -> cutOff(instance, random));
  }

  private void partition(Random random) throws Exception {
    instance("partition", any(random), instance -> cutOff(instance, random));
  }

  private void cutOff(Instance instance, Random random) {
    int which = random.nextInt(3);
    Set<Proxy.Direction> directions = EnumSet.allOf(Proxy.Direction.class);
    if (random.nextBoolean()) {
      directions.remove(random.nextBoolean() ? Proxy.Direction.REQUESTS : Proxy.Direction.ANSWERS);
    }
    boolean cut = random.nextInt(3) == 0;
    for (int i = 0; i < 2; i++) {
      if (which == i || which == 2) {
        Proxy proxy = instance.proxies().get(i);
        if (cut) {
          proxy.cut();
        } else {
          proxy.hold(directions);
        }
      }
    }
    last(random, 500, longestPauseSeconds * 1000);
  }

  private void slowNetwork(Random random) throws Exception {
    instance(
        "slow network",
        random.nextInt(3) > 0 ? cluster.awaitLeader() : any(random),
        instance -> {
          int least = 20 + random.nextInt(100);
          int which = random.nextInt(3);
          for (int i = 0; i < 2; i++) {
            if (which == i || which == 2) {
              instance.proxies().get(i).delay(least, least * 3);
            }
          }
          last(random, 2_000, 8_000);
        });
  }

  private void database(String name, Semaphore free, Work<Void> work, Work<Void> undo)
      throws Exception {
    if (free.tryAcquire()) {
      try {
        tally.count("fault: " + name);
        work.on(null);
      } finally {
        undo.on(null);
        free.release();
      }
    }
  }

  private void endSessions(Random random) throws Exception {
    database(
        "sessions ended",
        postgres,
        none ->
            cluster.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE application_name LIKE 'neo4j-sync%'"),
        none -> {});
  }

  private void restartPostgres(Random random) throws Exception {
    database("PostgreSQL restarted", postgres, none -> cluster.postgres().restart(), none -> {});
  }

  private void crashPostgres(Random random) throws Exception {
    database(
        "PostgreSQL crashed",
        postgres,
        none -> {
          cluster.postgres().crash();
          last(random, 0, 4_000);
        },
        none -> cluster.postgres().start());
  }

  private void pausePostgres(Random random) throws Exception {
    database(
        "PostgreSQL paused",
        postgres,
        none -> {
          cluster.postgres().pause();
          last(random, 500, random.nextBoolean() ? 3_000 : longestPauseSeconds * 1000);
        },
        none -> cluster.postgres().resume());
  }

  private void restartNeo4j(Random random) throws Exception {
    database("Neo4j restarted", neo4j, none -> cluster.neo4j().stop(), none -> startNeo4j());
  }

  private void killNeo4j(Random random) throws Exception {
    database(
        "Neo4j killed",
        neo4j,
        none -> {
          cluster.neo4j().kill();
          last(random, 0, 3_000);
        },
        none -> startNeo4j());
  }

  private void startNeo4j() throws Exception {
    cluster.neo4j().launch();
    cluster.neo4j().awaitUp();
  }

  private void pauseNeo4j(Random random) throws Exception {
    database(
        "Neo4j paused",
        neo4j,
        none -> {
          cluster.neo4j().pause();
          last(random, 500, random.nextBoolean() ? 3_000 : longestPauseSeconds * 1000);
        },
        none -> cluster.neo4j().resume());
  }

  private void fullSync(Random random) throws Exception {
    tally.count("full syncs asked for by the schedule");
    String request =
        Files.readString(Path.of("sql/run/request-scheduled.sql"))
            .replace(
                ":#${header.scheduledFireTime.time}", String.valueOf(System.currentTimeMillis()));
    cluster.patiently(request);
  }

  private void fullSyncByCommand(Random random) throws Exception {
    String table = Routes.TABLES.get(random.nextInt(Routes.TABLES.size()));
    tally.count("full syncs by the command");
    ProcessBuilder builder =
        new ProcessBuilder(
                Processes.java(),
                "-Xmx192m",
                "-jar",
                "target/neo4j-sync.jar",
                "full-sync",
                "--entity",
                table)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(
                    cluster.folder().resolve("full-sync.log").toFile()));
    builder
        .environment()
        .putAll(
            java.util.Map.of(
                "POSTGRES_URL",
                cluster.postgres().jdbcUrl(),
                "POSTGRES_USER",
                "postgres",
                "NEO4J_URI",
                cluster.neo4j().uri(),
                "NEO4J_USER",
                ""));
    Process process = builder.start();
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      tally.count("full syncs by the command, killed");
    } else if (process.exitValue() != 0) {
      tally.count("full syncs by the command, failed");
    }
  }

  private void reset(Random random) throws Exception {
    tally.count("resets of failed rows");
    cluster.patiently("UPDATE neo4j_sync_queue SET status = 'pending' WHERE status = 'failed'");
  }

  private void brokenRoute(Random random) throws Exception {
    String table = Routes.TABLES.get(random.nextInt(Routes.TABLES.size()));
    database(
        "route broken",
        routes,
        none -> {
          cluster.routes().breakRoute(table);
          last(random, 1_000, 3_000);
          bulk.update(table, "under a broken route " + random.nextInt(1000));
          last(random, 2_000, 5_000);
        },
        none -> {
          cluster.routes().repair(table);
          last(random, 3_000, 4_000);
          bulk.update(table, "after the repair " + random.nextInt(1000));
          last(random, 500, 3_000);
          reset(random);
        });
  }

  private void poison(Random random) throws Exception {
    tally.add("events injected that nobody can write", 3);
    audit.injectPoison();
  }

  private void bulkUpdate(Random random) throws Exception {
    tally.count("bulk updates");
    String table = Routes.TABLES.get(random.nextInt(Routes.TABLES.size()));
    bulk.update(table, "bulk " + random.nextInt(1000));
  }

  private void bulkInsertOrDelete(Random random) throws Exception {
    tally.count("bulk inserts and deletes");
    bulk.insertOrDelete(random);
  }
}
