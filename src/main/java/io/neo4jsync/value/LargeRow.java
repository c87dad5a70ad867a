package io.neo4jsync.value;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;

/**
 * Parses a row of many megabytes with little more memory than its values take: texts and documents
 * are cut out of the row's JSON instead of being collected token by token. Only for what {@code
 * jsonb::text} has written, where a key does not stand twice.
 */
final class LargeRow {

  private final String json;
  private final JsonParser tokens;

  private LargeRow(String json, JsonParser tokens) {
    this.json = json;
    this.tokens = tokens;
  }

  /**
   * @param tokens of {@code json}, at its start
   * @return null if it is not an object
   */
  static ObjectNode parse(String json, JsonParser tokens) throws IOException {
    return tokens.nextToken() == JsonToken.START_OBJECT
        ? new LargeRow(json, tokens).columns()
        : null;
  }

  private ObjectNode columns() throws IOException {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    while (tokens.nextToken() == JsonToken.FIELD_NAME) {
      row.set(tokens.currentName(), value(tokens.nextToken()));
    }
    return row;
  }

  private JsonNode value(JsonToken first) throws IOException {
    int start = (int) tokens.currentTokenLocation().getCharOffset();
    if (first.isStructStart()) {
      tokens.skipChildren();
      return new RawJson(json.substring(start, (int) tokens.currentLocation().getCharOffset()));
    }
    return first == JsonToken.VALUE_STRING
        ? TextNode.valueOf(text(start + 1))
        : RowJson.parse(tokens.getText());
  }

  /** The text that begins here, up to the quote that ends it. */
  private String text(int start) {
    int end = start;
    boolean escaped = false;
    while (json.charAt(end) != '"') {
      boolean escape = json.charAt(end) == '\\';
      escaped |= escape;
      end += escape ? 2 : 1;
    }
    return escaped ? unescaped(start, end) : json.substring(start, end);
  }

  private String unescaped(int start, int end) {
    StringBuilder text = new StringBuilder(end - start);
    int from = start;
    for (int at = json.indexOf('\\', from); at >= 0 && at < end; at = json.indexOf('\\', from)) {
      text.append(json, from, at);
      char kind = json.charAt(at + 1);
      from = at + (kind == 'u' ? 6 : 2);
      text.append(
          switch (kind) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> (char) Integer.parseInt(json, at + 2, at + 6, 16);
            default -> kind;
          });
    }
    return text.append(json, from, end).toString();
  }
}
