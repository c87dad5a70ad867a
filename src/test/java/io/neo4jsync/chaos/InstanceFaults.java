package io.neo4jsync.chaos;

import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/** Instances are killed, ended, stopped for a while, and cut off from their databases. */
final class InstanceFaults {

  private static final int LEASE_MILLIS = 12_000;

  private final Cluster cluster;
  private final Tally tally;
  private final int longestMillis;

  InstanceFaults(Cluster cluster, Tally tally, int longestSeconds) {
    this.cluster = cluster;
    this.tally = tally;
    this.longestMillis = longestSeconds * 1000;
  }

  private interface Work {
    void on(Instance instance) throws Exception;
  }

  private void leader(String name, Work work) throws Exception {
    on(cluster.awaitLeader(), name + " of the leader", work);
  }

  private void on(Instance instance, String name, Work work) throws Exception {
    Faults.hold(
        instance.free(),
        tally,
        () -> {
          try {
            tally.count("fault: " + name, instance);
            work.on(instance);
          } finally {
            instance.heal();
            tally.note("over: " + name + " " + instance);
          }
        });
  }

  private Instance any(Random random) {
    return cluster.instances().get(random.nextInt(cluster.instances().size()));
  }

  void killLeader(Random random) throws Exception {
    leader("kill -9", instance -> kill(instance, random));
  }

  void kill(Random random) throws Exception {
    on(any(random), "kill -9", instance -> kill(instance, random));
  }

  private static void kill(Instance instance, Random random) {
    instance.kill();
    Faults.last(random, 0, 5_000);
  }

  void terminateLeader() throws Exception {
    leader("SIGTERM", Instance::terminate);
  }

  void rollingRestart() throws Exception {
    for (Instance one : cluster.instances()) {
      on(
          one,
          "SIGTERM in a rolling restart",
          instance -> {
            instance.terminate();
            instance.start();
            instance.isReadyWithin(30);
          });
    }
  }

  /** Shorter or longer than a lease. */
  void pauseLeader(Random random) throws Exception {
    boolean lasting = random.nextBoolean();
    leader(
        lasting ? "long SIGSTOP" : "SIGSTOP",
        instance -> {
          instance.pause();
          if (lasting) {
            Faults.last(random, LEASE_MILLIS, LEASE_MILLIS + longestMillis);
          } else {
            Faults.last(random, 200, 4_000);
          }
        });
  }

  void partitionLeader(Random random) throws Exception {
    leader("partition", instance -> cutOff(instance, random));
  }

  void partition(Random random) throws Exception {
    on(any(random), "partition", instance -> cutOff(instance, random));
  }

  private void cutOff(Instance instance, Random random) {
    Set<Proxy.Direction> directions = EnumSet.allOf(Proxy.Direction.class);
    if (random.nextBoolean()) {
      directions.remove(random.nextBoolean() ? Proxy.Direction.REQUESTS : Proxy.Direction.ANSWERS);
    }
    boolean cut = random.nextInt(3) == 0;
    for (Proxy proxy : some(instance, random)) {
      if (cut) {
        proxy.cut();
      } else {
        proxy.hold(directions);
      }
    }
    Faults.last(random, 500, longestMillis * 2);
  }

  /** The network to PostgreSQL, to Neo4j, or both. */
  private static Iterable<Proxy> some(Instance instance, Random random) {
    int which = random.nextInt(3);
    return which == 2 ? instance.proxies() : instance.proxies().subList(which, which + 1);
  }

  void forgetConnections(Random random) throws Exception {
    leader("connections forgotten", instance -> some(instance, random).forEach(Proxy::forget));
  }

  void slowNetwork(Random random) throws Exception {
    on(
        random.nextInt(3) > 0 ? cluster.awaitLeader() : any(random),
        "slow network",
        instance -> {
          int least = 20 + random.nextInt(80);
          some(instance, random).forEach(proxy -> proxy.delay(least, least * 3));
          Faults.last(random, 2_000, longestMillis);
        });
  }
}
