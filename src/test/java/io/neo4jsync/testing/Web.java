package io.neo4jsync.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** The two addresses of a running sync, and ways to ask them. */
public final class Web {

  public static final JsonMapper JSON = JsonMapper.builder().build();

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final int http = Processes.freePort();
  private final int management = Processes.freePort();

  /** The settings that make a sync of a test listen there, and {@code more}. */
  public String[] settings(String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "camel.management.enabled",
                "true",
                "camel.server.enabled",
                "true",
                "http.port",
                String.valueOf(http),
                "management.port",
                String.valueOf(management)));
    settings.addAll(Arrays.asList(more));
    return settings.toArray(String[]::new);
  }

  /** What stands for a key in the file of keys. */
  public static String sum(String key) {
    return "sha256:" + HexFormat.of().formatHex(digest("SHA-256", key));
  }

  /** What PostgreSQL makes of {@code md5(text)::uuid}. */
  public static UUID md5(String text) {
    ByteBuffer sum = ByteBuffer.wrap(digest("MD5", text));
    return new UUID(sum.getLong(), sum.getLong());
  }

  private static byte[] digest(String algorithm, String text) {
    try {
      return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The address of a path on the server that has it. */
  public URI uri(String path) {
    boolean manages = path.startsWith("/observe") || path.startsWith("/hawtio");
    return URI.create("http://127.0.0.1:" + (manages ? management : http) + path);
  }

  /**
   * @param headers name, value, name, value
   */
  public HttpResponse<String> ask(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .timeout(Duration.ofSeconds(20))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(method + " " + path + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public HttpResponse<String> get(String path, String... headers) {
    return ask("GET", path, null, headers);
  }

  public HttpResponse<String> post(String path, String body, String... headers) {
    return ask("POST", path, body, headers);
  }

  /** The answer of a request that is served, as JSON. */
  public JsonNode json(String path) throws IOException {
    HttpResponse<String> answer = get(path);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }
}
