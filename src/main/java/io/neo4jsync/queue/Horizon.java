package io.neo4jsync.queue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * From where on the queue is looked at. A transaction that stays open somewhere in PostgreSQL keeps
 * the index entries of completed events alive, and each look from the beginning goes through all of
 * them. So when that becomes slow, most looks begin a little before the events that were claimed
 * last, and only some at the very beginning, where late and reset events may be.
 */
public final class Horizon {

  /** A look takes longer with more rows; beyond that, what it took was spent on finding them. */
  private static final long SLOW_NANOS = Duration.ofMillis(20).toNanos();

  private static final long SLOW_NANOS_PER_ROW = Duration.ofNanos(100_000).toNanos();

  /** Looks at everything take at most this share of the time. */
  private static final int SHARE = 20;

  /** Events whose transactions may still be open when later ones are claimed. */
  private static final long MARGIN = 10_000;

  private final LongSupplier clock;
  private long lowest;
  private long begin;
  private boolean whole;
  private long wholeDone;
  private long wholeTook;

  public Horizon() {
    this(System::nanoTime);
  }

  Horizon(LongSupplier clock) {
    this.clock = clock;
  }

  /** The look begins: events with a {@code seq} above the returned one are to be looked for. */
  public synchronized long above() {
    begin = clock.getAsLong();
    whole = wholeTook == 0 || begin - wholeDone >= SHARE * wholeTook;
    return whole ? 0 : Math.max(0, lowest - MARGIN);
  }

  /** The look is over. Returns how many events it has found. */
  public synchronized int seen(List<Map<String, Object>> rows) {
    long now = clock.getAsLong();
    if (!rows.isEmpty()) {
      lowest = ((Number) rows.get(0).get("seq")).longValue();
    }
    if (whole) {
      long took = now - begin;
      wholeTook = took > SLOW_NANOS + SLOW_NANOS_PER_ROW * rows.size() ? took : 0;
      wholeDone = now;
    }
    return rows.size();
  }
}
