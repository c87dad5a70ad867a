package io.neo4jsync.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.neo4jsync.queue.Change;
import io.neo4jsync.queue.ChangeBatch;
import io.neo4jsync.queue.Faults;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Variable;

/** Counts what the writer does. The routes call it; what they can count themselves they do. */
public final class SyncMetrics {

  private record Kind(String table, String operation) {}

  private final MeterRegistry registry;
  private final Timer lag;
  private final DistributionSummary batchSize;
  private final Timer claiming;
  private final Timer writing;
  private final Map<Kind, Counter> events = new HashMap<>();
  private long eventsSince;
  private long batchesSince;
  private double worstLagSince;

  /**
   * @param context the name of the Camel context, with which Camel labels what routes count
   */
  public SyncMetrics(MeterRegistry registry, String context) {
    this.registry = registry;
    lag =
        Timer.builder("neo4j.sync.lag")
            .description(
                "From the start of the changing transaction to its completion in the graph")
            .serviceLevelObjectives(
                Duration.ofMillis(10),
                Duration.ofMillis(25),
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                Duration.ofMillis(250),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofMillis(2_500),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                Duration.ofMinutes(30),
                Duration.ofHours(1),
                Duration.ofHours(6))
            .register(registry);
    batchSize =
        DistributionSummary.builder("neo4j.sync.batch.events")
            .description("Events completed together")
            .register(registry);
    claiming = batchTimer(context, "postgresql", "claim");
    writing = batchTimer(context, "neo4j", "write");
    // the routes count these; an increase can only be seen of what was there before
    registry.counter("neo4j.sync.batch.splits", "camelContext", context);
    registry.counter("neo4j.sync.retries", "camelContext", context);
    for (String kind : Faults.KINDS) {
      registry.counter("neo4j.sync.dead.letters", "camelContext", context, "reason", kind);
    }
  }

  private Timer batchTimer(String context, String database, String step) {
    return registry.timer(
        "neo4j.sync.batch", "camelContext", context, "database", database, "step", step);
  }

  /** Notes that a batch is in the graph and marked completed; returns how many events it has. */
  public synchronized int completed(ChangeBatch batch) {
    List<Change> changes = batch.changes();
    batchSize.record(changes.size());
    eventsSince += changes.size();
    batchesSince++;
    long now = System.nanoTime();
    for (Change change : changes) {
      events
          .computeIfAbsent(new Kind(change.table(), change.operation()), this::counter)
          .increment();
      if (change.capturedAt() != 0) {
        long nanos = Math.max(0, now - change.capturedAt());
        worstLagSince = Math.max(worstLagSince, nanos / 1e9);
        lag.record(nanos, TimeUnit.NANOSECONDS);
      }
    }
    return changes.size();
  }

  /** When a look at the queue begins. */
  public long now() {
    return System.nanoTime();
  }

  /** Notes how long it took to claim a batch; returns that. */
  public Duration claimed(@Variable("claimBegan") long began) {
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    claiming.record(took);
    return took;
  }

  /** Notes how long Neo4j took for a batch; returns that. */
  public Duration wrote(@Variable("writeTook") Duration took) {
    writing.record(took);
    return took;
  }

  /** What has been written since this was last asked; empty if nothing. */
  public synchronized String summary() {
    String summary =
        eventsSince == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "%,d events in %,d batches are in the graph since the last summary, after at most %.2f s",
                eventsSince,
                batchesSince,
                worstLagSince);
    eventsSince = 0;
    batchesSince = 0;
    worstLagSince = 0;
    return summary;
  }

  /** Tables are those with capture, so there are not many of them. */
  private Counter counter(Kind kind) {
    return Counter.builder("neo4j.sync.events")
        .description("Events that are in the graph")
        .tags(Tags.of("table", kind.table(), "operation", kind.operation()))
        .register(registry);
  }
}
