package io.neo4jsync.value;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import io.neo4jsync.value.ColumnType.Kind;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Turns the value of a column, as {@code to_jsonb} wrote it, into a value for Neo4j. */
public final class Values {

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:[0-9]++(?:\\.[0-9]*+)?|\\.[0-9]++)(?:[eE][+-]?[0-9]++)?");

  private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  private static final int EXCERPT_LENGTH = 80;

  private Values() {}

  /**
   * Converts one value by the rules of {@code docs/values.md}.
   *
   * @param value the column's JSON as {@link RowJson} parsed it; may be null
   * @param type the column's type, or null to go by the shape of the JSON alone
   * @return what the Neo4j driver takes as a parameter and Neo4j stores as a property: Boolean,
   *     Long, Double, String, byte[], LocalDate, LocalTime, OffsetTime, LocalDateTime,
   *     ZonedDateTime, IsoDuration, or a List of one of these but byte[]; null for null
   * @throws ValueException if the value does not fit the type
   */
  public static Object toGraph(JsonNode value, ColumnType type) {
    if (value == null || value.isNull() || value.isMissingNode()) {
      return null;
    }
    if (value instanceof RawJson raw) {
      boolean asText =
          type != null
              && (type.kind() == Kind.JSON || (type.kind() == Kind.COMPOSITE && raw.isOfObject()));
      return asText ? raw.asText() : toGraph(raw.parsed(), type);
    }
    ColumnType known = type == null ? shapeOf(value) : type;
    try {
      return convert(value, known);
    } catch (ArithmeticException | DateTimeException | IllegalArgumentException e) {
      throw new ValueException(
          "the value " + excerpt(value) + " does not fit the type " + known.name(), e);
    }
  }

  private static Object convert(JsonNode value, ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> bool(value);
      case INTEGER -> decimal(value).longValueExact();
      case NUMERIC -> numeric(value, type.scale());
      case FLOAT -> floating(value);
      case TEXT -> text(value);
      case PADDED_TEXT -> unpadded(text(value));
      case DATE -> Temporals.date(string(value));
      case TIME -> Temporals.time(string(value));
      case TIMETZ -> Temporals.timetz(string(value));
      case TIMESTAMP -> Temporals.timestamp(string(value));
      case TIMESTAMPTZ -> Temporals.timestamptz(string(value));
      case INTERVAL -> Temporals.interval(string(value));
      case JSON -> JsonText.of(value);
      case BYTEA -> bytes(string(value));
      case ARRAY -> array(value, type.element());
      case COMPOSITE -> {
        require(value.isObject(), "not an object");
        yield JsonText.of(value);
      }
    };
  }

  private static Object bool(JsonNode value) {
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    return switch (string(value)) {
      case "t", "true" -> true;
      case "f", "false" -> false;
      default -> throw new IllegalArgumentException("not a boolean");
    };
  }

  private static Object numeric(JsonNode value, Integer scale) {
    if (isNotFinite(value)) {
      return Double.valueOf(value.textValue());
    }
    BigDecimal exact = decimal(value);
    return scale != null && scale <= 0 ? longOrText(exact) : doubleOrText(exact);
  }

  private static Object longOrText(BigDecimal exact) {
    boolean whole = exact.scale() <= 0 || exact.stripTrailingZeros().scale() <= 0;
    require(whole, "not a whole number");
    boolean fits = exact.compareTo(LONG_MIN) >= 0 && exact.compareTo(LONG_MAX) <= 0;
    return fits ? (Object) exact.longValue() : JsonText.plain(exact);
  }

  private static Object doubleOrText(BigDecimal exact) {
    double nearest = exact.doubleValue();
    return Double.isFinite(nearest) && shortest(nearest).compareTo(exact) == 0
        ? (Object) nearest
        : JsonText.plain(exact);
  }

  /** The shortest decimal that reads back as this double; Java's own, before 19, may be longer. */
  private static BigDecimal shortest(double number) {
    return new BigDecimal(NumberOutput.toString(number, true));
  }

  private static Object floating(JsonNode value) {
    if (isNotFinite(value)) {
      return Double.valueOf(value.textValue());
    }
    BigDecimal exact = decimal(value);
    double number = exact.doubleValue();
    require(Double.isFinite(number) && (number != 0 || exact.signum() == 0), "out of range");
    boolean negativeZero = number == 0 && text(value).startsWith("-");
    return negativeZero ? -0.0 : number;
  }

  /** JSON has no numbers for these, so PostgreSQL writes them as strings. */
  private static boolean isNotFinite(JsonNode value) {
    return value.isTextual()
        && switch (value.textValue()) {
          case "NaN", "Infinity", "-Infinity" -> true;
          default -> false;
        };
  }

  private static BigDecimal decimal(JsonNode value) {
    if (value.isNumber()) {
      return value.decimalValue();
    }
    require(DECIMAL.matcher(string(value)).matches(), "not a number");
    return new BigDecimal(value.textValue());
  }

  private static String unpadded(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }

  private static byte[] bytes(String hex) {
    require(hex.startsWith("\\x"), "not in hex format");
    return HexFormat.of().parseHex(hex, 2, hex.length());
  }

  private static Object array(JsonNode value, ColumnType element) {
    require(value.isArray(), "not an array");
    if (!isStorableList(value, element)) {
      return JsonText.of(value);
    }
    List<Object> converted = mapped(value, item -> toGraph(item, element));
    // Neo4j's lists have one type: if one element needs its text, all get theirs.
    boolean mixed = converted.stream().map(Object::getClass).distinct().count() > 1;
    return mixed ? mapped(value, Values::text) : converted;
  }

  /** Neo4j stores no lists of lists, of nulls, or of byte arrays. */
  private static boolean isStorableList(JsonNode value, ColumnType element) {
    if (element.kind() == Kind.BYTEA) {
      return false;
    }
    for (JsonNode item : value) {
      boolean nested = item.isArray() && element.kind() != Kind.JSON;
      if (nested || item.isNull()) {
        return false;
      }
    }
    return true;
  }

  /** The type that a value of unknown type seems to have. */
  private static ColumnType shapeOf(JsonNode value) {
    if (!value.isArray()) {
      return ColumnType.of("of its JSON", kindOf(value));
    }
    Kind element =
        mapped(value, Values::kindOf).stream().reduce(Values::commonKind).orElse(Kind.TEXT);
    ColumnType shape = ColumnType.of("of its JSON", element);
    return element == Kind.JSON ? shape : ColumnType.arrayOf(shape);
  }

  private static Kind kindOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case BOOLEAN -> Kind.BOOLEAN;
      case NUMBER ->
          value.isIntegralNumber() && value.canConvertToLong() ? Kind.INTEGER : Kind.NUMERIC;
      case STRING -> Kind.TEXT;
      case OBJECT -> Kind.COMPOSITE;
      default -> Kind.JSON;
    };
  }

  private static Kind commonKind(Kind one, Kind other) {
    if (one == other) {
      return one;
    }
    Set<Kind> numbers = EnumSet.of(Kind.INTEGER, Kind.NUMERIC);
    return numbers.contains(one) && numbers.contains(other) ? Kind.NUMERIC : Kind.JSON;
  }

  private static <T> List<T> mapped(JsonNode array, Function<JsonNode, T> function) {
    return StreamSupport.stream(array.spliterator(), false).map(function).toList();
  }

  private static String text(JsonNode value) {
    return value.isTextual() ? value.textValue() : JsonText.of(value);
  }

  private static String string(JsonNode value) {
    require(value.isTextual(), "not a string");
    return value.textValue();
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private static String excerpt(JsonNode value) {
    String json = JsonText.of(value);
    if (json.length() <= EXCERPT_LENGTH) {
      return json;
    }
    boolean halvesCharacter = Character.isHighSurrogate(json.charAt(EXCERPT_LENGTH - 1));
    return json.substring(0, halvesCharacter ? EXCERPT_LENGTH - 1 : EXCERPT_LENGTH) + "...";
  }
}
