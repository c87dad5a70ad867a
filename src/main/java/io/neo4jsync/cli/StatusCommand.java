package io.neo4jsync.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.neo4jsync.app.RouteFiles;
import io.neo4jsync.app.SyncParts;
import io.neo4jsync.capture.CaptureCheck.Problem;
import io.neo4jsync.fullsync.Runs;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.queue.Faults;
import io.neo4jsync.queue.QueueStatus;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "status",
    description =
        "Shows what is in the queue, what has failed and why, and which tables need attention.")
final class StatusCommand extends PartsCommand {

  @Option(names = "--json", description = "Prints one JSON object.")
  private boolean json;

  @Override
  Needs needs() {
    return Needs.POSTGRES;
  }

  @Override
  int call(SyncParts parts) throws Exception {
    QueueStatus queue = new QueueStatus(parts.postgres());
    queue.requireInstalled();
    List<Map<String, Object>> statuses = queue.byStatus();
    List<Map<String, Object>> failures = queue.failures(10);
    List<Map<String, Object>> runs =
        new Runs(parts.postgres(), parts.settings().required("sync.cluster")).latest(3);
    List<Problem> problems = problems(parts);
    if (json) {
      out()
          .println(
              JsonMapper.builder()
                  .build()
                  .writeValueAsString(
                      Map.of(
                          "queue",
                          statuses,
                          "failed",
                          failures,
                          "runs",
                          runs,
                          "problems",
                          problems)));
      return 0;
    }
    if (statuses.isEmpty()) {
      out().println("The queue is empty.");
    }
    for (Map<String, Object> row : statuses) {
      out()
          .printf(
              "%-10s %8s  oldest %s  newest %s%n",
              row.get("status"), row.get("count"), row.get("oldest"), row.get("newest"));
    }
    for (Problem problem : problems) {
      out().println("PROBLEM: " + problem);
    }
    for (Map<String, Object> run : runs) {
      out()
          .printf(
              "full sync %s %s, asked for by %s at %s: %s read, %s written, %s removed, %s failed%s%n",
              run.get("id"),
              run.get("state"),
              run.get("requested_by"),
              run.get("requested_at"),
              run.get("read"),
              run.get("written"),
              run.get("pruned"),
              run.get("failed"),
              run.get("error") == null ? "" : "; " + run.get("error"));
    }
    for (Map<String, Object> row : failures) {
      out()
          .printf(
              "%nfailed: %s of %s %s%n  row %s, attempt %s, route %s%n  %s%n",
              row.get("operation"),
              row.get("entity_type"),
              row.get("entity_key"),
              row.get("id"),
              row.get("attempts"),
              row.get("failed_route"),
              row.get("error"));
    }
    return 0;
  }

  private static List<Problem> problems(SyncParts parts) throws SQLException {
    Mappings mappings;
    try {
      mappings = RouteFiles.mappings(parts);
    } catch (Exception e) {
      return List.of(new Problem("route files", Faults.text(e)));
    }
    return parts.captureCheck().problems(mappings);
  }
}
