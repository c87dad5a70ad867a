package io.neo4jsync.chaos;

import io.neo4jsync.testing.Processes;
import java.sql.SQLException;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The sharpest trial of the fence: a leader is stopped when it has taken events and its transaction
 * is on its way to Neo4j; another one takes over and writes newer events of the same rows; then the
 * old one's bytes arrive and it wakes up.
 */
final class StaleLeader {

  private static final Set<Proxy.Direction> REQUESTS = Set.of(Proxy.Direction.REQUESTS);
  private static final int TAKE_OVER_SECONDS = 40;
  private static final int PATIENCE_SECONDS = 60;

  private final Cluster cluster;
  private final Writers writers;
  private final Tally tally;
  private final Bulk bulk;

  StaleLeader(Cluster cluster, Writers writers, Tally tally) {
    this.cluster = cluster;
    this.writers = writers;
    this.tally = tally;
    this.bulk = new Bulk(cluster);
  }

  /** The writers must rest and the queue must be empty; both are so again afterwards. */
  void run(Random random, Judge judge) throws Exception {
    Instance old = cluster.awaitLeader();
    old.neo4j().hold(REQUESTS);
    bulk.update("tools", "stale " + random.nextInt(1000));
    bulk.update("org_roles", "stale " + random.nextInt(1000));
    // its transaction begins with the lock of the fence; the bytes for it stand in the proxy
    if (!await(PATIENCE_SECONDS, () -> hasTaken(old) && old.neo4j().holdsBytes())) {
      tally.count("stale leaders: took nothing");
      judge.awaitQuiet();
      return;
    }
    boolean stop = random.nextInt(3) > 0;
    if (stop) {
      tally.count("stale leaders: SIGSTOP");
      old.pause();
    } else {
      tally.count("stale leaders: cut off");
    }
    if (random.nextBoolean()) {
      old.postgres().cut();
    } else {
      old.postgres().hold(Set.of(Proxy.Direction.values()));
    }
    long epoch = cluster.epoch();
    if (!await(TAKE_OVER_SECONDS, () -> cluster.epoch() > epoch)) {
      tally.count("stale leaders: no take-over until the connection was cut");
      old.postgres().cut();
      if (!await(TAKE_OVER_SECONDS, () -> cluster.epoch() > epoch)) {
        throw new AssertionError("nobody takes over from a leader that is cut off");
      }
    }
    writers.start(random.nextLong());
    Processes.pause(1_000 + random.nextInt(2_000));
    bulk.update("tools", "newer " + random.nextInt(1000));
    bulk.update("org_roles", "newer " + random.nextInt(1000));
    writers.stop();
    await(PATIENCE_SECONDS, this::isDrained);
    int lines = old.logs().size();
    old.neo4j().pass();
    if (random.nextBoolean()) {
      old.postgres().pass();
    }
    old.resume();
    await(15, () -> old.logs().size() > lines);
    Processes.pause(3_000);
    judge.awaitQuiet();
  }

  private boolean hasTaken(Instance leader) {
    return number(
            "SELECT count(*) FROM neo4j_sync_queue WHERE status = 'processing' AND claimed_by LIKE ?",
            leader.claimedBy())
        > 0;
  }

  private boolean isDrained() {
    return number("SELECT count(*) FROM neo4j_sync_queue WHERE status IN ('pending', 'processing')")
        == 0;
  }

  private long number(String sql, Object... parameters) {
    try {
      return cluster.number(sql, parameters);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether it came true in time. */
  private static boolean await(int seconds, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Processes.pause(50);
    }
    return true;
  }
}
