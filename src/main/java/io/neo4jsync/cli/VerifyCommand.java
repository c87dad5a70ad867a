package io.neo4jsync.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.neo4jsync.app.RouteFiles;
import io.neo4jsync.app.SyncParts;
import io.neo4jsync.app.Verifier;
import io.neo4jsync.fullsync.RunScope;
import io.neo4jsync.fullsync.Runs;
import io.neo4jsync.fullsync.Runs.Request;
import io.neo4jsync.mapping.MappingException;
import io.neo4jsync.queue.QueueStatus;
import io.neo4jsync.verify.DriftReport;
import io.neo4jsync.verify.DriftReport.Sample;
import io.neo4jsync.verify.DriftReport.Table;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "verify",
    description = {
      "Compares every table with the graph, by key and by value, and says what differs.",
      "Changes that are still in the queue are no drift. Exit code 3: drift found, and not repaired."
    })
final class VerifyCommand extends PartsCommand {

  /** So many rows of a table may be removed by a repair whatever their share. */
  private static final int REMOVED_AT_LEAST = 10;

  @Option(names = "--repair", description = "Writes and removes what differs, then verifies again.")
  private boolean repair;

  @Option(names = "--entity", paramLabel = "TABLE", description = "Only this table.")
  private String table;

  @Option(names = "--json", description = "Prints one JSON object.")
  private boolean json;

  @Override
  Map<String, String> overrides() {
    return RunFollower.OVERRIDES;
  }

  @Override
  int call(SyncParts parts) throws Exception {
    QueueStatus queue = requireQueue(parts);
    if (table != null) {
      try {
        RouteFiles.mappings(parts).required(table);
      } catch (MappingException e) {
        throw wrongUsage(e.getMessage());
      }
    }
    DriftReport report = Verifier.verify(parts, table);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("drift", report.isDrift());
    result.put("found", report.asMap());
    if (!json) {
      print(report, queue);
    }
    if (repair && report.isDrift()) {
      Runs runs = new Runs(parts.postgres(), parts.settings().required("sync.cluster"));
      long run =
          runs.request(
                  new Request(
                      new RunScope(null, table), false, false, REMOVED_AT_LEAST, "verify --repair"))
              .id();
      RunProgress progress = new RunProgress(out(), !json);
      progress.say("repairing by run " + run);
      Map<String, Object> status = new RunFollower(parts, runs).follow(run, progress);
      report = Verifier.verify(parts, table);
      result.put("drift", report.isDrift());
      result.put("run", JsonMapper.builder().build().readTree(RunProgress.json(status)));
      result.put("afterRepair", report.asMap());
      if (!json) {
        progress.summary(status, false);
        print(report, queue);
      }
    }
    if (json) {
      out().println(JsonMapper.builder().build().writeValueAsString(result));
    }
    if (report.isDrift()) {
      return SyncCommand.DRIFT;
    }
    return report.problems().isEmpty() ? 0 : SyncCommand.FAILED;
  }

  private void print(DriftReport report, QueueStatus queue) {
    out()
        .printf(
            "%-24s %10s %9s %9s %9s %10s %9s%n",
            "", "rows", "missing", "different", "extra", "unwritable", "in flight");
    report.tables().forEach(this::print);
    for (Sample sample : report.samples()) {
      out().println(line(sample));
    }
    report
        .problems()
        .forEach((name, reason) -> out().println("not compared: " + name + ": " + reason));
    Table total = report.total();
    out()
        .println(
            report.isDrift()
                ? String.format(
                    Locale.ROOT,
                    "Drift: %,d missing, %,d different, %,d extra, %,d unwritable, of %,d rows.%s",
                    total.missing(),
                    total.different(),
                    total.extra(),
                    total.unwritable(),
                    total.checked(),
                    repair ? "" : " verify --repair heals it.")
                : String.format(
                    Locale.ROOT,
                    report.problems().isEmpty()
                        ? "The graph equals the source: %,d rows."
                        : "The graph equals what could be compared: %,d rows.",
                    total.checked()));
    if (total.inFlight() > 0) {
      out()
          .printf(
              Locale.ROOT,
              "%,d rows could not be judged, because the queue still has events about them (%,d events wait).%n",
              total.inFlight(),
              queue.unfinished());
    }
    long failed = queue.count("failed");
    if (report.isDrift() && failed > 0) {
      out()
          .printf(
              Locale.ROOT,
              "%,d events of the queue have failed, which may be the reason; see status.%n",
              failed);
    }
    out().flush();
  }

  private void print(String name, Table counts) {
    out()
        .printf(
            Locale.ROOT,
            "%-24s %,10d %,9d %,9d %,9d %,10d %,9d%n",
            name,
            counts.checked(),
            counts.missing(),
            counts.different(),
            counts.extra(),
            counts.unwritable(),
            counts.inFlight());
  }

  private static String line(Sample sample) {
    String what = sample.kind() + ": " + sample.table() + " " + String.join(", ", sample.row());
    if (sample.element() != null && !sample.element().equals(sample.table())) {
      what += " " + sample.element();
    }
    if (sample.property() != null) {
      what +=
          " "
              + sample.property()
              + ": expected "
              + shortened(sample.expected())
              + ", found "
              + shortened(sample.found());
    } else if (sample.found() != null) {
      what += ": " + shortened(sample.found());
    }
    return what;
  }

  private static String shortened(String text) {
    return text == null || text.length() <= 160
        ? String.valueOf(text)
        : text.substring(0, 160) + "…";
  }
}
