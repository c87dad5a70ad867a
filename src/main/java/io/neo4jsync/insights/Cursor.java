package io.neo4jsync.insights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.neo4jsync.api.RequestException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.neo4j.driver.Record;

/** Where the next page of a list begins: after the last row's values of the cursor's columns. */
final class Cursor {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Cursor() {}

  /** The text for the caller. */
  static String after(Record last, List<String> columns) {
    try {
      byte[] values =
          JSON.writeValueAsBytes(
              columns.stream().map(column -> last.get(column).asObject()).toList());
      return Base64.getUrlEncoder().withoutPadding().encodeToString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(columns + " make no cursor", e);
    }
  }

  /**
   * The values; null for no text.
   *
   * @throws RequestException when the text is no cursor of such a list
   */
  static List<?> read(String text, int columns) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      byte[] json = Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.UTF_8));
      List<?> values = JSON.readValue(json, List.class);
      if (values != null
          && values.size() == columns
          && values.stream().allMatch(v -> v instanceof String || v instanceof Number)) {
        return values;
      }
    } catch (IllegalArgumentException | java.io.IOException e) {
      // told below
    }
    throw RequestException.wrong(
        "cursor is '" + text + "', which is not the next of a page of this list");
  }
}
