package io.neo4jsync.health;

import io.neo4jsync.leader.Leadership;
import java.util.List;
import java.util.Map;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
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
    List<String> stopped = stoppedRoutes();
    if (!stopped.isEmpty()) {
      builder.down().message("stopped routes: " + String.join(", ", stopped));
    }
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

  /** Not those that are being reloaded, which have no status for a moment. */
  private List<String> stoppedRoutes() {
    return getCamelContext().getRoutes().stream()
        .filter(Route::isAutoStartup)
        .map(Route::getId)
        .filter(
            id -> {
              ServiceStatus status = getCamelContext().getRouteController().getRouteStatus(id);
              return status != null && status.isStopped();
            })
        .sorted()
        .toList();
  }
}
