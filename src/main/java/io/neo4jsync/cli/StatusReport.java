package io.neo4jsync.cli;

import io.neo4jsync.app.RouteFiles;
import io.neo4jsync.app.SyncParts;
import io.neo4jsync.capture.CaptureCheck.Problem;
import io.neo4jsync.fullsync.Runs;
import io.neo4jsync.leader.CurrentLeader;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.queue.FailedEvents;
import io.neo4jsync.queue.FailedEvents.Filter;
import io.neo4jsync.queue.Faults;
import io.neo4jsync.queue.QueueStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What status tells, collected anew each time it is asked for. */
final class StatusReport {

  private static final int FAILURES = 10;
  private static final int RUNS = 3;
  private static final Set<Object> UNFINISHED = Set.of("pending", "processing");

  /** Loading the routes and asking the catalogue about each table costs more than all the rest. */
  private static final long PROBLEMS_NANOS = Duration.ofSeconds(30).toNanos();

  private final SyncParts parts;
  private final boolean again;
  private final QueueStatus queue;
  private List<Problem> problems = List.of();
  private long looked;
  private Map<String, Object> failedSeen;
  private Object reasons;
  private Object failures;

  /**
   * @param again whether the report is asked for again and again: then completed events are not
   *     counted but estimated, and failed ones read anew only when there are others
   */
  StatusReport(SyncParts parts, boolean again) {
    this.parts = parts;
    this.again = again;
    queue = new QueueStatus(parts.postgres());
  }

  /**
   * The keys of {@code status --json}. Problems are at most half a minute old, the rest is of this
   * moment.
   */
  Map<String, Object> collect() {
    String cluster = parts.settings().required("sync.cluster");
    List<Map<String, Object>> statuses = again ? queue.atAGlance() : queue.byStatus();
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("queue", statuses);
    report.put("lag_seconds", lag(statuses));
    report.put("written_in_last_minute", queue.writtenInLastMinute());
    report.put("leader", new CurrentLeader(parts.postgres(), cluster).find().orElse(null));
    readFailed(statuses);
    report.put("reasons", reasons);
    report.put("failed", failures);
    report.put("runs", new Runs(parts.postgres(), cluster).latest(RUNS));
    if (looked == 0 || System.nanoTime() - looked > PROBLEMS_NANOS) {
      problems = problems();
      looked = System.nanoTime();
    }
    report.put("problems", problems);
    return report;
  }

  private void readFailed(List<Map<String, Object>> statuses) {
    Map<String, Object> seen = new HashMap<>();
    for (Map<String, Object> row : statuses) {
      if (row.get("status").equals("failed")) {
        seen.putAll(row);
        seen.remove("oldest_seconds"); // grows by itself
      }
    }
    if (!again || !seen.equals(failedSeen)) {
      FailedEvents failed = new FailedEvents(parts.postgres());
      reasons = failed.reasons();
      failures = failed.list(Filter.ALL, 0, FAILURES);
      failedSeen = seen;
    }
  }

  /** The age of the oldest change that is still to be written, in seconds. */
  private static long lag(List<Map<String, Object>> statuses) {
    return statuses.stream()
        .filter(row -> UNFINISHED.contains(row.get("status")))
        .mapToLong(row -> row.get("oldest_seconds") == null ? 0 : (Long) row.get("oldest_seconds"))
        .max()
        .orElse(0);
  }

  private List<Problem> problems() {
    Mappings mappings;
    try {
      mappings = RouteFiles.mappings(parts);
    } catch (Exception e) {
      return List.of(new Problem("route files", Faults.text(e)));
    }
    try {
      return parts.captureCheck().problems(mappings);
    } catch (Exception e) {
      // a role that only watches may read the queue and nothing else
      return List.of(new Problem("tables", "cannot be looked at: " + Faults.text(e)));
    }
  }
}
