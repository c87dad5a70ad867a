package io.neo4jsync.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {

  private long now = -5_000_000_000L;
  private final Pace pace = new Pace(Duration.ofMillis(100), () -> now);

  private boolean dueAfter(long millis) {
    now += Duration.ofMillis(millis).toNanos();
    return pace.isDue();
  }

  @Test
  void looksEachTimeWhileEventsCome() {
    for (int i = 0; i < 200; i++) {
      assertThat(dueAfter(20)).isTrue();
      pace.found(i % 40 == 0 ? List.of("one", "two") : List.of());
    }
  }

  @Test
  void restsAfterASecondWithoutEvents() {
    dueAfter(990);
    assertThat(dueAfter(20)).isFalse();
    assertThat(dueAfter(20)).isFalse();
    assertThat(dueAfter(60)).isTrue();
    assertThat(dueAfter(99)).isFalse();
    assertThat(dueAfter(1)).isTrue();
  }

  @Test
  void anEventEndsTheRest() {
    dueAfter(2000);
    assertThat(dueAfter(20)).isFalse();
    assertThat(dueAfter(80)).isTrue();
    assertThat(pace.found(List.of("one"))).isEqualTo(1);
    assertThat(dueAfter(20)).isTrue();
    assertThat(dueAfter(20)).isTrue();
  }
}
