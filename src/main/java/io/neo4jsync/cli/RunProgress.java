package io.neo4jsync.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;

/** Shows how a run gets on: as a bar on a terminal, as lines elsewhere. */
final class RunProgress {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int WIDTH = 24;
  private static final long LINE_NANOS = 5_000_000_000L;
  private static final String ERASE = "\r\u001B[K";

  private final PrintWriter out;
  private final boolean wanted;
  private final boolean terminal = Ansi.AUTO.enabled();
  private boolean barShown;
  private long lastLine;

  RunProgress(PrintWriter out, boolean wanted) {
    this.out = out;
    this.wanted = wanted;
  }

  /** A line of its own. */
  synchronized void say(String text) {
    if (wanted) {
      end();
      out.println(text);
      out.flush();
    }
  }

  /** The run's columns as they are now. */
  synchronized void show(Map<String, Object> status) {
    if (!wanted) {
      return;
    }
    if (terminal) {
      out.print(ERASE + line(status, true));
      out.flush();
      barShown = true;
    } else if (lastLine == 0 || System.nanoTime() - lastLine > LINE_NANOS) {
      lastLine = System.nanoTime();
      out.println(line(status, false));
      out.flush();
    }
  }

  /** Takes the bar away. */
  synchronized void end() {
    if (barShown) {
      out.print(ERASE);
      out.flush();
      barShown = false;
    }
  }

  private static String line(Map<String, Object> status, boolean bar) {
    if (status.get("state").equals("pending") || status.get("expected") == null) {
      return "run " + status.get("id") + " waits for its turn";
    }
    long processed = number(status, "processed");
    long expected = Math.max(processed, number(status, "expected"));
    double share = expected == 0 ? 1 : (double) processed / expected;
    double seconds = status.get("seconds") == null ? 0 : (Double) status.get("seconds");
    double rate = seconds > 0 ? processed / seconds : 0;
    StringBuilder line = new StringBuilder();
    if (bar) {
      int full = (int) Math.round(share * WIDTH);
      line.append('[').append("=".repeat(full)).append(" ".repeat(WIDTH - full)).append("] ");
    }
    line.append(
        "%3.0f %%  %,d of %,d rows  %,.0f/s".formatted(share * 100, processed, expected, rate));
    if (rate > 0 && processed < expected) {
      line.append("  about ").append(duration((expected - processed) / rate)).append(" left");
    }
    line.append("  ").append(status.get("phase"));
    if (status.get("table_name") != null) {
      line.append(' ').append(status.get("table_name"));
    }
    return line.toString();
  }

  private static String duration(double seconds) {
    long whole = Math.max(1, Math.round(seconds));
    if (whole < 60) {
      return whole + " s";
    }
    return whole < 3_600
        ? (whole / 60) + " min " + (whole % 60) + " s"
        : (whole / 3_600) + " h " + (whole % 3_600 / 60) + " min";
  }

  private static long number(Map<String, Object> status, String column) {
    return status.get(column) == null ? 0 : ((Number) status.get(column)).longValue();
  }

  /** What a run that is over has done. */
  void summary(Map<String, Object> status, boolean dry) throws JsonProcessingException {
    String header = dry ? "would write" : "written";
    out.printf(
        "%-24s %10s %12s %10s %10s %8s%n",
        "", "read", header, "unchanged", dry ? "extra" : "removed", "queued");
    JsonNode tables = JSON.readTree((String) status.get("tables"));
    tables
        .properties()
        .forEach(
            table -> {
              JsonNode counts = table.getValue();
              out.printf(
                  Locale.ROOT,
                  "%-24s %,10d %,12d %,10d %,10d %,8d%n",
                  table.getKey(),
                  counts.path("read").asLong(),
                  counts.path("written").asLong(),
                  counts.path("unchanged").asLong(),
                  counts.path(dry ? "extra" : "pruned").asLong(),
                  counts.path("queued").asLong());
              if (dry) {
                counts.path("differences").forEach(text -> out.println("    " + text.asText()));
                counts
                    .path("sample")
                    .forEach(key -> out.println("    not in the source: " + key.asText()));
              }
            });
    out.printf(
        Locale.ROOT,
        "run %s %s after %.1f s: %,d rows read, %,d %s, %,d unchanged, %,d removed, %,d failed%n",
        status.get("id"),
        status.get("state"),
        status.get("seconds") == null ? 0.0 : (Double) status.get("seconds"),
        number(status, "read"),
        number(status, "written"),
        header,
        number(status, "unchanged"),
        number(status, "pruned"),
        number(status, "failed"));
    if (status.get("error") != null) {
      out.println(status.get("error"));
    }
    if (number(status, "failed") > 0) {
      out.println("Rows that failed stand in the queue with their reason; see status.");
    }
  }

  /** The run as one JSON object. */
  static String json(Map<String, Object> status) throws JsonProcessingException {
    ObjectNode object = JSON.valueToTree(status);
    object.set("tables", JSON.readTree((String) status.get("tables")));
    return JSON.writeValueAsString(object);
  }
}
