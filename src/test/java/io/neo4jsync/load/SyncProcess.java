package io.neo4jsync.load;

import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.SyncJar;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The jar as it ships, in a process of its own, and what it takes. */
final class SyncProcess implements AutoCloseable {

  static final Path FOLDER = Path.of("target/load");

  /** {@code Pause Young … 95M->31M(128M)} */
  private static final Pattern COLLECTION = Pattern.compile("(\\d+)M->(\\d+)M\\(\\d+M\\)");

  private static final String TIMER =
      "(?m)^camel_route_policy_seconds_%s\\{.*routeId=\"%s\".*} (\\S+)$";

  private final String name;
  private final int port = freePort();
  private final Process process;

  SyncProcess(String name, String url, String heap, String... arguments) throws IOException {
    this.name = name;
    Files.createDirectories(FOLDER);
    ProcessBuilder builder =
        SyncJar.command(
            List.of("-Xmx" + heap, "-Xlog:gc:file=" + file("gc") + "::filecount=0"),
            url,
            Databases.neo4j().boltURI().toString(),
            arguments);
    builder.redirectErrorStream(true).redirectOutput(file("out").toFile());
    builder.environment().put("MANAGEMENT_PORT", String.valueOf(port));
    process = builder.start();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException("no free port", e);
    }
  }

  private Path file(String kind) {
    return FOLDER.resolve(name + "." + kind);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until it ends by itself; returns its exit code. */
  int await() throws InterruptedException {
    return process.waitFor();
  }

  /** What it has printed. */
  String output() throws IOException {
    return Files.readString(file("out"));
  }

  /** Megabytes of heap: the most before a collection, and the most that one has left. */
  record Heap(int most, int kept) {}

  Heap heap() throws IOException {
    int most = 0;
    int kept = 0;
    Matcher collections = COLLECTION.matcher(Files.readString(file("gc")));
    while (collections.find()) {
      most = Math.max(most, Integer.parseInt(collections.group(1)));
      kept = Math.max(kept, Integer.parseInt(collections.group(2)));
    }
    return new Heap(most, kept);
  }

  /** The most memory the process has had, in megabytes; 0 where the system does not say. */
  long resident() throws IOException {
    Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    Matcher most = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB").matcher(Files.readString(status));
    return most.find() ? Long.parseLong(most.group(1)) / 1024 : 0;
  }

  /** Milliseconds that the route takes on average. */
  double mean(String route) throws IOException, InterruptedException {
    String metrics =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/observe/metrics"))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    return 1000 * value(metrics, "sum", route) / Math.max(1, value(metrics, "count", route));
  }

  private static double value(String metrics, String kind, String route) {
    Matcher found = Pattern.compile(TIMER.formatted(kind, route)).matcher(metrics);
    return found.find() ? Double.parseDouble(found.group(1)) : 0;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(null, 40, TimeUnit.SECONDS).join();
    process.destroyForcibly();
  }
}
