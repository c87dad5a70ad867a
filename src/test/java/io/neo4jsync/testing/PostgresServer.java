package io.neo4jsync.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A PostgreSQL that can be restarted, crashed and paused; port and data stay the same. */
public final class PostgresServer implements AutoCloseable {

  private final Path data;
  private final Path programs;
  private final int port = Processes.freePort();
  private final String settings;

  public PostgresServer(Path folder) throws IOException {
    this(folder, Map.of());
  }

  /**
   * @param settings beside the server's own defaults, which keep what is committed
   */
  public PostgresServer(Path folder, Map<String, String> settings) throws IOException {
    this.settings =
        settings.entrySet().stream()
            .map(setting -> " -c " + setting.getKey() + "=" + setting.getValue())
            .collect(Collectors.joining());
    Files.createDirectories(folder);
    data = folder.resolve("data").toAbsolutePath();
    // the embedded one makes the data folder and shows where its programs are
    EmbeddedPostgres first =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPGStartupWait(Duration.ofSeconds(60))
            .start();
    programs =
        Path.of(ProcessHandle.of(postmaster()).flatMap(p -> p.info().command()).orElseThrow())
            .getParent();
    first.close();
    start();
  }

  public String jdbcUrl() {
    return jdbcUrl("postgres");
  }

  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  public int port() {
    return port;
  }

  public void start() {
    String options =
        "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200"
                .formatted(port)
            + settings;
    control("-o", options, "-l", data.resolveSibling("postgresql.log").toString(), "start");
  }

  /** Sessions are ended, nothing is lost. */
  public void restart() {
    control("-m", "fast", "stop");
    start();
  }

  /** As if the machine had lost its power: the next start recovers from the log. */
  public void crash() {
    control("-m", "immediate", "stop");
  }

  public void pause() {
    Processes.signal("STOP", processes());
  }

  public void resume() {
    Processes.signal("CONT", processes());
  }

  private List<Long> processes() {
    List<Long> all = new ArrayList<>();
    postmasterIfAny()
        .ifPresent(
            postmaster -> {
              all.add(postmaster.pid());
              postmaster.descendants().forEach(child -> all.add(child.pid()));
            });
    return all;
  }

  private java.util.Optional<ProcessHandle> postmasterIfAny() {
    try {
      return ProcessHandle.of(postmaster());
    } catch (IOException e) {
      return java.util.Optional.empty();
    }
  }

  public long postmaster() throws IOException {
    return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
  }

  /** Root may not run it, unless in a user namespace in which it is nobody. */
  private void control(String... arguments) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(
        List.of(programs.resolve("pg_ctl").toString(), "-D", data.toString(), "-w", "-t", "60"));
    command.addAll(List.of(arguments));
    if (Processes.run(data.getParent(), command) != 0) {
      throw new IllegalStateException(
          "PostgreSQL: " + command + " failed, see postgresql.log in " + data.getParent());
    }
  }

  private boolean isRoot() {
    try {
      return Files.getAttribute(data, "unix:uid").equals(0);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    resume();
    if (postmasterIfAny().isPresent()) {
      crash();
    }
  }
}
