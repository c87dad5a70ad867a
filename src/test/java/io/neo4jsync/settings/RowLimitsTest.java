package io.neo4jsync.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RowLimitsTest {

  private static final long MEGABYTE = 1 << 20;

  @Test
  void followFromTheHeap() {
    RowLimits small = limits(96, Map.of());
    assertThat(small.batch()).isEqualTo(3 * MEGABYTE);
    assertThat(small.row()).isEqualTo(96 * MEGABYTE / 10);
    RowLimits large = limits(4096, Map.of());
    assertThat(large.batch()).isEqualTo(8 * MEGABYTE);
    assertThat(large.row()).isEqualTo(4096 * MEGABYTE / 10);
  }

  @Test
  void followFromTheSettings() {
    RowLimits limits =
        limits(4096, Map.of("sync.batch.megabytes", "2", "sync.row.megabytes", "100"));
    assertThat(limits.batch()).isEqualTo(2 * MEGABYTE);
    assertThat(limits.row()).isEqualTo(100 * MEGABYTE);
  }

  @Test
  void aRefusalSaysHowLargeTheRowIsAndWhatItTakes() {
    assertThat(limits(96, Map.of()).refusal(64 * MEGABYTE + 300))
        .isEqualTo(
            "the row has 64.0 MB as JSON, and 9.6 MB is the most this process can carry with a heap"
                + " of 96.0 MB; with -Xmx673m or more it passes, after retry-failed");
    assertThat(limits(96, Map.of("sync.row.megabytes", "5")).refusal(6 * MEGABYTE))
        .contains("sync.row.megabytes allows 5.0 MB; with a higher limit it passes");
    assertThat(limits(96, Map.of("sync.row.megabytes", "5")).refusal(16 * MEGABYTE))
        .contains("with a higher limit and -Xmx168m or more it passes");
    assertThat(limits(673 * 96 / 100, Map.of()).row()).isGreaterThan(64 * MEGABYTE + 300);
  }

  private static RowLimits limits(long heapMegabytes, Map<String, String> settings) {
    return RowLimits.of(Settings.load(Map.of(), settings), heapMegabytes * MEGABYTE);
  }
}
