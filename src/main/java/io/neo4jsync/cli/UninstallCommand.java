package io.neo4jsync.cli;

import io.neo4jsync.app.SyncParts;
import io.neo4jsync.capture.CaptureInstaller;
import picocli.CommandLine.Command;

@Command(
    name = "uninstall",
    description = {
      "Takes the triggers away, so that changes are no longer captured.",
      "Source tables, queue and graph keep their data; install brings capture back, a full sync what was missed."
    })
final class UninstallCommand extends PartsCommand {

  @Override
  Needs needs() {
    return Needs.POSTGRES;
  }

  @Override
  int call(SyncParts parts) throws Exception {
    CaptureInstaller capture =
        new CaptureInstaller(
            parts.postgres(),
            parts.settings().required("postgres.schema"),
            parts.settings().text("sync.soft.delete.column"));
    boolean good = true;
    for (CaptureInstaller.Line line : capture.uninstall()) {
      out().printf("  %-24s %s%s%n", line.table(), line.good() ? "" : "FAILED: ", line.text());
      good &= line.good();
    }
    return good ? 0 : SyncCommand.FAILED;
  }
}
