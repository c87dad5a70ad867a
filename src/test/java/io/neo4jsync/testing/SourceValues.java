package io.neo4jsync.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.stream.StreamSupport;

/** What a column of the source becomes in the graph, by its PostgreSQL type. */
final class SourceValues {

  private static final ObjectMapper JSON = new ObjectMapper();

  private SourceValues() {}

  /** How to select a column so that {@link #read} understands it. */
  static String expression(String column, String type) {
    return switch (kind(type)) {
      case "array" -> "to_jsonb(" + column + ")::text";
      case "text", "jsonb" -> column + "::text";
      default -> column;
    };
  }

  /** The value in the graph, null where it is absent; times with a zone become instants. */
  static Object read(ResultSet row, int index, String type) throws SQLException {
    String text = row.getString(index);
    if (text == null) {
      return null;
    }
    return switch (kind(type)) {
      case "integer" -> row.getLong(index);
      case "boolean" -> row.getBoolean(index);
      case "numeric" -> numeric(text, type);
      case "array" -> array(text);
      case "jsonb" -> text.equals("null") ? null : text;
      case "timestamptz" ->
          infinite(text) ? text : row.getObject(index, OffsetDateTime.class).toInstant();
      case "timestamp" -> infinite(text) ? text : row.getObject(index, LocalDateTime.class);
      case "date" -> infinite(text) ? text : row.getObject(index, LocalDate.class);
      default -> text;
    };
  }

  private static String kind(String type) {
    if (type.endsWith("[]")) {
      return "array";
    }
    return switch (type.replaceAll("\\(.*?\\)", "")) {
      case "smallint", "integer", "bigint" -> "integer";
      case "boolean" -> "boolean";
      case "numeric" -> "numeric";
      case "jsonb" -> "jsonb";
      case "timestamp with time zone" -> "timestamptz";
      case "timestamp without time zone" -> "timestamp";
      case "date" -> "date";
      default -> "text";
    };
  }

  private static Object numeric(String text, String type) {
    double number = Double.parseDouble(text);
    if (text.equals("NaN") || text.endsWith("Infinity")) {
      return number;
    }
    BigDecimal exact = new BigDecimal(text);
    if (type.matches("numeric\\(\\d+,(0|-\\d+)\\)")) {
      return exact.toBigIntegerExact().bitLength() < Long.SIZE ? (Object) exact.longValue() : text;
    }
    boolean same =
        Double.isFinite(number) && new BigDecimal(Double.toString(number)).compareTo(exact) == 0;
    return same ? (Object) number : text;
  }

  /** A list where the graph can hold one, otherwise the JSON text (nested, or with NULL inside). */
  private static Object array(String json) {
    try {
      JsonNode array = JSON.readTree(json);
      boolean flat = StreamSupport.stream(array.spliterator(), false).allMatch(JsonNode::isTextual);
      return flat
          ? StreamSupport.stream(array.spliterator(), false).map(JsonNode::textValue).toList()
          : json;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("PostgreSQL gave no JSON: " + json, e);
    }
  }

  private static boolean infinite(String text) {
    return text.endsWith("infinity");
  }
}
