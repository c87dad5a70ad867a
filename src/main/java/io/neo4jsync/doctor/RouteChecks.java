package io.neo4jsync.doctor;

import io.neo4jsync.app.RouteFiles;
import io.neo4jsync.app.SyncParts;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.queue.Faults;
import java.util.Optional;

/** Whether the route files load, and what they map makes sense. */
final class RouteChecks {

  private RouteChecks() {}

  static Optional<Mappings> look(SyncParts parts, Findings findings) {
    Mappings mappings;
    try {
      mappings = RouteFiles.check(parts);
    } catch (Exception e) {
      findings.failed("route files", Faults.text(e), "correct the file; nothing runs without it");
      return Optional.empty();
    }
    if (mappings.all().isEmpty()) {
      findings.failed(
          "route files",
          "those in " + parts.settings().routes() + " map no table",
          "start in the project's folder, or set SYNC_ROUTES");
      return Optional.empty();
    }
    findings.ok(
        "route files",
        "%d tables mapped in %s".formatted(mappings.all().size(), parts.settings().routes()));
    return Optional.of(mappings);
  }
}
