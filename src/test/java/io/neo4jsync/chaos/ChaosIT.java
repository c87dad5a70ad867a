package io.neo4jsync.chaos;

import io.neo4jsync.chaos.Faults.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The short chaos: one of each of the worst faults under a random workload, with a fixed seed
 * unless the system property {@code chaos.seed} gives another. The long one is {@link Chaos}.
 */
@Execution(ExecutionMode.CONCURRENT)
class ChaosIT {

  private static final long SEED = Long.getLong("chaos.seed", 20_000);

  @Test
  void theGraphIsEqualAfterKillsCrashesPartitionsAndALeaderThatWakesUpLate() throws Exception {
    List<Storm.Step> steps =
        List.of(
            new Storm.Step(0, Kind.BULK_INSERT_OR_DELETE, SEED),
            new Storm.Step(100, Kind.KILL_LEADER, SEED + 1),
            new Storm.Step(200, Kind.FULL_SYNC, SEED + 2),
            new Storm.Step(300, Kind.BROKEN_ROUTE, SEED + 3),
            new Storm.Step(3_000, Kind.CRASH_POSTGRES, SEED + 4),
            new Storm.Step(6_000, Kind.PARTITION_LEADER, SEED + 5),
            new Storm.Step(9_000, Kind.RESET, SEED + 6));
    try (Trial trial = new Trial(SEED, 2, 2, 2)) {
      trial.round(1, SEED, steps, true);
      trial.report("no difference");
    }
  }
}
