package io.neo4jsync.chaos;

import java.util.Random;
import java.util.concurrent.Semaphore;

/** The databases are restarted, crash and stand still. */
final class DatabaseFaults {

  private final Cluster cluster;
  private final Tally tally;
  private final int longestMillis;
  private final Semaphore postgres = new Semaphore(1);
  private final Semaphore neo4j = new Semaphore(1);

  DatabaseFaults(Cluster cluster, Tally tally, int longestSeconds) {
    this.cluster = cluster;
    this.tally = tally;
    this.longestMillis = longestSeconds * 1000;
  }

  private void on(Semaphore database, String name, Faults.Work work, Faults.Work undo)
      throws Exception {
    Faults.hold(
        database,
        tally,
        () -> {
          try {
            tally.count("fault: " + name);
            work.run();
          } finally {
            undo.run();
            tally.note("over: " + name);
          }
        });
  }

  void endSessions() throws Exception {
    on(
        postgres,
        "PostgreSQL ended the sync's sessions",
        () ->
            cluster.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE application_name LIKE 'neo4j-sync%'"),
        () -> {});
  }

  void restartPostgres() throws Exception {
    on(postgres, "PostgreSQL restarted", () -> cluster.postgres().restart(), () -> {});
  }

  void crashPostgres(Random random) throws Exception {
    on(
        postgres,
        "PostgreSQL crashed",
        () -> {
          cluster.postgres().crash();
          Faults.last(random, 0, 4_000);
        },
        () -> cluster.postgres().start());
  }

  void pausePostgres(Random random) throws Exception {
    on(
        postgres,
        "PostgreSQL stopped for a while",
        () -> {
          cluster.postgres().pause();
          standStill(random);
        },
        () -> cluster.postgres().resume());
  }

  void restartNeo4j() throws Exception {
    on(neo4j, "Neo4j restarted", () -> cluster.neo4j().stop(), this::startNeo4j);
  }

  void killNeo4j(Random random) throws Exception {
    on(
        neo4j,
        "Neo4j killed",
        () -> {
          cluster.neo4j().kill();
          Faults.last(random, 0, 3_000);
        },
        this::startNeo4j);
  }

  private void startNeo4j() throws Exception {
    cluster.neo4j().launch();
    cluster.neo4j().awaitUp();
  }

  void pauseNeo4j(Random random) throws Exception {
    on(
        neo4j,
        "Neo4j stopped for a while",
        () -> {
          cluster.neo4j().pause();
          standStill(random);
        },
        () -> cluster.neo4j().resume());
  }

  private void standStill(Random random) {
    Faults.last(random, 500, random.nextBoolean() ? 3_000 : longestMillis);
  }
}
