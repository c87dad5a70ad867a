package io.neo4jsync.app;

import io.neo4jsync.settings.Settings;
import io.neo4jsync.settings.SettingsException;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Sends spans of the routes to a collector, by OTLP over HTTP. Without {@code tracing.endpoint}
 * nothing of OpenTelemetry is made. OpenTelemetry's own variables ({@code OTEL_SERVICE_NAME},
 * {@code OTEL_TRACES_SAMPLER}, {@code OTEL_EXPORTER_OTLP_HEADERS}, …) hold.
 */
final class Tracing {

  private Tracing() {}

  /** Camel's option; it would trace, to nowhere, by default. */
  static Map<String, String> properties(Settings settings) {
    return Map.of("camel.opentelemetry2.enabled", String.valueOf(!endpoint(settings).isEmpty()));
  }

  /**
   * Gives the context the tracer that it looks for.
   *
   * @throws SettingsException when the endpoint, or a variable of OpenTelemetry's, makes no sense
   */
  static void addTo(CamelContext context, Settings settings) throws Exception {
    String endpoint = endpoint(settings);
    if (endpoint.isEmpty()) {
      return;
    }
    OpenTelemetrySdk sdk = sdk(endpoint, settings.required("camel.main.name"));
    context.getRegistry().bind("tracer", sdk.getTracer("org.apache.camel"));
    context.getRegistry().bind("propagators", sdk.getPropagators());
    context.addService(
        new ServiceSupport() {
          @Override
          protected void doShutdown() {
            sdk.close(); // sends what is left, for at most ten seconds
          }
        });
  }

  private static OpenTelemetrySdk sdk(String endpoint, String service) {
    try {
      return AutoConfiguredOpenTelemetrySdk.builder()
          .disableShutdownHook()
          .addPropertiesSupplier(
              () ->
                  Map.of(
                      "otel.service.name", service,
                      "otel.exporter.otlp.protocol", "http/protobuf",
                      // a collector that is away must not hold up the end of the process
                      "otel.java.exporter.otlp.retry.disabled", "true",
                      "otel.metrics.exporter", "none",
                      "otel.logs.exporter", "none"))
          .addPropertiesCustomizer(known -> Map.of("otel.exporter.otlp.endpoint", endpoint))
          .build()
          .getOpenTelemetrySdk();
    } catch (ConfigurationException e) {
      throw new SettingsException(
          "setting tracing.endpoint is '"
              + endpoint
              + "', and with it, or with a variable OTEL_…, OpenTelemetry cannot be set up: "
              + e.getMessage(),
          e);
    }
  }

  private static String endpoint(Settings settings) {
    return settings.text("tracing.endpoint");
  }
}
