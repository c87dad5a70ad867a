package io.neo4jsync.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.neo4jsync.api.FailedView;
import io.neo4jsync.api.Problems;
import io.neo4jsync.api.RunsView;
import io.neo4jsync.api.StatusView;
import io.neo4jsync.api.TablesView;
import io.neo4jsync.api.VerifyView;
import io.neo4jsync.capture.CaptureCheck;
import io.neo4jsync.fullsync.Runs;
import io.neo4jsync.graph.GraphCounts;
import io.neo4jsync.health.Outages;
import io.neo4jsync.leader.CurrentLeader;
import io.neo4jsync.metrics.QueueGauges;
import io.neo4jsync.metrics.SyncMetrics;
import io.neo4jsync.queue.FailedEvents;
import io.neo4jsync.verify.Verifications;
import javax.sql.DataSource;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.spi.Registry;

/** What the routes of metrics and API refer to, under the names they use. */
final class Watching {

  private Watching() {}

  static void addTo(
      Registry registry, SyncParts parts, Outages outages, CaptureCheck captureCheck) {
    MeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.bind(MicrometerConstants.METRICS_REGISTRY_NAME, meters);
    registry.bind(
        "syncMetrics", new SyncMetrics(meters, parts.settings().required("camel.main.name")));
    registry.bind(
        "queueGauges", new QueueGauges(meters, parts.leadership(), outages, captureCheck));

    DataSource postgres = parts.postgres();
    String cluster = parts.settings().required("sync.cluster");
    Runs runs = new Runs(postgres, cluster);
    registry.bind("problems", new Problems());
    registry.bind(
        "statusView",
        new StatusView(
            postgres,
            runs,
            parts.leadership(),
            outages,
            captureCheck,
            new CurrentLeader(postgres, cluster)));
    registry.bind("failedView", new FailedView(new FailedEvents(postgres)));
    registry.bind("runsView", new RunsView(runs, parts.mappings()));
    registry.bind(
        "verifyView",
        new VerifyView(
            new Verifications(postgres),
            parts.mappings(),
            (table, unwanted) -> Verifier.verify(parts, table, unwanted)));
    registry.bind(
        "tablesView",
        new TablesView(
            postgres,
            new GraphCounts(parts.driver(), parts.database()),
            parts.mappings(),
            parts.catalog(),
            parts.softDeleteColumn()));
  }
}
