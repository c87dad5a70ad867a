package io.neo4jsync.chaos;

import java.util.List;
import java.util.Map;

/** The jar as it ships, as a process to be started. */
final class SyncJar {

  private SyncJar() {}

  /** One command of the jar; what it prints is still to be sent somewhere. */
  static ProcessBuilder command(String jdbcUrl, String neo4jUri, String... arguments) {
    List<String> command = Processes.java("192m", "-jar", "target/neo4j-sync.jar");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "POSTGRES_URL",
                jdbcUrl,
                "POSTGRES_USER",
                "postgres",
                "POSTGRES_PASSWORD",
                "",
                "NEO4J_URI",
                neo4jUri,
                "NEO4J_USER",
                ""));
    return builder;
  }
}
