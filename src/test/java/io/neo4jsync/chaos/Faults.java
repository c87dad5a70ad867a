package io.neo4jsync.chaos;

import io.neo4jsync.testing.Processes;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Everything that goes wrong. Each fault is undone when its method returns. */
final class Faults {

  /** The kinds of faults and how often each occurs. */
  enum Kind {
    KILL_LEADER(5, (faults, random) -> faults.instances.killLeader(random)),
    KILL(3, (faults, random) -> faults.instances.kill(random)),
    TERMINATE_LEADER(3, (faults, random) -> faults.instances.terminateLeader()),
    ROLLING_RESTART(1, (faults, random) -> faults.instances.rollingRestart()),
    PAUSE_LEADER(5, (faults, random) -> faults.instances.pauseLeader(random)),
    PARTITION_LEADER(5, (faults, random) -> faults.instances.partitionLeader(random)),
    PARTITION(2, (faults, random) -> faults.instances.partition(random)),
    FORGET_CONNECTIONS(3, (faults, random) -> faults.instances.forgetConnections(random)),
    SLOW_NETWORK(4, (faults, random) -> faults.instances.slowNetwork(random)),
    END_SESSIONS(3, (faults, random) -> faults.databases.endSessions()),
    RESTART_POSTGRES(2, (faults, random) -> faults.databases.restartPostgres()),
    CRASH_POSTGRES(3, (faults, random) -> faults.databases.crashPostgres(random)),
    PAUSE_POSTGRES(3, (faults, random) -> faults.databases.pausePostgres(random)),
    RESTART_NEO4J(1, (faults, random) -> faults.databases.restartNeo4j()),
    KILL_NEO4J(2, (faults, random) -> faults.databases.killNeo4j(random)),
    PAUSE_NEO4J(3, (faults, random) -> faults.databases.pauseNeo4j(random)),
    FULL_SYNC(4, (faults, random) -> faults.data.fullSync()),
    FULL_SYNC_BY_COMMAND(1, (faults, random) -> faults.data.fullSyncByCommand(random)),
    RESET(4, (faults, random) -> faults.data.reset()),
    BROKEN_ROUTE(2, (faults, random) -> faults.data.brokenRoute(random)),
    POISON(3, (faults, random) -> faults.data.poison()),
    BULK_UPDATE(4, (faults, random) -> faults.data.bulkUpdate(random)),
    BULK_INSERT_OR_DELETE(4, (faults, random) -> faults.data.bulkInsertOrDelete(random));

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

  /** Work on something that only one fault may hold at a time. */
  interface Work {
    void run() throws Exception;
  }

  private static final int PATIENCE_SECONDS = 40;

  private final InstanceFaults instances;
  private final DatabaseFaults databases;
  private final DataFaults data;

  /**
   * @param longestSeconds how long something is stopped or cut off at most
   */
  Faults(Cluster cluster, Audit audit, Tally tally, int longestSeconds) {
    instances = new InstanceFaults(cluster, tally, longestSeconds);
    databases = new DatabaseFaults(cluster, tally, longestSeconds);
    data = new DataFaults(cluster, audit, tally);
  }

  /** Runs a fault to its end. */
  void run(Kind kind, long seed) throws Exception {
    kind.action.run(this, new Random(seed));
  }

  /** Waits until nobody else holds it, then works; not at all if that takes very long. */
  static void hold(Semaphore free, Tally tally, Work work) throws Exception {
    if (!free.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      tally.count("faults left out, another one was at work");
      return;
    }
    try {
      work.run();
    } finally {
      free.release();
    }
  }

  /** Lets a fault last for a random time in milliseconds. */
  static void last(Random random, int least, int most) {
    Processes.pause(least + random.nextInt(most - least + 1));
  }
}
