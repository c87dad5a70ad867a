package io.neo4jsync.cli;

import io.neo4jsync.app.RouteFiles;
import io.neo4jsync.app.SyncParts;
import io.neo4jsync.capture.CaptureInstaller;
import io.neo4jsync.graph.GraphSchema;
import io.neo4jsync.mapping.Mappings;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "install",
    description = {
      "Sets up queue, triggers, constraints and indexes from the route files.",
      "Can be repeated at any time; run it after adding or changing a route file."
    },
    footer = {"", "Examples:", "  install --dry-run", "  install --grant-to neo4j_sync"})
final class InstallCommand extends PartsCommand {

  @Option(
      names = "--always",
      description =
          "Triggers fire for replicated changes too (session_replication_role = replica).")
  private boolean always;

  @Option(
      names = "--grant-to",
      paramLabel = "ROLE",
      description =
          "Gives the role what it needs to run the sync; later installs renew that without the option.")
  private String role;

  /** Migrating a queue of millions of rows may take its time. */
  @Override
  Map<String, String> overrides() {
    return Map.of("postgres.statement.timeout.seconds", "7200");
  }

  @Option(
      names = "--dry-run",
      description = "Says what it would do, table by table, and changes nothing.")
  private boolean dry;

  @Override
  int call(SyncParts parts) throws Exception {
    Mappings mappings = RouteFiles.mappings(parts);
    CaptureInstaller capture =
        new CaptureInstaller(
            parts.postgres(),
            parts.settings().required("postgres.schema"),
            parts.settings().text("sync.soft.delete.column"));
    GraphSchema graph = new GraphSchema(parts.driver(), parts.database());
    boolean good = true;
    if (dry) {
      List<String> pending = capture.pendingMigrations();
      out().println("PostgreSQL: " + pending.size() + " migrations to apply");
      pending.forEach(migration -> out().println("  " + migration));
      good &= print("  %-24s %s%s%n", capture.dryRun(mappings, always));
      good &= print("  role %-19s %s%s%n", capture.grantDryRun(role));
    } else {
      out().println("PostgreSQL: " + capture.migrate() + " migrations applied");
      good &= print("  %-24s %s%s%n", capture.install(mappings, always));
      good &= print("  role %-19s %s%s%n", capture.grant(role));
    }
    out().println("Neo4j:");
    out().flush();
    for (GraphSchema.Line line : dry ? graph.dryRun(mappings) : graph.install(mappings)) {
      out().println("  " + line.text());
      good &= line.good();
    }
    if (dry) {
      out().println("Nothing was changed.");
    }
    return good ? 0 : SyncCommand.FAILED;
  }

  private boolean print(String format, List<CaptureInstaller.Line> lines) {
    boolean good = true;
    for (CaptureInstaller.Line line : lines) {
      out().printf(format, line.table(), line.good() ? "" : "FAILED: ", line.text());
      good &= line.good();
    }
    return good;
  }
}
