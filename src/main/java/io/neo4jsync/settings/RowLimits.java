package io.neo4jsync.settings;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * How much of the rows goes through memory at once, in bytes of their JSON.
 *
 * @param batch of the rows of a batch together, if it has more than one
 * @param row of a single row; a larger one is refused before it is transferred
 * @param heap the largest heap of this process
 * @param derived whether {@code row} follows from the heap, and not from a setting
 */
public record RowLimits(long batch, long row, long heap, boolean derived) {

  /** Rows that PostgreSQL may send at once. */
  public static final int ROWS_AT_ONCE = 100;

  /**
   * Shares of the heap, as divisors. A row on its way is there several times: as PostgreSQL sent
   * it, as text (two bytes for each character if one of them is beyond Latin-1), as value, and as
   * the driver sends it. Measured were 3.5 times its size in Latin letters, and 9 times with one
   * other character. Small values in great numbers, as in arrays, take up to 25 times the size of
   * their JSON.
   */
  private static final int HEAPS_BATCHES = 32;

  private static final int HEAPS_ROWS = 10;

  private static final long MEGABYTE = 1024 * 1024;

  /**
   * The limits as {@code sync.batch.megabytes} and {@code sync.row.megabytes} say, and as the heap
   * of this process allows.
   */
  public static RowLimits of(Settings settings) {
    return of(settings, Runtime.getRuntime().maxMemory());
  }

  static RowLimits of(Settings settings, long heap) {
    long batch = settings.number("sync.batch.megabytes", 1, 1024) * MEGABYTE;
    OptionalInt set = settings.optionalNumber("sync.row.megabytes", 1, 1024);
    long row = set.isEmpty() ? heap / HEAPS_ROWS : set.getAsInt() * MEGABYTE;
    return new RowLimits(Math.min(batch, heap / HEAPS_BATCHES), row, heap, set.isEmpty());
  }

  /** A row with more is read alone, so that those that come at once stay within a batch. */
  public long large() {
    return batch / ROWS_AT_ONCE;
  }

  /** Why a row of this size is refused, and what to do about it. */
  public String refusal(long size) {
    String most =
        derived
            ? megabytes(row)
                + " is the most this process can carry with a heap of "
                + megabytes(heap)
            : "sync.row.megabytes allows " + megabytes(row);
    // some collectors do not count all of -Xmx as heap
    long needed = (long) Math.ceil(1.05 * HEAPS_ROWS * size / MEGABYTE);
    String remedy = derived ? "" : "a higher limit";
    if (needed * MEGABYTE > heap) {
      remedy += (remedy.isEmpty() ? "" : " and ") + "-Xmx" + needed + "m or more";
    }
    return "the row has %s as JSON, and %s; with %s it passes, after retry-failed"
        .formatted(megabytes(size), most, remedy);
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", (double) bytes / MEGABYTE);
  }
}
