package io.neo4jsync.queue;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.camel.Body;

/**
 * How often the queue is looked at. As long as events come, every interval; when none has come for
 * a second, less often, so that an idle process costs next to nothing.
 */
public final class Pace {

  private static final long QUIET_NANOS = Duration.ofSeconds(1).toNanos();

  private final long restNanos;
  private final LongSupplier clock;
  private long lastFound;
  private long lastLook;

  /**
   * @param rest the pause between two looks while nothing comes
   */
  public Pace(Duration rest) {
    this(rest, System::nanoTime);
  }

  Pace(Duration rest, LongSupplier clock) {
    restNanos = rest.toNanos();
    this.clock = clock;
    lastFound = clock.getAsLong();
    lastLook = lastFound;
  }

  /** Whether it is time to look; if so, counts as a look. Asked once every interval. */
  public synchronized boolean isDue() {
    long now = clock.getAsLong();
    boolean due = now - lastFound < QUIET_NANOS || now - lastLook >= restNanos;
    if (due) {
      lastLook = now;
    }
    return due;
  }

  /** Notes which events a look has found; returns how many. */
  public synchronized int found(@Body List<?> events) {
    if (!events.isEmpty()) {
      lastFound = clock.getAsLong();
    }
    return events.size();
  }
}
