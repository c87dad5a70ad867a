package io.neo4jsync.cli;

import io.neo4jsync.app.SyncParts;
import io.neo4jsync.queue.FailedEvents;
import io.neo4jsync.queue.FailedEvents.Filter;
import io.neo4jsync.queue.QueueStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "retry-failed",
    description = {
      "Puts failed events back into the queue: all of them, or those that all options given mean.",
      "Repair the cause first; status shows the reasons."
    },
    footer = {
      "",
      "Examples:",
      "  retry-failed --entity tools --dry-run",
      "  retry-failed --reason 'does not fit the type' --limit 100",
      "  retry-failed --after 2026-03-01T06:00:00Z --before 2026-03-02",
      "  retry-failed --id 8c1d1c0e-6d3f-4a55-9d0a-0a5b8f5c7b11"
    })
final class RetryFailedCommand extends PartsCommand {

  @Option(names = "--entity", paramLabel = "TABLE", description = "Only events of this table.")
  private String table;

  @Option(
      names = "--id",
      paramLabel = "UUID",
      description = "Only this event; may be given more than once.")
  private List<String> ids = new ArrayList<>();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Only events whose error has this text in it, in any case.")
  private String reason;

  @Option(
      names = "--before",
      paramLabel = "TIMESTAMP",
      converter = Moment.class,
      description =
          "Only changes made before this moment: 2026-03-01T06:00:00Z, 2026-03-01T06:00 (UTC) or 2026-03-01.")
  private Instant before;

  @Option(
      names = "--after",
      paramLabel = "TIMESTAMP",
      converter = Moment.class,
      description = "Only changes made at this moment or later.")
  private Instant after;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "So many events at most, the oldest first.")
  private Integer limit;

  @Option(names = "--dry-run", description = "Only counts them.")
  private boolean dry;

  private Filter filter;

  @Override
  void check() {
    if ("".equals(reason)) {
      // most likely a variable of a script that is not set, and every event would match
      throw wrongUsage("--reason is empty; give a part of the error, or leave the option out");
    }
    try {
      filter = new Filter(table, ids, reason, before, after, limit);
    } catch (IllegalArgumentException e) {
      throw wrongUsage(e.getMessage());
    }
  }

  @Override
  Needs needs() {
    return Needs.POSTGRES;
  }

  @Override
  int call(SyncParts parts) throws Exception {
    new QueueStatus(parts.postgres()).requireInstalled();
    FailedEvents failed = new FailedEvents(parts.postgres());
    out()
        .println(
            dry
                ? failed.count(filter) + " events would be pending again"
                : failed.retry(filter) + " events are pending again");
    return 0;
  }
}
