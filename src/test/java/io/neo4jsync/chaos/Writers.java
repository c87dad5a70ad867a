package io.neo4jsync.chaos;

import io.neo4jsync.testing.Processes;
import io.neo4jsync.testing.RandomWorkload;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Applications that change the tables all the while, each with a seed and connection of its own.
 */
final class Writers {

  private final String url;
  private final int count;
  private final Backlog backlog;
  private final Tally tally;
  private final ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean running;

  Writers(String url, int count, Backlog backlog, Tally tally) {
    this.url = url;
    this.backlog = backlog;
    this.count = count;
    this.tally = tally;
  }

  void start(long seed) {
    running = true;
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      RandomWorkload workload = new RandomWorkload(url, random.nextLong()).truncating();
      Random pauses = new Random(random.nextLong());
      Thread thread = new Thread(() -> work(workload, pauses), "writer " + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  private void work(RandomWorkload workload, Random pauses) {
    while (running) {
      try {
        while (running && backlog.isHigh()) {
          Processes.pause(100);
        }
        workload.run(1 + pauses.nextInt(12));
        Processes.pause(pauses.nextInt(300));
      } catch (RuntimeException e) {
        if (e.getCause() instanceof SQLException sql && isOutage(sql)) {
          tally.add("writers: connection lost", 1);
          Processes.pause(100);
        } else {
          faults.add(e);
          return;
        }
      }
    }
    workload.statistics().forEach((what, many) -> tally.add("writers: " + what, many));
  }

  /** The server went away, is starting or is stopping. */
  static boolean isOutage(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("08") || state.startsWith("57P");
  }

  /** Waits until all have ended; fails if one of them failed. */
  void stop() throws InterruptedException {
    running = false;
    for (Thread thread : threads) {
      thread.join();
    }
    threads.clear();
    if (!faults.isEmpty()) {
      throw new AssertionError("a writer failed", faults.poll());
    }
  }
}
