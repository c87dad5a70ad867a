package io.neo4jsync.bench;

import io.neo4jsync.bench.Database.Stretch;
import java.util.Map;

/** One way to work off a queue, on one database. */
interface Variant extends AutoCloseable {

  /** Events that one run of it takes at most; the slow ones take fewer, and rates are compared. */
  default int most() {
    return Integer.MAX_VALUE;
  }

  /** Works off what the queue has, or waits until it has been worked off. */
  Drained drain(Stretch stretch) throws Exception;

  @Override
  default void close() {}

  /**
   * How it went.
   *
   * @param seconds from the first event's beginning to the last one's end
   * @param more other figures, by {@code name|unit}
   */
  record Drained(double seconds, Map<String, Double> more) {}
}
