package io.neo4jsync.cli;

import io.neo4jsync.leader.CurrentLeader;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The status for people. */
final class StatusText {

  private static final int LONGEST_REASON = 300;

  private final StringBuilder text = new StringBuilder();

  private StatusText() {}

  static String of(Map<String, Object> report) {
    StatusText text = new StatusText();
    text.queue(rows(report, "queue"), report);
    text.leader(report.get("leader"));
    for (Object problem : (List<?>) report.get("problems")) {
      text.line(Ink.RED.on("PROBLEM") + ": %s", problem.toString());
    }
    text.runs(rows(report, "runs"));
    text.reasons(rows(report, "reasons"));
    text.failures(rows(report, "failed"));
    return text.text.toString();
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> rows(Map<String, Object> report, String key) {
    return (List<Map<String, Object>>) report.get(key);
  }

  @SuppressWarnings("unchecked")
  private void leader(Object leader) {
    line(
        "leader: "
            + (leader == null
                ? Ink.YELLOW.on("nobody leads now")
                : CurrentLeader.words((Map<String, Object>) leader)));
  }

  private void line(String line) {
    text.append(line).append(System.lineSeparator());
  }

  private void line(String format, Object... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      // keys and errors may hold what a terminal would obey
      if (arguments[i] instanceof String argument) {
        arguments[i] = argument.replaceAll("\\p{Cntrl}+", " ");
      }
    }
    line(String.format(Locale.ROOT, format, arguments));
  }

  private void queue(List<Map<String, Object>> statuses, Map<String, Object> report) {
    if (statuses.isEmpty()) {
      line("The queue is empty.");
    } else {
      line(
          Ink.BOLD.on("%-10s %12s %10s %9s  %s"), "queue", "events", "oldest", "attempts", "since");
    }
    for (Map<String, Object> row : statuses) {
      String status = String.valueOf(row.get("status"));
      if (Boolean.TRUE.equals(row.get("estimated"))) {
        line("%-10s %12s", status, String.format(Locale.ROOT, "~%,d", row.get("count")));
        continue;
      }
      line(
          (status.equals("failed") ? Ink.RED.on("%-10s") : "%-10s") + " %,12d %10s %9s  %s",
          status,
          row.get("count"),
          age(row.get("oldest_seconds")),
          row.get("attempts"),
          row.get("oldest"));
    }
    line(
        "lag %s, %,d events written in the last minute",
        age(report.get("lag_seconds")), report.get("written_in_last_minute"));
  }

  private void runs(List<Map<String, Object>> runs) {
    for (Map<String, Object> run : runs) {
      String error = run.get("error") == null ? "" : "; " + run.get("error");
      line(
          "full sync %s %s%s, asked for by %s at %s: %s read, %s written, %s removed, %s failed%s",
          run.get("id"),
          run.get("state"),
          progress(run),
          run.get("requested_by"),
          run.get("requested_at"),
          run.get("read"),
          run.get("written"),
          run.get("pruned"),
          run.get("failed"),
          error);
    }
  }

  /** How far a run that is under way has come. */
  private static String progress(Map<String, Object> run) {
    if (!"running".equals(run.get("state")) || run.get("expected") == null) {
      return "";
    }
    long processed = ((Number) run.get("processed")).longValue();
    long expected = Math.max(processed, ((Number) run.get("expected")).longValue());
    return String.format(
        Locale.ROOT,
        " (%d %%, %,d of %,d rows, %s %s)",
        expected == 0 ? 100 : 100 * processed / expected,
        processed,
        expected,
        run.get("phase"),
        run.get("table_name") == null ? "" : run.get("table_name"));
  }

  private void reasons(List<Map<String, Object>> reasons) {
    if (!reasons.isEmpty()) {
      line("");
      line(Ink.BOLD.on("failed, by reason (… stands for values)"));
    }
    for (Map<String, Object> reason : reasons) {
      List<?> tables = (List<?>) reason.get("tables");
      line(
          "%,9d  %s: %s",
          reason.get("count"),
          tables.size() > 5 ? tables.size() + " tables" : String.join(", ", strings(tables)),
          shortened(String.valueOf(reason.get("reason"))));
    }
  }

  private static List<String> strings(List<?> list) {
    return list.stream().map(String::valueOf).toList();
  }

  private void failures(List<Map<String, Object>> failures) {
    for (Map<String, Object> row : failures) {
      line("");
      line(
          Ink.RED.on("failed") + ": %s of %s %s",
          row.get("operation"),
          row.get("entity_type"),
          row.get("entity_key"));
      line(
          "  row %s, attempt %s, route %s, changed at %s",
          row.get("id"), row.get("attempts"), row.get("failed_route"), row.get("created_at"));
      line("  %s", row.get("error"));
    }
  }

  private static String shortened(String reason) {
    return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…";
  }

  private static String age(Object seconds) {
    if (seconds == null) {
      return "";
    }
    long age = Math.max(0, ((Number) seconds).longValue());
    if (age < 120) {
      return age + " s";
    }
    if (age < 7_200) {
      return age / 60 + " min";
    }
    return age < 172_800 ? age / 3_600 + " h" : age / 86_400 + " d";
  }
}
