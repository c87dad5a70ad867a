package io.neo4jsync.queue;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * How often the queue is looked at. As long as events come, every interval; when none has come for
 * a second, less often, so that an idle process costs next to nothing.
 */
public final class Pace {

  private static final long QUIET_NANOS = Duration.ofSeconds(1).toNanos();

  private final long restMillis;
  private final LongSupplier clock;
  private volatile long lastFound;

  /**
   * @param interval the pause between two looks, which passes anyway
   * @param rest the same while nothing comes
   */
  public Pace(Duration interval, Duration rest) {
    this(interval, rest, System::nanoTime);
  }

  Pace(Duration interval, Duration rest, LongSupplier clock) {
    restMillis = Math.max(0, rest.minus(interval).toMillis());
    this.clock = clock;
    lastFound = clock.getAsLong();
  }

  /**
   * How much longer than the interval it pauses after a look, in milliseconds.
   *
   * @param claimed not 0 if the look has ended before everything was done; null if it was cut off
   */
  public long rest(@Variable("claimed") Integer claimed) {
    boolean isMore = claimed != null && claimed > 0;
    return isMore || clock.getAsLong() - lastFound < QUIET_NANOS ? 0 : restMillis;
  }

  /** Notes which events a look has found; returns how many. */
  public int found(@Body List<?> events) {
    if (!events.isEmpty()) {
      lastFound = clock.getAsLong();
    }
    return events.size();
  }
}
