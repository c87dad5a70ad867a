package io.neo4jsync.insights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * An answer as it goes over the wire: with an entity tag, so that whoever has it already is told so
 * (304), and compressed where the caller takes that.
 */
final class Answer {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Smaller ones are not worth it. */
  private static final int COMPRESSED_FROM = 1_400;

  private static final int TAG_DIGITS = 32;

  private Answer() {}

  /** Puts the object into the exchange. */
  static void put(Exchange exchange, Map<String, Object> object) {
    Message request = exchange.getMessage();
    byte[] json = bytes(object);
    String tag = "W/\"" + tag(json) + "\"";
    String known = request.getHeader("If-None-Match", "", String.class);
    boolean gzip =
        request
            .getHeader("Accept-Encoding", "", String.class)
            .toLowerCase(Locale.ROOT)
            .matches("(.*,)?\\s*gzip\\s*(;\\s*q=(1(\\.0*)?|0?\\.0*[1-9][0-9]*))?\\s*(,.*)?");
    request.removeHeaders("*");
    request.setHeader(Exchange.CONTENT_TYPE, "application/json");
    request.setHeader("ETag", tag);
    // whose answer it is depends on the credentials
    request.setHeader("Cache-Control", "private, no-cache");
    request.setHeader("Vary", "Authorization, X-API-Key, Accept-Encoding");
    if (known.contains(tag) || known.strip().equals("*")) {
      request.setHeader(Exchange.HTTP_RESPONSE_CODE, 304);
      request.setBody(null);
    } else if (gzip && json.length >= COMPRESSED_FROM) {
      request.setHeader("Content-Encoding", "gzip");
      request.setBody(compressed(json));
    } else {
      request.setBody(json);
    }
  }

  private static byte[] bytes(Map<String, Object> object) {
    try {
      return JSON.writeValueAsBytes(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer cannot be written as JSON", e);
    }
  }

  private static byte[] compressed(byte[] json) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String tag(byte[] json) {
    try {
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(json);
      return HexFormat.of().formatHex(sum).substring(0, TAG_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
