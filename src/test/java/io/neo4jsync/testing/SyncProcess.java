package io.neo4jsync.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The jar as it ships, in a process of its own, and what it takes. */
public final class SyncProcess implements AutoCloseable {

  /** {@code Pause Young … 95M->31M(128M)} */
  private static final Pattern COLLECTION = Pattern.compile("(\\d+)M->(\\d+)M\\(\\d+M\\)");

  private static final String TIMER =
      "(?m)^camel_route_policy_seconds_%s\\{.*routeId=\"%s\".*} (\\S+)$";

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Path folder;
  private final String name;
  private final int port = Processes.freePort();
  private final Process process;

  /**
   * @param folder for what it prints
   * @param name of the files there
   * @param options of its JVM
   * @param environment its settings
   */
  public SyncProcess(
      Path folder,
      String name,
      List<String> options,
      Map<String, String> environment,
      String url,
      String neo4jUri,
      String... arguments)
      throws IOException {
    this.folder = folder;
    this.name = name;
    Files.createDirectories(folder);
    List<String> all = new ArrayList<>(options);
    all.add("-Xlog:gc:file=" + file("gc") + "::filecount=0");
    ProcessBuilder builder = SyncJar.command(all, url, neo4jUri, arguments);
    builder.redirectErrorStream(true).redirectOutput(file("out").toFile());
    builder.environment().put("MANAGEMENT_PORT", String.valueOf(port));
    builder.environment().putAll(environment);
    process = builder.start();
  }

  private Path file(String kind) {
    return folder.resolve(name + "." + kind);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until it ends by itself; returns its exit code. */
  public int await() throws InterruptedException {
    return process.waitFor();
  }

  /** What it has printed. */
  public String output() throws IOException {
    return Files.readString(file("out"));
  }

  /** Megabytes of heap: the most before a collection, and the most that one has left. */
  public record Heap(int most, int kept) {}

  public Heap heap() throws IOException {
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
  public long resident() {
    return ProcessUse.mostResident(process.pid());
  }

  /** Whether it leads or stands by, and can do its work. */
  public boolean isReady() {
    try {
      return get("health/ready").statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Milliseconds that the route takes on average. */
  public double mean(String route) throws IOException, InterruptedException {
    String metrics = get("metrics").body();
    return 1000 * value(metrics, "sum", route) / Math.max(1, value(metrics, "count", route));
  }

  private HttpResponse<String> get(String what) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/observe/" + what);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
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
