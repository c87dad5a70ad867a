package io.neo4jsync.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.neo4jsync.doctor.Doctor;
import io.neo4jsync.doctor.Finding;
import io.neo4jsync.doctor.Finding.Level;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "doctor",
    description = {
      "Looks at everything the sync needs (settings, route files, both databases, queue, triggers,"
          + " privileges, constraints, clocks) and says what is wrong and what to do.",
      "Changes nothing. Exit code 1 if something is wrong; warnings alone are good."
    },
    footer = {
      "",
      "Run it as the user that runs the sync, with the same settings. Examples:",
      "  doctor                      before the first start, and when something is odd",
      "  doctor --json | jq '.checks[] | select(.level == \"FAILED\")'"
    })
final class DoctorCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Prints one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    List<Finding> findings =
        new Doctor(
                SyncCommand.environment(spec),
                Map.of(),
                Path.of(""),
                Doctor.Limits.USUAL,
                finding -> print(out, finding))
            .look();
    long failed = count(findings, Level.FAILED);
    long warnings = count(findings, Level.WARNING);
    if (json) {
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("good", failed == 0);
      answer.put("failed", failed);
      answer.put("warnings", warnings);
      answer.put("checks", findings);
      out.println(JsonMapper.builder().build().writeValueAsString(answer));
    } else {
      out.printf("%d wrong, %d warnings, %d checks%n", failed, warnings, findings.size());
    }
    out.flush();
    return failed == 0 ? 0 : SyncCommand.FAILED;
  }

  private static long count(List<Finding> findings, Level level) {
    return findings.stream().filter(finding -> finding.level() == level).count();
  }

  private void print(PrintWriter out, Finding finding) {
    if (!json) {
      out.println(label(finding.level()) + finding);
      out.flush();
    }
  }

  private static String label(Level level) {
    return switch (level) {
      case OK -> Ink.GREEN.on("ok   ");
      case SKIPPED -> Ink.FAINT.on("skip ");
      case WARNING -> Ink.YELLOW.on("WARN ");
      case FAILED -> Ink.RED.on("FAIL ");
    };
  }
}
