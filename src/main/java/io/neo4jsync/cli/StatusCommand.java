package io.neo4jsync.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.neo4jsync.app.SyncParts;
import io.neo4jsync.queue.Faults;
import io.neo4jsync.queue.QueueStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.dao.DataAccessException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

@Command(
    name = "status",
    description =
        "Shows what is in the queue, who leads, what has failed and why, full syncs, and which tables need attention.",
    footer = {
      "",
      "Lag is the age of the oldest change that is still to be written. Examples:",
      "  status",
      "  status --watch           until Ctrl-C",
      "  status --json | jq .lag_seconds"
    })
final class StatusCommand extends PartsCommand {

  /** Home, and what is below the last line away; each line erases what was behind it. */
  private static final String HOME = "\u001B[H";

  private static final String CLEAR = "\u001B[2J";
  private static final String REST_OF_LINE = "\u001B[K";
  private static final String REST_OF_SCREEN = "\u001B[J";

  @Option(names = "--json", description = "Prints one JSON object; with --watch one a line.")
  private boolean json;

  @Option(
      names = "--watch",
      paramLabel = "SECONDS",
      arity = "0..1",
      fallbackValue = "2",
      description =
          "Looks again every 2 seconds, or as often as it says, and estimates completed events instead of counting them; on a terminal the new status takes the place of the old.")
  private Double seconds;

  private final JsonMapper mapper = JsonMapper.builder().build();
  private boolean painted;

  @Override
  void check() {
    if (seconds != null && !(seconds >= 0.1 && seconds <= 86_400)) {
      throw wrongUsage("--watch is " + seconds + "; it takes seconds from 0.1 to 86400");
    }
  }

  @Override
  Needs needs() {
    return Needs.POSTGRES;
  }

  @Override
  int call(SyncParts parts) throws Exception {
    new QueueStatus(parts.postgres()).requireInstalled();
    StatusReport report = new StatusReport(parts, seconds != null);
    show(report.collect());
    while (seconds != null && !out().checkError()) {
      TimeUnit.MILLISECONDS.sleep(Math.round(seconds * 1000));
      try {
        show(report.collect());
      } catch (DataAccessException e) {
        // PostgreSQL is away, and may come back
        show(
            json
                ? mapper.writeValueAsString(Map.of("error", Faults.text(e)))
                : Ink.RED.on("PostgreSQL does not answer") + ": " + Faults.text(e));
      }
    }
    return 0;
  }

  private void show(Map<String, Object> report) throws JsonProcessingException {
    show(json ? mapper.writeValueAsString(report) : StatusText.of(report));
  }

  private void show(String text) {
    if (json || seconds == null) {
      out().println(text.stripTrailing());
    } else {
      String block = Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\n" + text.stripTrailing();
      if (Ansi.AUTO.enabled()) {
        out()
            .print(
                (painted ? "" : CLEAR)
                    + HOME
                    + block.replace("\n", REST_OF_LINE + "\n")
                    + REST_OF_LINE
                    + "\n"
                    + REST_OF_SCREEN);
        painted = true;
      } else {
        out().println(block + "\n");
      }
    }
    out().flush();
  }
}
