package io.neo4jsync.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.neo4jsync.capture.CaptureCheck;
import io.neo4jsync.health.Outages;
import io.neo4jsync.leader.Leadership;
import io.neo4jsync.queue.Faults;
import java.util.Map;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can be asked for at any time: how the queue stood when it was last looked at ({@code
 * sql/metrics/observe.sql}), and what this instance is. While PostgreSQL does not answer, the
 * gauges that come from it are NaN.
 */
public final class QueueGauges {

  private static final Logger LOG = LoggerFactory.getLogger(QueueGauges.class);

  private volatile Map<String, Object> observed = Map.of();
  private volatile boolean isToldOf;
  private volatile double observedAt = System.currentTimeMillis() / 1000.0;

  public QueueGauges(
      MeterRegistry registry, Leadership leadership, Outages outages, CaptureCheck captureCheck) {
    String events = "neo4j.sync.queue.events";
    String eventsMeaning = "Events of the queue by status; completed ones are estimated";
    for (String status : new String[] {"pending", "processing", "failed"}) {
      gauge(registry, events, eventsMeaning, status, Tags.of("status", status));
    }
    Gauge.builder(
            events,
            this,
            g -> Math.max(0, g.value("estimated") - g.unfinished() - g.value("failed")))
        .description(eventsMeaning)
        .tags("status", "completed")
        .register(registry);
    gauge(
        registry,
        "neo4j.sync.queue.oldest.pending.age.seconds",
        "Age of the oldest event that is not in the graph yet",
        "oldest",
        Tags.empty());
    gauge(
        registry,
        "neo4j.sync.oldest.transaction.age.seconds",
        "Age of the oldest transaction in PostgreSQL that holds back vacuum",
        "transaction",
        Tags.empty());
    gauge(
        registry,
        "neo4j.sync.full.sync.last.success.timestamp.seconds",
        "When a full sync of everything was last completed",
        "synced",
        Tags.empty());
    gauge(
        registry,
        "neo4j.sync.full.sync.last.failed",
        "1 if the newest full sync that is over has failed",
        "sync_failed",
        Tags.empty());
    gauge(
        registry,
        "neo4j.sync.verify.last.timestamp.seconds",
        "When everything was last verified",
        "verified",
        Tags.empty());
    for (String kind : new String[] {"missing", "different", "extra", "unwritable"}) {
      gauge(
          registry,
          "neo4j.sync.drift.elements",
          "Nodes and relationships the last verify of everything found wrong",
          kind,
          Tags.of("kind", kind));
    }
    Gauge.builder("neo4j.sync.full.sync.running", this, g -> g.isRunning())
        .description("1 while a full sync is under way")
        .register(registry);
    Gauge.builder("neo4j.sync.full.sync.progress.ratio", this, g -> g.progress())
        .description("How much of the full sync under way is done; 0 while there is none")
        .register(registry);
    Gauge.builder("neo4j.sync.observed.timestamp.seconds", this, g -> g.observedAt)
        .description(
            "When the queue was last looked at for these figures; before that, when the process started")
        .register(registry);
    Gauge.builder("neo4j.sync.leader", leadership, l -> l.isLeading() ? 1 : 0)
        .description("1 on the instance that writes")
        .register(registry);
    Gauge.builder("neo4j.sync.epoch", leadership, l -> l.isLeading() ? l.epoch() : Double.NaN)
        .description("The fencing token of this instance's lead")
        .register(registry);
    Gauge.builder("neo4j.sync.paused", outages, o -> o.current().isPresent() ? 1 : 0)
        .description("1 while a database is away and the sync waits for it")
        .register(registry);
    Gauge.builder("neo4j.sync.schema.problems", captureCheck, check -> check.last().size())
        .description("Mapped tables that are no longer as install left them")
        .register(registry);
  }

  private void gauge(
      MeterRegistry registry, String name, String meaning, String column, Tags tags) {
    Gauge.builder(name, this, g -> g.value(column))
        .description(meaning)
        .tags(tags)
        .register(registry);
  }

  /** Takes what {@code observe.sql} says; returns when, in seconds since 1970. */
  public double observed(Map<String, Object> row) {
    observed = row;
    isToldOf = false;
    observedAt = System.currentTimeMillis() / 1000.0;
    return observedAt;
  }

  /** Nothing is known any more; the reason is told once. Returns false. */
  public boolean lost(Exchange exchange) {
    if (!isToldOf) {
      LOG.warn(
          "The queue cannot be looked at for the metrics: {}",
          Faults.text(Faults.caught(exchange)));
      isToldOf = true;
    }
    observed = Map.of();
    return false;
  }

  private double value(String column) {
    Object value = observed.get(column);
    if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  private double unfinished() {
    return value("pending") + value("processing");
  }

  private double isRunning() {
    return observed.isEmpty() ? Double.NaN : observed.get("progress") == null ? 0 : 1;
  }

  private double progress() {
    return observed.isEmpty() || observed.get("progress") != null ? value("progress") : 0;
  }
}
