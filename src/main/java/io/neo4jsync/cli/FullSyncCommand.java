package io.neo4jsync.cli;

import io.neo4jsync.app.RouteFiles;
import io.neo4jsync.app.SyncParts;
import io.neo4jsync.fullsync.RunScope;
import io.neo4jsync.fullsync.Runs;
import io.neo4jsync.fullsync.Runs.Request;
import io.neo4jsync.fullsync.Runs.Requested;
import io.neo4jsync.mapping.MappingException;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "full-sync",
    description = {
      "Makes the graph equal to the tables, beside live changes; writes only what differs.",
      "If another instance leads, it does the work and this command follows it. Ctrl-C stops the run cleanly;"
          + " a run that was killed is taken up where it was by the next instance, or by this command."
    })
final class FullSyncCommand extends PartsCommand {

  /** At most one of them. */
  static final class Scope {
    @Option(
        names = "--tenant-id",
        paramLabel = "ID",
        description = "Only this tenant's rows, and the rows without a tenant they need.")
    private String tenant;

    @Option(names = "--entity", paramLabel = "TABLE", description = "Only this table.")
    private String table;
  }

  @ArgGroup private final Scope scope = new Scope();

  @Option(
      names = "--dry-run",
      description = "Counts what would be written and removed, with samples; writes nothing.")
  private boolean dry;

  @Option(
      names = "--allow-prune",
      description =
          "Removes what the source does not have, however much it is (otherwise at most"
              + " SYNC_PRUNE_LIMIT_PERCENT of each table).")
  private boolean allowPrune;

  @Option(names = "--cancel", description = "Asks the runs that are waiting or under way to stop.")
  private boolean cancel;

  @Option(names = "--json", description = "Prints one JSON object at the end.")
  private boolean json;

  @Override
  Map<String, String> overrides() {
    return RunFollower.OVERRIDES;
  }

  @Override
  int call(SyncParts parts) throws Exception {
    requireQueue(parts);
    Runs runs = new Runs(parts.postgres(), parts.settings().required("sync.cluster"));
    if (cancel) {
      out().println(runs.cancelAll() + " runs asked to stop");
      return 0;
    }
    if (scope.table != null) {
      try {
        RouteFiles.mappings(parts).required(scope.table);
      } catch (MappingException e) {
        throw wrongUsage(e.getMessage());
      }
    }
    Requested run =
        runs.request(
            new Request(new RunScope(scope.tenant, scope.table), dry, allowPrune, 0, "full-sync"));
    RunProgress progress = new RunProgress(out(), !json);
    if (run.joined()) {
      progress.say("joining run " + run.id() + ", which does the same and is not over");
    }
    Map<String, Object> status = new RunFollower(parts, runs).follow(run.id(), progress);
    if (json) {
      out().println(RunProgress.json(status));
    } else {
      progress.summary(status, dry);
    }
    boolean good =
        status.get("state").equals("completed") && ((Number) status.get("failed")).longValue() == 0;
    return good ? 0 : SyncCommand.FAILED;
  }
}
