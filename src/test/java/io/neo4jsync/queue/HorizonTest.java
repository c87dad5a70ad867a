package io.neo4jsync.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Where looks at the queue begin. */
class HorizonTest {

  private static final long MILLI = 1_000_000;

  private final AtomicLong clock = new AtomicLong();
  private final Horizon horizon = new Horizon(clock::get);

  private long look(long millis, long... seqs) {
    long above = horizon.above();
    clock.addAndGet(millis * MILLI);
    List<Map<String, Object>> rows =
        Arrays.stream(seqs).mapToObj(seq -> Map.<String, Object>of("seq", seq)).toList();
    assertThat(horizon.seen(rows)).isEqualTo(seqs.length);
    return above;
  }

  @Test
  void quickLooksBeginAtTheBeginning() {
    assertThat(look(15, 50_000, 50_001)).isZero();
    assertThat(look(15)).isZero();
    assertThat(look(15, 60_000)).isZero();
  }

  @Test
  void afterASlowLookMostBeginNearTheEventsClaimedLast() {
    assertThat(look(100, 50_000, 50_001)).isZero();
    assertThat(look(5, 50_500)).as("a little before the first that was claimed").isEqualTo(40_000);
    assertThat(look(5)).isEqualTo(40_500);
    clock.addAndGet(100 * 20 * MILLI);
    assertThat(look(5, 7)).as("a twentieth of the time is for all").isZero();
    assertThat(look(5)).as("and when that is quick again, all looks are").isZero();
  }

  @Test
  void aLookThatClaimsManyMayTakeItsTime() {
    long[] thousand = LongStream.rangeClosed(1, 1000).toArray();
    look(110, thousand);
    assertThat(look(1)).isZero();
    look(130, thousand);
    assertThat(look(1)).as("never below the beginning").isZero();
    look(1, 30_000);
    assertThat(horizon.above()).isEqualTo(20_000);
  }
}
