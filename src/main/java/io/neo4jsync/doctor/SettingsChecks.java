package io.neo4jsync.doctor;

import io.neo4jsync.settings.Settings;
import io.neo4jsync.settings.SettingsException;
import io.neo4jsync.settings.UnknownSettings;
import io.neo4jsync.settings.UnknownSettings.Unknown;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Settings that nobody can use, and settings that nobody reads. */
final class SettingsChecks {

  private final Map<String, String> environment;
  private final Map<String, String> overrides;
  private final Path folder;
  private final Map<String, SettingsException> faults = new LinkedHashMap<>();

  SettingsChecks(Map<String, String> environment, Map<String, String> overrides, Path folder) {
    this.environment = environment;
    this.overrides = overrides;
    this.folder = folder;
  }

  /** Settings to go on with: those at fault are noted as they are read. */
  Settings settings() {
    return Settings.tolerant(environment, overrides, this::note);
  }

  private synchronized void note(String key, SettingsException fault) {
    faults.putIfAbsent(key, fault);
  }

  synchronized boolean areGood(String... keys) {
    return Arrays.stream(keys).noneMatch(faults::containsKey);
  }

  /** Says what has been noted until now. */
  synchronized void report(Findings findings) {
    faults.values().forEach(fault -> findings.failed("settings", fault.getMessage()));
    if (faults.isEmpty()) {
      findings.ok("settings", "all of them can be used");
    }
    report(findings, "application.properties", UnknownSettings.inFile(folder));
    report(findings, "the environment", UnknownSettings.inEnvironment(environment));
  }

  private static void report(Findings findings, String where, List<Unknown> unknown) {
    for (Unknown setting : unknown) {
      findings.warning(
          "settings",
          "nobody reads " + setting.name() + " in " + where,
          setting
              .meant()
              .map(known -> "if " + known + " is meant, correct it")
              .orElse("the README lists the settings there are"));
    }
  }
}
