package io.neo4jsync.chaos;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL that can be restarted, crashed and paused; port and data stay the same. */
final class PostgresServer implements AutoCloseable {

  private final Path data;
  private final Path programs;
  private final int port = Processes.freePort();

  PostgresServer(Path folder) throws IOException {
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

  String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  int port() {
    return port;
  }

  void start() {
    String options =
        "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200"
            .formatted(port);
    control("-o", options, "-l", data.resolveSibling("postgresql.log").toString(), "start");
  }

  /** Sessions are ended, nothing is lost. */
  void restart() {
    control("-m", "fast", "stop");
    start();
  }

  /** As if the machine had lost its power: the next start recovers from the log. */
  void crash() {
    control("-m", "immediate", "stop");
  }

  void pause() {
    Processes.signal("STOP", processes());
  }

  void resume() {
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

  private long postmaster() throws IOException {
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
