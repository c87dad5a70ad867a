package io.neo4jsync.value;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;

/**
 * Writes JSON exactly as PostgreSQL's {@code jsonb::text} does. A surrogate without its other half,
 * which {@code json} may hold and {@code jsonb} may not, stays an escape: it is no character, so
 * whatever encodes the text would put a question mark in its place.
 */
final class JsonText {

  // More digits than numeric can have, so that 1e999999999 in a row put in by hand cannot exhaust
  // the memory.
  private static final int MOST_ZEROS = 150_000;

  private JsonText() {}

  // Goes by tokens instead of calling itself, as a document may be nested deeper than the stack.
  static String of(JsonNode node) {
    StringBuilder out = new StringBuilder();
    try (JsonParser tokens = node.traverse()) {
      boolean afterValue = false;
      for (JsonToken token = tokens.nextToken(); token != null; token = tokens.nextToken()) {
        if (afterValue && !token.isStructEnd()) {
          out.append(", ");
        }
        switch (token) {
          case FIELD_NAME -> quote(tokens.currentName(), out).append(": ");
          case VALUE_STRING -> quote(tokens.getText(), out);
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.append(plain(tokens.getDecimalValue()));
          default -> out.append(token.asString());
        }
        afterValue = token.isScalarValue() || token.isStructEnd();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  /** The number as PostgreSQL prints a numeric: all digits, the scale kept, no exponent. */
  static String plain(BigDecimal number) {
    return Math.abs((long) number.scale()) <= MOST_ZEROS
        ? number.toPlainString()
        : number.toString();
  }

  private static StringBuilder quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        default -> {
          if (c < ' ' || isLoneSurrogate(text, i)) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"');
  }

  private static boolean isLoneSurrogate(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }
}
