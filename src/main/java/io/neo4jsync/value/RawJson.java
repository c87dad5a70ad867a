package io.neo4jsync.value;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.IOException;

/**
 * An object or array inside a large row, left as PostgreSQL wrote it: as a tree it would take many
 * times the memory, and a JSON column wants its text anyway.
 */
final class RawJson extends ValueNode {

  private static final long serialVersionUID = 1L;

  /**
   * What one value takes at most, from its JSON to the driver; measured were 125 for short texts.
   */
  private static final int BYTES_PER_VALUE = 250;

  private final String text;

  /**
   * @param text as {@code jsonb::text} writes it
   */
  RawJson(String text) {
    this.text = text;
  }

  boolean isOfObject() {
    return text.startsWith("{");
  }

  /**
   * As a tree.
   *
   * @throws ValueException if it has more values than the heap of this process carries
   */
  JsonNode parsed() {
    return parsed(Runtime.getRuntime().maxMemory());
  }

  JsonNode parsed(long heap) {
    long values = RowJson.count(text);
    long needed = values * BYTES_PER_VALUE;
    if (needed > heap) {
      throw new ValueException(
          "it has %d values, too many for a heap of %d MB; with -Xmx%dm or more they pass, after retry-failed"
              // some collectors do not count all of -Xmx as heap
              .formatted(values, heap >> 20, (needed + needed / 20 >> 20) + 1));
    }
    return RowJson.parse(text);
  }

  @Override
  public String asText() {
    return text;
  }

  @Override
  public JsonToken asToken() {
    return JsonToken.VALUE_EMBEDDED_OBJECT;
  }

  @Override
  public JsonNodeType getNodeType() {
    return JsonNodeType.POJO;
  }

  @Override
  public void serialize(JsonGenerator generator, SerializerProvider provider) throws IOException {
    generator.writeRawValue(text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawJson raw && raw.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}
