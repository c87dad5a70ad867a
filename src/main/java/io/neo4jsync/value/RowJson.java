package io.neo4jsync.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** Parses captured rows without losing a digit. */
public final class RowJson {

  // Whatever PostgreSQL could store must pass: texts of up to 1 GB, numeric's 131072 digits before
  // and 16383 after the point, and any nesting that fits into its stack.
  private static final StreamReadConstraints POSTGRESQL_LIMITS =
      StreamReadConstraints.builder()
          .maxStringLength(Integer.MAX_VALUE)
          .maxNameLength(Integer.MAX_VALUE)
          .maxNumberLength(150_000)
          .maxNestingDepth(100_000)
          .build();

  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(POSTGRESQL_LIMITS)
                  .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
                  // Keys inside a row's documents are data: keep them out of a shared table, which
                  // would refuse documents whose keys collide.
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .build())
          .enable(
              DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build()
          .readerFor(JsonNode.class);

  /** From so many characters on, a row is parsed with an eye to the memory it takes. */
  private static final int LARGE = 256 * 1024;

  private RowJson() {}

  /**
   * Parses a row as {@code jsonb::text} has written it; otherwise the same as {@link #parse}. Of a
   * large one the documents stay text until {@link Values} is asked for them.
   *
   * @throws ValueException if the text is not exactly one JSON document
   */
  public static JsonNode row(String json) {
    return json.length() < LARGE ? parse(json) : large(json);
  }

  static JsonNode large(String json) {
    try (JsonParser tokens = READER.createParser(json)) {
      JsonNode row = LargeRow.parse(json, tokens);
      return row == null ? parse(json) : row;
    } catch (IOException | IndexOutOfBoundsException e) {
      throw new ValueException("the row is not valid JSON: " + e.getMessage(), e);
    }
  }

  /** How many values a JSON document has, without keeping them. */
  static long count(String json) {
    try (JsonParser tokens = READER.createParser(json)) {
      long values = 0;
      for (JsonToken token = tokens.nextToken(); token != null; token = tokens.nextToken()) {
        values += token.isScalarValue() || token.isStructStart() ? 1 : 0;
      }
      return values;
    } catch (IOException e) {
      throw new ValueException("the row is not valid JSON: " + e.getMessage(), e);
    }
  }

  /**
   * Parses one JSON document: numbers keep every digit and their scale, objects their key order. Of
   * a key that stands twice the last value counts, as in {@code jsonb}.
   *
   * @throws ValueException if the text is not exactly one JSON document
   */
  public static JsonNode parse(String json) {
    JsonNode node;
    try {
      node = READER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new ValueException("the row is not valid JSON: " + e.getOriginalMessage(), e);
    } catch (NumberFormatException e) {
      // Jackson's answer to an exponent beyond BigDecimal's.
      throw new ValueException("the row is not valid JSON: " + e.getMessage(), e);
    }
    if (node.isMissingNode()) {
      throw new ValueException("the row is not valid JSON: it is empty");
    }
    return node;
  }
}
