package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.SyncJar;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The jar as it ships, started as processes that end with the test. */
final class Jar implements AutoCloseable {

  private final Path folder;
  private final String heap;
  private final List<Process> started = new ArrayList<>();

  /**
   * @param folder for what the processes print
   */
  Jar(Path folder) {
    this(folder, "256m");
  }

  /**
   * @param heap as the JVM's option -Xmx takes it
   */
  Jar(Path folder, String heap) {
    this.folder = folder;
    this.heap = heap;
  }

  /**
   * What a command printed, and its exit code.
   *
   * @param answer standard output alone
   * @param text standard output, then standard error
   */
  record Outcome(int code, String answer, String text) {}

  Process start(SmallSource source, Map<String, String> environment, String... arguments)
      throws IOException {
    return start(source.url(), environment, arguments);
  }

  Process start(String url, Map<String, String> environment, String... arguments)
      throws IOException {
    ProcessBuilder builder =
        SyncJar.command(
            SyncJar.shortLived(heap), url, Databases.neo4j().boltURI().toString(), arguments);
    builder.redirectOutput(file("out").toFile()).redirectError(file("err").toFile());
    builder.environment().put("MANAGEMENT_PORT", String.valueOf(freePort()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private Path file(String of) {
    return folder.resolve("process" + started.size() + "." + of);
  }

  Outcome run(SmallSource source, Map<String, String> environment, String... arguments)
      throws Exception {
    return run(source.url(), environment, arguments);
  }

  Outcome run(String url, Map<String, String> environment, String... arguments) throws Exception {
    Path out = file("out");
    Path err = file("err");
    Process process = start(url, environment, arguments);
    assertThat(process.waitFor(90, TimeUnit.SECONDS))
        .as("ends by itself: %s", List.of(arguments))
        .isTrue();
    String answer = Files.readString(out);
    return new Outcome(process.exitValue(), answer, answer + Files.readString(err));
  }

  Outcome run(SmallSource source, String... arguments) throws Exception {
    return run(source, Map.of(), arguments);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    started.forEach(Process::destroyForcibly);
  }
}
