package io.neo4jsync.health;

import io.neo4jsync.leader.Leadership;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Ready is an instance that leads and writes, or stands by; if it is not, this says why. */
public final class SyncHealthCheck extends AbstractHealthCheck {

  private final Leadership leadership;
  private final Outages outages;

  public SyncHealthCheck(Leadership leadership, Outages outages) {
    super("neo4j-sync", "sync");
    this.leadership = leadership;
    this.outages = outages;
  }

  /** An outage is nothing that a restart would mend. */
  @Override
  public boolean isLiveness() {
    return false;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    builder.detail("role", leadership.isLeading() ? "leader" : "standby");
    builder.up();
    leadership
        .fault()
        .ifPresent(fault -> builder.down().message("leadership cannot be settled: " + fault));
    outages
        .current()
        .filter(pause -> leadership.isLeading())
        .ifPresent(
            pause ->
                builder
                    .down()
                    .message("paused: " + pause.reason())
                    .detail("since", pause.since().toString()));
  }
}
