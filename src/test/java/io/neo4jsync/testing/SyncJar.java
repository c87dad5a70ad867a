package io.neo4jsync.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The jar as it ships, as a process to be started. */
public final class SyncJar {

  public static final Path FILE = Path.of("target/neo4j-sync.jar");

  private static final Path ARCHIVE = Path.of("target/neo4j-sync.jsa");

  private SyncJar() {}

  /** The java that runs this, with its options and arguments. */
  public static List<String> java(List<String> options, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(options);
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * One command of the jar, as the superuser and without passwords; what it prints is still to be
   * sent somewhere.
   */
  public static ProcessBuilder command(
      List<String> options, String jdbcUrl, String neo4jUri, String... arguments)
      throws IOException {
    List<String> command = java(options, "-jar", FILE.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
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
                "",
                "HTTP_PORT",
                String.valueOf(Processes.freePort())));
    return builder;
  }

  /**
   * Options for processes that live for seconds: the second compiler would never earn what it
   * costs, and classes are read from an archive instead of from a hundred jars.
   *
   * @param heap as the JVM's option -Xmx takes it
   * @param more other options
   */
  public static List<String> shortLived(String heap, String... more) throws IOException {
    List<String> options = new ArrayList<>(List.of(more));
    options.addAll(List.of("-Xmx" + heap, "-XX:TieredStopAtLevel=1", fromArchive()));
    return options;
  }

  /** The option that takes classes from an archive, which is made if there is none yet. */
  public static String fromArchive() throws IOException {
    archive();
    return "-XX:SharedArchiveFile=" + ARCHIVE;
  }

  private static synchronized void archive() throws IOException {
    if (Files.exists(ARCHIVE)
        && Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(FILE)) > 0) {
      return;
    }
    Process process =
        new ProcessBuilder(
                java(
                    List.of("-XX:ArchiveClassesAtExit=" + ARCHIVE, "-Xlog:cds=off"),
                    "-jar",
                    FILE.toString(),
                    "explain",
                    "tools"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException("the classes of " + FILE + " cannot be archived");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
