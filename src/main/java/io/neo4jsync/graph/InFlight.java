package io.neo4jsync.graph;

import io.neo4jsync.queue.ChangeBatch;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.slf4j.MDC;

/**
 * The batch that Neo4j is busy with while the next one is taken and planned. There is at most one,
 * and its end is awaited before the next one begins, so batches are written one after the other.
 * Each loop over the queue has its own: of two leads of one process, the earlier may still be
 * waiting for its last write when the later begins.
 */
public final class InFlight {

  /** Name of the exchange variable that carries it. */
  public static final String VARIABLE = "inFlight";

  private final GraphWriter writer;
  private final ExecutorService threads;
  private ChangeBatch batch;
  private String name;
  private Future<Duration> write;

  InFlight(GraphWriter writer, ExecutorService threads) {
    this.writer = writer;
    this.threads = threads;
  }

  /** Whether a write has begun whose end has not been awaited. */
  public boolean isBusy() {
    return write != null;
  }

  /** The batch that is being written; null if there is none. */
  public ChangeBatch getBatch() {
    return isBusy() ? batch : null;
  }

  /** The name under which the batch was claimed. */
  public String getName() {
    return name;
  }

  /** Whether events are being written, which beside that are unfinished still. */
  public boolean isOfEvents() {
    return isBusy() && batch.isOfEvents();
  }

  /** Begins to write, in another thread. */
  void begin(String database, ChangeBatch next, String nextName, GraphBatch planned, long epoch) {
    if (isBusy()) {
      throw new IllegalStateException(next + " must wait for the end of " + batch);
    }
    Map<String, String> names = Objects.requireNonNullElse(MDC.getCopyOfContextMap(), Map.of());
    batch = next;
    name = nextName;
    write =
        threads.submit(
            () -> {
              MDC.setContextMap(names);
              long began = System.nanoTime();
              writer.write(database, planned, epoch);
              return Duration.ofNanos(System.nanoTime() - began);
            });
  }

  /**
   * Waits for the end of the write; throws what it has thrown.
   *
   * @return how long it took
   */
  Duration await() throws Exception {
    Future<Duration> ending = write;
    try {
      Duration took = ending.get();
      write = null;
      return took;
    } catch (ExecutionException e) {
      write = null;
      if (e.getCause() instanceof OutOfMemoryError memory) {
        throw new MemoryException(memory);
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (Exception) e.getCause();
    }
  }

  /** Waits for the end of the write, whatever it is. */
  void abandon() {
    while (isBusy()) {
      try {
        await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (Exception | Error e) {
        // its rows are given back, and written again by whoever leads then
      }
    }
  }
}
