package io.neo4jsync.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Rounds of chaos on one cluster, each followed by quiet and judgement. */
final class Trial implements AutoCloseable {

  private static final Path FOLDER = Path.of("target/chaos");

  /** How full syncs ended, and how often. */
  private static final String RUNS =
      """
      SELECT ending || '=' || count(*)
        FROM (SELECT state || coalesce(': ' || regexp_replace(left(error, 70), '[0-9]+', 'n', 'g'), '')
                FROM neo4j_sync_run) run(ending)
       GROUP BY ending""";

  private final long seed;
  private final Tally tally;
  private final Cluster cluster;
  private final Audit audit;
  private final Judge judge;
  private final Faults faults;
  private final Backlog backlog;
  private final Writers writers;
  private final Supervisor supervisor;
  private final long started;

  /** Starts both databases and the instances on the demo's tables. */
  Trial(long seed, int instances, int writerCount, int longestPauseSeconds) throws Exception {
    this.seed = seed;
    say("chaos with seed " + seed);
    Path folder = FOLDER.resolve(String.valueOf(seed)).toAbsolutePath();
    Cluster.clear(folder);
    Map<String, String> settings =
        Map.of(
            "SYNC_BATCH_SIZE", "200",
            "SYNC_FULL_CHUNK_SIZE", "150",
            "SYNC_RETENTION_HOURS", "0.05",
            "POSTGRES_STATEMENT_TIMEOUT_SECONDS", "20",
            "NEO4J_TRANSACTION_TIMEOUT_SECONDS", "20");
    Files.createDirectories(folder);
    tally = new Tally(folder);
    cluster = new Cluster(folder, instances, settings, new Random(seed));
    try {
      cluster.install();
      audit = new Audit(cluster);
      judge = new Judge(cluster, audit);
      faults = new Faults(cluster, audit, tally, longestPauseSeconds);
      backlog = new Backlog(cluster);
      writers = new Writers(cluster.postgres().jdbcUrl(), writerCount, backlog, tally);
      cluster.load();
      cluster.start();
      judge.awaitQuiet();
      supervisor = new Supervisor(cluster, tally);
      started = System.nanoTime();
    } catch (Exception | Error e) {
      cluster.close();
      throw e;
    }
  }

  Cluster cluster() {
    return cluster;
  }

  /**
   * A storm drawn from the round's seed; in every second round with full syncs, in the others with
   * a stale leader at the end.
   */
  void round(int number, Duration length) throws Exception {
    long roundSeed = seed * 1_000 + number;
    round(number, roundSeed, Storm.plan(roundSeed, length, number % 2 == 0), number % 2 == 1);
  }

  /**
   * A storm, then quiet and judgement.
   *
   * @param stale whether a leader that wakes up late follows, and judgement once more
   */
  void round(int number, long roundSeed, List<Storm.Step> steps, boolean stale) throws Exception {
    Random random = new Random(roundSeed);
    say("round %d, seed %d: %s".formatted(number, roundSeed, steps));
    inRound(
        number,
        () -> {
          writers.start(random.nextLong());
          try {
            Storm.run(steps, faults, backlog);
          } finally {
            writers.stop();
          }
          tally.note("the storm is over");
          judge.awaitQuiet();
          judge(number);
          new LateReset(cluster, tally).run(random, judge);
          judge(number);
          if (stale) {
            new StaleLeader(cluster, writers, tally).run(random, judge);
            judge(number);
          }
        });
  }

  private interface Work {
    void run() throws Exception;
  }

  private void inRound(int number, Work work) throws Exception {
    try {
      work.run();
    } catch (Exception | AssertionError e) {
      tally.note("round " + number + " fails");
      cluster.dump("neo4j_sync_queue");
      cluster.dump("chaos_audit");
      throw new AssertionError(
          "chaos with seed %d failed in round %d after %d s: %s"
              .formatted(seed, number, seconds(), e.getMessage()),
          e);
    }
  }

  private void judge(int number) throws SQLException {
    List<String> problems = judge.problems();
    problems.addAll(supervisor.problems());
    if (!problems.isEmpty()) {
      throw new AssertionError(String.join("\n", problems));
    }
    say("round %d is good after %d s: %s".formatted(number, seconds(), judge.counts()));
  }

  long seconds() {
    return (System.nanoTime() - started) / 1_000_000_000;
  }

  /** Says what happened, and writes it to {@code target/chaos/report}. */
  void report(String verdict) throws Exception {
    Tally all = tally;
    int changes = cluster.instances().stream().mapToInt(i -> i.logs().leads()).sum();
    all.add("leader changes", changes);
    all.add("events", cluster.number("SELECT max(seq) FROM neo4j_sync_queue"));
    all.add("failed events, injected or under a broken route", audit.count("failed"));
    all.add("superseded failed events", audit.count("superseded"));
    for (String run : cluster.texts(RUNS)) {
      int at = run.lastIndexOf('=');
      all.add("full syncs " + run.substring(0, at), Long.parseLong(run.substring(at + 1)));
    }
    String text =
        "seed %d, %d s, verdict: %s%n%s".formatted(seed, seconds(), verdict, all.toString());
    say(text);
    Files.writeString(FOLDER.resolve("report"), text);
  }

  static void say(String text) {
    System.out.println(text);
  }

  @Override
  public void close() {
    supervisor.close();
    backlog.close();
    cluster.close();
  }
}
