package io.neo4jsync.health;

import io.neo4jsync.queue.Faults;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Exchange;

/** Whether the sync is paused, since when and why; the route {@code outage} keeps it up to date. */
public final class Outages {

  private volatile Pause pause;

  /** The sync does not write until its databases answer again. */
  public record Pause(Instant since, String reason) {}

  /** Notes that something is wrong that is no row's fault; returns what. */
  public String begin(Exchange exchange) {
    Throwable caught = Faults.caught(exchange);
    String reason = caught.getClass().getSimpleName() + ": " + Faults.text(caught);
    Pause before = pause;
    pause = new Pause(before == null ? Instant.now() : before.since, reason);
    return reason;
  }

  /** Both databases answer: the sync goes on. Returns for how long it was paused. */
  public String end() {
    Pause over = pause;
    pause = null;
    return over == null ? "0 s" : Duration.between(over.since, Instant.now()).toSeconds() + " s";
  }

  /** The pause that lasts at this moment. */
  public Optional<Pause> current() {
    return Optional.ofNullable(pause);
  }
}
