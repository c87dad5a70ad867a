package io.neo4jsync.chaos;

import io.neo4jsync.testing.Processes;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Starts instances again that ended though nobody ended them, as a service manager does. */
final class Supervisor implements AutoCloseable {

  private final Cluster cluster;
  private final Tally tally;
  private final Queue<String> problems = new ConcurrentLinkedQueue<>();
  private volatile boolean running = true;

  Supervisor(Cluster cluster, Tally tally) {
    this.cluster = cluster;
    this.tally = tally;
    Thread thread = new Thread(this::watch, "supervisor");
    thread.setDaemon(true);
    thread.start();
  }

  /** Instances that ended by themselves though they had begun to work. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  private void watch() {
    while (running) {
      for (Instance instance : cluster.instances()) {
        if (instance.hasEndedByItself()) {
          restart(instance);
        }
      }
      Processes.pause(500);
    }
  }

  private void restart(Instance instance) {
    tally.count("instances that ended by themselves");
    boolean led = instance.logs().epoch() > 0;
    String last = instance.logs().last();
    if (led || !last.startsWith("neo4j-sync: ")) {
      problems.add(instance + " ended by itself: " + last);
    }
    try {
      instance.start();
    } catch (IOException e) {
      problems.add(instance + " does not start: " + e);
    }
  }

  @Override
  public void close() {
    running = false;
  }
}
