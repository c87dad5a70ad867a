package io.neo4jsync.doctor;

import io.neo4jsync.http.GuardedServers;
import io.neo4jsync.settings.Settings;
import io.neo4jsync.settings.SettingsException;

/** Who can reach the HTTP addresses, and with what. */
final class AccessChecks {

  private AccessChecks() {}

  static void look(Settings settings, Findings findings) {
    try {
      findings.ok("access", new GuardedServers(settings).access());
    } catch (SettingsException e) {
      findings.failed("access", e.getMessage());
    }
  }
}
