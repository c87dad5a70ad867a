package io.neo4jsync.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.neo4jsync.testing.Processes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A Prometheus of its own that asks every second, with the alerts' times made short. */
final class Prometheus implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Process process;
  private final int port = Processes.freePort();

  /**
   * @param folder for configuration and data
   * @param targets the ports with metrics
   */
  Prometheus(Path folder, List<Integer> targets) throws IOException {
    for (String rules : List.of("alerts.yml", "alerts-schedules.yml")) {
      String text = Files.readString(Path.of("monitoring", "prometheus", rules));
      Files.writeString(folder.resolve(rules), hurried(text));
    }
    String asked =
        String.join(", ", targets.stream().map(target -> "'127.0.0.1:" + target + "'").toList());
    Files.writeString(
        folder.resolve("prometheus.yml"),
        """
        global: {scrape_interval: 1s, evaluation_interval: 1s}
        rule_files: [alerts.yml, alerts-schedules.yml]
        scrape_configs:
          - job_name: neo4j-sync
            metrics_path: /observe/metrics
            static_configs: [{targets: [%s]}]
        """
            .formatted(asked));
    process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + folder.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    Awaitility.await("Prometheus is up")
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> firing().isEmpty() || !firing().isEmpty());
  }

  /** Nobody waits ten minutes for an alert here; what it compares stays what it is. */
  private static String hurried(String rules) {
    return rules
        .replaceAll("for: \\d+m", "for: 1s")
        .replace("[5m]", "[30s]")
        .replace("[15m]", "[60s]")
        .replace("age_seconds) > 120", "age_seconds) > 5")
        .replace("[30s]))) > 30", "[30s]))) > 3")
        .replace("> 3600", "> 5")
        .replace("timestamp_seconds > 120", "timestamp_seconds > 40")
        .replace("8 * 86400", "25");
  }

  /** The names of the alerts that fire. */
  Set<String> firing() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/alerts")).build();
    JsonNode answer =
        JSON.readTree(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
    Set<String> firing = new TreeSet<>();
    for (JsonNode alert : answer.at("/data/alerts")) {
      if (alert.get("state").asText().equals("firing")) {
        firing.add(alert.at("/labels/alertname").asText());
      }
    }
    return firing;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(null, 20, TimeUnit.SECONDS).join();
    process.destroyForcibly();
  }
}
