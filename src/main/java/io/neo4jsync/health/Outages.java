package io.neo4jsync.health;

import io.neo4jsync.leader.NotLeadingException;
import io.neo4jsync.queue.Faults;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.util.ObjectHelper;
import org.neo4j.driver.exceptions.Neo4jException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the sync is paused, since when and why. A pause lasts from the first failure to the next
 * look at the queue that succeeds; a reason that stays the same is told once.
 */
public final class Outages {

  private static final Logger LOG = LoggerFactory.getLogger("io.neo4jsync.outage");
  private static final long FIRST_MILLIS = 500;
  private static final long LONGEST_MILLIS = 5_000;

  private final String postgres;
  private final String neo4j;
  private volatile Pause pause;

  /**
   * @param postgres the address of PostgreSQL, as it may be shown
   * @param neo4j the address of Neo4j, likewise
   */
  public Outages(String postgres, String neo4j) {
    this.postgres = postgres;
    this.neo4j = neo4j;
  }

  /** The sync does not write; {@code tries} is how often it has failed since. */
  public record Pause(Instant since, String reason, int tries) {}

  /** Something is wrong that is no row's fault. Returns for how many milliseconds to hold back. */
  public long begin(Exchange exchange) {
    Throwable caught = Faults.caught(exchange);
    String reason = caught.getClass().getSimpleName() + ": " + Faults.text(caught) + where(caught);
    Throwable notLeading = ObjectHelper.getException(NotLeadingException.class, caught);
    if (notLeading != null) {
      LOG.info("{}", notLeading.getMessage());
      pause = null;
      return FIRST_MILLIS;
    }
    Pause before = pause;
    if (before == null || !before.reason.equals(reason)) {
      LOG.warn("Sync paused, it goes on by itself when this is over: {}", reason);
    }
    int tries = before == null ? 0 : before.tries + 1;
    pause = new Pause(before == null ? Instant.now() : before.since, reason, tries);
    return Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(tries, 10));
  }

  /**
   * The server it concerns. What Java itself throws is a fault of this program, found only by where
   * it was thrown.
   */
  private String where(Throwable caught) {
    if (ObjectHelper.getException(Neo4jException.class, caught) != null) {
      return " (Neo4j, " + neo4j + ")";
    }
    if (ObjectHelper.getException(SQLException.class, caught) != null) {
      return " (PostgreSQL, " + postgres + ")";
    }
    Throwable root = Faults.root(caught);
    return root.getClass().getName().startsWith("java.lang.")
        ? Arrays.stream(root.getStackTrace())
            .filter(frame -> frame.getClassName().startsWith("io.neo4jsync."))
            .findFirst()
            .map(frame -> ", thrown at " + frame)
            .orElse("")
        : "";
  }

  /** A look at the queue has succeeded. Returns whether the sync was paused before. */
  public boolean end() {
    Pause over = pause;
    if (over == null) {
      return false;
    }
    pause = null;
    LOG.info(
        "Sync goes on after a pause of {} s.",
        Duration.between(over.since, Instant.now()).toSeconds());
    return true;
  }

  /** The pause that lasts at this moment. */
  public Optional<Pause> current() {
    return Optional.ofNullable(pause);
  }
}
