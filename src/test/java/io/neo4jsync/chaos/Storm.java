package io.neo4jsync.chaos;

import io.neo4jsync.testing.Processes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Faults one after the other and some at the same time, all of them drawn from a seed. */
final class Storm {

  /** A fault, so long after the start; {@code seed} settles how it looks. */
  record Step(long atMillis, Faults.Kind kind, long seed) {

    @Override
    public String toString() {
      return "%s at %.1f s".formatted(kind, atMillis / 1000.0);
    }
  }

  /** Those that every storm has. */
  private static final Set<Faults.Kind> ALWAYS =
      EnumSet.of(
          Faults.Kind.KILL_LEADER,
          Faults.Kind.PARTITION_LEADER,
          Faults.Kind.BROKEN_ROUTE,
          Faults.Kind.POISON,
          Faults.Kind.BULK_UPDATE);

  /** Those that last long, of each at most one. */
  private static final Set<Faults.Kind> AT_MOST_ONCE =
      EnumSet.of(
          Faults.Kind.KILL_NEO4J,
          Faults.Kind.RESTART_NEO4J,
          Faults.Kind.ROLLING_RESTART,
          Faults.Kind.FULL_SYNC_BY_COMMAND);

  private static final int PATIENCE_SECONDS = 15;

  private Storm() {}

  private static final Set<Faults.Kind> FULL_SYNCS =
      EnumSet.of(Faults.Kind.FULL_SYNC, Faults.Kind.FULL_SYNC_BY_COMMAND);

  /**
   * A step every four seconds or so, in order of time.
   *
   * @param fullSyncs whether there are full syncs among them, which would also repair what faults
   *     have done to the graph
   */
  static List<Step> plan(long seed, Duration length, boolean fullSyncs) {
    Random random = new Random(seed);
    List<Faults.Kind> kinds = new ArrayList<>(ALWAYS);
    if (fullSyncs) {
      kinds.add(Faults.Kind.FULL_SYNC);
    }
    while (kinds.size() < length.toSeconds() / 4) {
      Faults.Kind kind = Faults.Kind.any(random);
      if (!fullSyncs && FULL_SYNCS.contains(kind)) {
        continue;
      }
      if (!AT_MOST_ONCE.contains(kind) || !kinds.contains(kind)) {
        kinds.add(kind);
      }
    }
    List<Step> steps = new ArrayList<>();
    for (Faults.Kind kind : kinds) {
      steps.add(
          new Step((long) (random.nextDouble() * length.toMillis()), kind, random.nextLong()));
    }
    steps.sort(Comparator.comparingLong(Step::atMillis));
    return steps;
  }

  /**
   * Runs the steps at their times, or later where the sync gets nothing done; returns when the last
   * one is undone.
   */
  static void run(List<Step> steps, Faults faults, Backlog backlog) {
    ExecutorService threads = Executors.newCachedThreadPool();
    long start = System.nanoTime();
    try {
      long last = 0;
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (Step step : steps) {
        long passed = (System.nanoTime() - start) / 1_000_000;
        Processes.pause(Math.max(0, step.atMillis() - passed));
        if (step.seed() % 4 != 0) {
          backlog.awaitProgress(last, PATIENCE_SECONDS);
        }
        last = System.currentTimeMillis();
        all.add(CompletableFuture.runAsync(() -> run(step, faults), threads));
      }
      all.forEach(CompletableFuture::join);
    } finally {
      threads.shutdown();
    }
  }

  private static void run(Step step, Faults faults) {
    try {
      faults.run(step.kind(), step.seed());
    } catch (Exception e) {
      throw new IllegalStateException("fault " + step + " failed", e);
    }
  }
}
