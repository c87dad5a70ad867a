package io.neo4jsync.cli;

import io.neo4jsync.app.RouteFiles;
import io.neo4jsync.app.SyncParts;
import io.neo4jsync.capture.CaptureInstaller;
import io.neo4jsync.graph.GraphSchema;
import io.neo4jsync.mapping.Mappings;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "install",
    description = {
      "Sets up queue, triggers, constraints and indexes from the route files.",
      "Can be repeated at any time; run it after adding or changing a route file."
    })
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

  @Override
  int call(SyncParts parts) throws Exception {
    Mappings mappings = RouteFiles.mappings(parts);
    CaptureInstaller capture =
        new CaptureInstaller(
            parts.postgres(),
            parts.settings().required("postgres.schema"),
            parts.settings().text("sync.soft.delete.column"));
    out().println("PostgreSQL: " + capture.migrate() + " migrations applied");
    boolean good = true;
    for (CaptureInstaller.Line line : capture.install(mappings, always)) {
      out().printf("  %-24s %s%s%n", line.table(), line.good() ? "" : "FAILED: ", line.text());
      good &= line.good();
    }
    for (CaptureInstaller.Line line : capture.grant(role)) {
      out().printf("  role %-19s %s%s%n", line.table(), line.good() ? "" : "FAILED: ", line.text());
      good &= line.good();
    }
    out().println("Neo4j:");
    out().flush();
    GraphSchema graph =
        new GraphSchema(parts.driver(), parts.settings().required("neo4j.database"));
    for (GraphSchema.Line line : graph.install(mappings)) {
      out().println("  " + line.text());
      good &= line.good();
    }
    return good ? 0 : SyncCommand.FAILED;
  }
}
