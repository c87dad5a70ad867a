package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.neo4jsync.testing.Processes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Spans reach a collector when tracing is switched on, and nothing of it is there otherwise. */
class TracingIT {

  /** What was sent, as text: names stand in the messages as they are. */
  private final Queue<String> received = new ConcurrentLinkedQueue<>();

  @Test
  void aCollectorGetsTheSpansOfABatch() throws Exception {
    HttpServer collector = collector();
    String endpoint = "http://127.0.0.1:" + collector.getAddress().getPort();
    try (SmallSource source = new SmallSource("tracing.endpoint", endpoint).start()) {
      source.tools(3);
      source.drain();
    } finally {
      collector.stop(0); // closing the sync has sent the rest
    }
    assertThat(String.join("\n", received))
        .startsWith("POST /v1/traces application/x-protobuf")
        .contains("service.name", "neo4j-sync", "process-batch", "await-write", "entity-tools")
        .as("looks at the queue are left out")
        .doesNotContain("claim-batch", "settle-batch");
  }

  @Test
  void aCollectorThatIsAwayCostsTracesAndNothingElse() throws Exception {
    String nobody = "http://127.0.0.1:" + Processes.freePort();
    try (SmallSource source = new SmallSource("tracing.endpoint", nobody).start()) {
      source.tools(3);
      source.drain();
      source.oracle().assertEqual();
    }
  }

  @Test
  void nothingIsSentAndNoThreadWaitsWithoutTheSwitch() throws Exception {
    HttpServer collector = collector();
    // where OpenTelemetry would send to by itself
    System.setProperty(
        "otel.exporter.otlp.endpoint", "http://127.0.0.1:" + collector.getAddress().getPort());
    try (SmallSource source = new SmallSource().start()) {
      source.tools(3);
      source.drain();
      assertThat(exporters()).isZero();
    } finally {
      System.clearProperty("otel.exporter.otlp.endpoint");
      collector.stop(0);
    }
    assertThat(received).isEmpty();
  }

  /** It ends on its own, some attempts to send the rest after the sync is closed. */
  @AfterEach
  void theExporterEnds() {
    Awaitility.await("the exporter ends")
        .atMost(Duration.ofMinutes(1))
        .until(() -> exporters() == 0);
  }

  private static long exporters() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("BatchSpanProcessor"))
        .count();
  }

  private HttpServer collector() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        request -> {
          byte[] body = request.getRequestBody().readAllBytes();
          received.add(
              request.getRequestMethod()
                  + " "
                  + request.getRequestURI()
                  + " "
                  + request.getRequestHeaders().getFirst("Content-Type")
                  + "\n"
                  + new String(body, StandardCharsets.ISO_8859_1));
          request.sendResponseHeaders(200, -1);
          request.close();
        });
    server.start();
    return server;
  }
}
