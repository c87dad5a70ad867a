package io.neo4jsync.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.neo4jsync.app.InsightRefresh;
import io.neo4jsync.app.SyncParts;
import io.neo4jsync.insights.JobRun;
import io.neo4jsync.insights.JobScope;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "refresh",
    description = {
      "Computes them anew with Graph Data Science, for the whole graph and for each tenant, beside the running sync.",
      "Exit code 1: another run is under way, Neo4j has no Graph Data Science, or a scope has no new results."
    })
final class RefreshInsightsCommand extends PartsCommand {

  @Option(names = "--json", description = "Prints one JSON object.")
  private boolean json;

  @Override
  Map<String, String> overrides() {
    return RunFollower.OVERRIDES;
  }

  @Override
  int call(SyncParts parts) throws Exception {
    requireQueue(parts);
    JobRun run = InsightRefresh.run(parts);
    if (json) {
      out().println(JsonMapper.builder().build().writeValueAsString(run.report()));
    } else {
      run.getScopes().forEach(this::print);
    }
    return run.isGood() ? 0 : SyncCommand.FAILED;
  }

  private void print(JobScope scope) {
    Map<String, Object> report = scope.report();
    if (scope.fault() != null) {
      out().println(Ink.RED.on("no new results") + " of " + scope.getName() + ": " + scope.fault());
      return;
    }
    out()
        .printf(
            Locale.ROOT,
            "%s: %,d roles, %,d jobs, %,d communities, %,d similarities, %,d islands in %.1f s%n",
            scope.getName(),
            report.get("roles"),
            report.get("jobs"),
            report.get("communities"),
            report.get("similarities"),
            report.get("islands"),
            report.get("seconds"));
  }
}
