package io.neo4jsync.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/** Hides the values of columns and JSON members that by their name hold a secret. */
public final class Masking {

  private static final Pattern SECRET =
      Pattern.compile(
          "pass(word|wd|phrase)|secret|token|api_?key|private_?key|credential|authorization|salt|_hash$|^hash$|ssn|iban|card_?number",
          Pattern.CASE_INSENSITIVE);

  /** Stands where a secret was. */
  public static final String MASK = "•••";

  /** Numbers stay as they were written. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Masking() {}

  /** Whether a column or property of that name holds a secret. */
  public static boolean isSecret(String name) {
    return SECRET.matcher(name).find();
  }

  /** The JSON of a row, without secrets. */
  static JsonNode row(String json) {
    try {
      return masked(JSON.readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a payload of the queue is no JSON", e);
    }
  }

  private static JsonNode masked(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              member -> {
                if (isSecret(member.getKey()) && !member.getValue().isNull()) {
                  object.put(member.getKey(), MASK);
                } else {
                  masked(member.getValue());
                }
              });
    } else {
      node.forEach(Masking::masked);
    }
    return node;
  }
}
