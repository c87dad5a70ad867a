package io.neo4jsync.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {

  private long now = -5_000_000_000L;
  private final Pace pace = new Pace(Duration.ofMillis(20), Duration.ofMillis(100), () -> now);

  private long restAfter(long millis) {
    now += Duration.ofMillis(millis).toNanos();
    return pace.rest(0);
  }

  @Test
  void looksEachIntervalWhileEventsCome() {
    for (int i = 0; i < 200; i++) {
      assertThat(restAfter(20)).isZero();
      pace.found(i % 40 == 0 ? List.of("one", "two") : List.of());
    }
  }

  @Test
  void restsAfterASecondWithoutEvents() {
    assertThat(restAfter(999)).isZero();
    assertThat(restAfter(1)).as("the interval passes anyway").isEqualTo(80);
    pace.found(List.of());
    assertThat(restAfter(100)).isEqualTo(80);
  }

  @Test
  void itGoesOnWithWhatIsNotDoneYet() {
    assertThat(restAfter(2000)).isPositive();
    assertThat(pace.rest(1)).isZero();
    assertThat(pace.rest(null)).as("after an outage").isPositive();
  }

  @Test
  void anEventEndsTheRest() {
    assertThat(restAfter(2000)).isPositive();
    assertThat(pace.found(List.of("one"))).isEqualTo(1);
    assertThat(restAfter(0)).isZero();
    assertThat(restAfter(20)).isZero();
  }

  @Test
  void aRestThatIsShorterThanTheIntervalIsNone() {
    Pace even = new Pace(Duration.ofSeconds(2), Duration.ofMillis(100), () -> now);
    now += Duration.ofMinutes(1).toNanos();
    assertThat(even.rest(0)).isZero();
  }
}
