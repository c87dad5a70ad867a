package io.neo4jsync.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.neo4jsync.value.ColumnType.Kind;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.driver.types.IsoDuration;

class ValuesTest {

  private static final ColumnType BOOLEAN = type(Kind.BOOLEAN);
  private static final ColumnType INTEGER = type(Kind.INTEGER);
  private static final ColumnType NUMERIC = type(Kind.NUMERIC);
  private static final ColumnType WHOLE = new ColumnType("numeric(20,0)", Kind.NUMERIC, null, 0);
  private static final ColumnType PRICE = new ColumnType("numeric(10,2)", Kind.NUMERIC, null, 2);
  private static final ColumnType FLOAT = type(Kind.FLOAT);
  private static final ColumnType TEXT = type(Kind.TEXT);
  private static final ColumnType PADDED = type(Kind.PADDED_TEXT);
  private static final ColumnType DATE = type(Kind.DATE);
  private static final ColumnType TIME = type(Kind.TIME);
  private static final ColumnType TIMETZ = type(Kind.TIMETZ);
  private static final ColumnType TIMESTAMP = type(Kind.TIMESTAMP);
  private static final ColumnType TIMESTAMPTZ = type(Kind.TIMESTAMPTZ);
  private static final ColumnType INTERVAL = type(Kind.INTERVAL);
  private static final ColumnType JSON = type(Kind.JSON);
  private static final ColumnType BYTEA = type(Kind.BYTEA);
  private static final ColumnType COMPOSITE = type(Kind.COMPOSITE);

  static Stream<Arguments> conversions() {
    return Stream.of(
        arguments(BOOLEAN, "true", true),
        arguments(BOOLEAN, "false", false),
        arguments(BOOLEAN, "'t'", true),
        arguments(BOOLEAN, "'false'", false),
        arguments(INTEGER, "-7", -7L),
        arguments(INTEGER, "9223372036854775807", Long.MAX_VALUE),
        arguments(INTEGER, "-9223372036854775808", Long.MIN_VALUE),
        arguments(INTEGER, "'42'", 42L),
        arguments(INTEGER, "42.0", 42L),
        // numeric: a number wherever that is exact, otherwise all digits as text
        arguments(PRICE, "0.85", 0.85),
        arguments(PRICE, "0.50", 0.5),
        arguments(PRICE, "'0.50'", 0.5),
        arguments(PRICE, "42", 42.0),
        arguments(PRICE, "12345678901234567.89", "12345678901234567.89"),
        arguments(NUMERIC, "9007199254740991", 9007199254740991.0),
        arguments(NUMERIC, "9007199254740992", 9007199254740992.0),
        arguments(NUMERIC, "9007199254740993", "9007199254740993"),
        arguments(NUMERIC, "0.12345678901234567890", "0.12345678901234567890"),
        arguments(
            NUMERIC,
            "1234567890123456789012345678.1234567890",
            "1234567890123456789012345678.1234567890"),
        arguments(NUMERIC, "4990000000000000000000", 4.99e21),
        arguments(NUMERIC, "0.000", 0.0),
        arguments(NUMERIC, "1" + "0".repeat(400), "1" + "0".repeat(400)),
        arguments(NUMERIC, "0." + "0".repeat(400) + "1", "0." + "0".repeat(400) + "1"),
        arguments(NUMERIC, "'NaN'", Double.NaN),
        arguments(NUMERIC, "'-Infinity'", Double.NEGATIVE_INFINITY),
        arguments(WHOLE, "9007199254740993", 9007199254740993L),
        arguments(WHOLE, "5.00", 5L),
        arguments(WHOLE, "9223372036854775808", "9223372036854775808"),
        arguments(WHOLE, "-9223372036854775809", "-9223372036854775809"),
        arguments(WHOLE, "'NaN'", Double.NaN),
        arguments(FLOAT, "1e+300", 1e300),
        arguments(FLOAT, "5e-324", Double.MIN_VALUE),
        arguments(FLOAT, "1", 1.0),
        arguments(FLOAT, "-0.0", 0.0),
        arguments(FLOAT, "'-0'", -0.0),
        arguments(FLOAT, "'NaN'", Double.NaN),
        arguments(FLOAT, "'Infinity'", Double.POSITIVE_INFINITY),
        arguments(TEXT, "''", ""),
        arguments(TEXT, "' é\\n\uD83D\uDE00 '", " é\n\uD83D\uDE00 "),
        arguments(TEXT, "1.50", "1.50"),
        arguments(TEXT, "{'a':'1'}", quoted("{'a': '1'}")),
        arguments(PADDED, "'ab   '", "ab"),
        arguments(PADDED, "' a\\t  '", " a\t"),
        arguments(PADDED, "'     '", ""),
        arguments(DATE, "'2025-12-01'", LocalDate.of(2025, 12, 1)),
        arguments(DATE, "'0044-03-15 BC'", LocalDate.of(-43, 3, 15)),
        arguments(DATE, "'0001-02-29 BC'", LocalDate.of(0, 2, 29)),
        arguments(DATE, "'5874897-12-31'", LocalDate.of(5874897, 12, 31)),
        arguments(DATE, "'-infinity'", "-infinity"),
        arguments(TIME, "'10:20:30.123456'", LocalTime.of(10, 20, 30, 123456000)),
        arguments(TIME, "'24:00:00'", "24:00:00"),
        arguments(TIMETZ, "'10:20:30+02'", OffsetTime.parse("10:20:30+02:00")),
        arguments(TIMETZ, "'10:20:30.5+05:30'", OffsetTime.parse("10:20:30.5+05:30")),
        arguments(TIMETZ, "'10:20:30-03:30:15'", OffsetTime.parse("10:20:30-03:30:15")),
        arguments(TIMETZ, "'24:00:00-08'", "24:00:00-08"),
        arguments(
            TIMESTAMP,
            "'2025-12-01T10:20:30.123456'",
            LocalDateTime.parse("2025-12-01T10:20:30.123456")),
        arguments(TIMESTAMP, "'0044-03-15T10:00:00 BC'", LocalDateTime.of(-43, 3, 15, 10, 0)),
        arguments(
            TIMESTAMP, "'294276-12-31T23:59:59'", LocalDateTime.of(294276, 12, 31, 23, 59, 59)),
        arguments(TIMESTAMP, "'infinity'", "infinity"),
        arguments(
            TIMESTAMPTZ,
            "'2025-12-01T10:20:30.1+00:00'",
            ZonedDateTime.parse("2025-12-01T10:20:30.1Z")),
        arguments(
            TIMESTAMPTZ,
            "'2025-12-01T10:20:30+05:30'",
            ZonedDateTime.parse("2025-12-01T04:50:30Z")),
        arguments(
            TIMESTAMPTZ, "'2025-12-01T10:20:30Z'", ZonedDateTime.parse("2025-12-01T10:20:30Z")),
        arguments(
            TIMESTAMPTZ,
            "'4714-11-24T00:00:00+00:00 BC'",
            ZonedDateTime.parse("-4713-11-24T00:00:00Z")),
        arguments(INTERVAL, "'P1Y2M-3DT-4H-5M-6.789S'", duration(14, -3, -14707, 211000000)),
        arguments(INTERVAL, "'P-1Y-2M3DT4H5M6S'", duration(-14, 3, 14706, 0)),
        arguments(INTERVAL, "'PT0S'", duration(0, 0, 0, 0)),
        arguments(INTERVAL, "'PT-0.5S'", duration(0, 0, -1, 500000000)),
        arguments(INTERVAL, "'P1M'", duration(1, 0, 0, 0)),
        arguments(INTERVAL, "'PT1M'", duration(0, 0, 60, 0)),
        arguments(INTERVAL, "'infinity'", "infinity"),
        arguments(BYTEA, "'\\\\xDEad00'", new byte[] {(byte) 0xde, (byte) 0xad, 0}),
        arguments(BYTEA, "'\\\\x'", new byte[0]),
        arguments(
            COMPOSITE, "{'street':'a','no':[1,null]}", quoted("{'street': 'a', 'no': [1, null]}")));
  }

  static Stream<Arguments> documents() {
    return Stream.of(
        arguments("{}", "{}"),
        arguments("[ ]", "[]"),
        arguments(
            "{'b':1.50,'a':[true,false,null,{'c':{}}]}",
            "{'b': 1.50, 'a': [true, false, null, {'c': {}}]}"),
        arguments("[1e10,1E-3,-0,-0.0,0.00]", "[10000000000, 0.001, 0, 0.0, 0.00]"),
        arguments("'text'", "'text'"),
        arguments("7", "7"),
        arguments(
            "'\\b\\f\\n\\r\\t\\\"\\\\\\/\\u0001\\u001F\\u007f\\u2028'",
            "'\\b\\f\\n\\r\\t\\\"\\\\/\\u0001\\u001f\u007f\u2028'"),
        arguments("{'\\n\\uD83D\\uDE00':'\\u00e9'}", "{'\\n\uD83D\uDE00': '\u00e9'}"));
  }

  static Stream<Arguments> arrays() {
    return Stream.of(
        arguments(INTEGER, "[]", List.of()),
        arguments(INTEGER, "[1,2]", List.of(1L, 2L)),
        arguments(INTEGER, "[1,null]", "[1, null]"),
        arguments(INTEGER, "[[1,2],[3,4]]", "[[1, 2], [3, 4]]"),
        arguments(TEXT, "['a','']", List.of("a", "")),
        arguments(PADDED, "['a  ']", List.of("a")),
        arguments(NUMERIC, "[0.50,1]", List.of(0.5, 1.0)),
        arguments(NUMERIC, "[0.50,9007199254740993]", List.of("0.50", "9007199254740993")),
        arguments(NUMERIC, "[0.5,'NaN']", List.of(0.5, Double.NaN)),
        arguments(WHOLE, "[1,'NaN']", List.of("1", "NaN")),
        arguments(DATE, "['2025-12-01','infinity']", List.of("2025-12-01", "infinity")),
        arguments(JSON, "[{'a':1},[2],'x']", List.of(quoted("{'a': 1}"), "[2]", "\"x\"")),
        arguments(JSON, "[{'a':1},null]", quoted("[{'a': 1}, null]")),
        arguments(COMPOSITE, "[{'a':1}]", List.of(quoted("{'a': 1}"))),
        arguments(BYTEA, "['\\\\x00']", quoted("['\\\\x00']")),
        arguments(BYTEA, "[]", "[]"));
  }

  static Stream<Arguments> untyped() {
    return Stream.of(
        arguments("true", true),
        arguments("42", 42L),
        arguments("42.5", 42.5),
        arguments("9223372036854775808", "9223372036854775808"),
        arguments("'2025-12-01'", "2025-12-01"),
        arguments("{'a':1}", quoted("{'a': 1}")),
        arguments("[]", List.of()),
        arguments("[1,2]", List.of(1L, 2L)),
        arguments("[1,2.5]", List.of(1.0, 2.5)),
        arguments("[2.5,9007199254740993]", List.of("2.5", "9007199254740993")),
        arguments("['a','b']", List.of("a", "b")),
        arguments("[{'a':1}]", List.of(quoted("{'a': 1}"))),
        arguments("['a',1,true]", quoted("['a', 1, true]")),
        arguments("[1,null]", "[1, null]"),
        arguments("[[1],[2]]", "[[1], [2]]"));
  }

  static Stream<Arguments> misfits() {
    return Stream.of(
        arguments(BOOLEAN, "1"),
        arguments(BOOLEAN, "'yes'"),
        arguments(INTEGER, "9223372036854775808"),
        arguments(INTEGER, "1.5"),
        arguments(INTEGER, "1e999999999"),
        arguments(INTEGER, "'4 2'"),
        arguments(INTEGER, "'٤٢'"),
        arguments(INTEGER, "true"),
        arguments(NUMERIC, "'abc'"),
        arguments(NUMERIC, "'1e99999999999'"),
        arguments(WHOLE, "1.5"),
        arguments(FLOAT, "1e400"),
        arguments(FLOAT, "1e-400"),
        arguments(FLOAT, "'1d'"),
        arguments(DATE, "'2025-02-29'"),
        arguments(DATE, "'2025-12-01T00:00:00'"),
        arguments(DATE, "20251201"),
        arguments(TIME, "'25:00:00'"),
        arguments(TIMETZ, "'10:00:00'"),
        arguments(TIMETZ, "'24:00:00'"),
        arguments(TIMESTAMP, "'2025-12-01T10:00:00Z'"),
        arguments(TIMESTAMPTZ, "'2025-12-01T10:00:00'"),
        arguments(INTERVAL, "'P'"),
        arguments(INTERVAL, "'P1DT'"),
        arguments(INTERVAL, "'1 day'"),
        arguments(INTERVAL, "'PT0.0000000001S'"),
        arguments(INTERVAL, "'P9223372036854775807Y'"),
        arguments(BYTEA, "'00'"),
        arguments(BYTEA, "'\\\\x0'"),
        arguments(BYTEA, "'\\\\xzz'"),
        arguments(COMPOSITE, "'(1,2)'"),
        arguments(ColumnType.arrayOf(INTEGER), "'{1,2}'"));
  }

  @ParameterizedTest
  @MethodSource("conversions")
  void convertsByType(ColumnType type, String json, Object expected) {
    assertThat(Values.toGraph(json(json), type)).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("documents")
  void printsDocumentsAsPostgresDoes(String json, String expected) {
    assertThat(Values.toGraph(json(json), JSON)).isEqualTo(quoted(expected));
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void convertsArrays(ColumnType element, String json, Object expected) {
    assertThat(Values.toGraph(json(json), ColumnType.arrayOf(element))).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("untyped")
  void goesByShapeWithoutType(String json, Object expected) {
    assertThat(Values.toGraph(json(json), null)).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("misfits")
  void refusesWhatDoesNotFit(ColumnType type, String json) {
    assertThatThrownBy(() -> Values.toGraph(json(json), type))
        .isInstanceOf(ValueException.class)
        .hasMessageStartingWith("the value ")
        .hasMessageEndingWith(" does not fit the type " + type.name());
  }

  @Test
  void namesTheValueAndTheTypeOfAMisfit() {
    assertThatThrownBy(() -> Values.toGraph(json("'forty-two'"), INTEGER))
        .hasMessage("the value \"forty-two\" does not fit the type integer");
    assertThatThrownBy(() -> Values.toGraph(json("[1,'x']"), ColumnType.arrayOf(INTEGER)))
        .hasMessage("the value \"x\" does not fit the type integer");
  }

  @Test
  void shortensLongValuesBetweenCharacters() {
    String faces = "\uD83D\uDE00".repeat(100);
    assertThatThrownBy(() -> Values.toGraph(json("'" + faces + "'"), INTEGER))
        .hasMessage("the value \"" + faces.substring(0, 78) + "... does not fit the type integer");
  }

  @Test
  void absentAndNullAreNull() {
    assertThat(Values.toGraph(null, INTEGER)).isNull();
    assertThat(Values.toGraph(json("null"), JSON)).isNull();
    assertThat(Values.toGraph(json("{}").path("missing"), null)).isNull();
  }

  @Test
  void keepsAnExponentThatWouldFillTheMemory() {
    assertThat(Values.toGraph(json("1e999999999"), NUMERIC)).isEqualTo("1E+999999999");
    assertThat(Values.toGraph(json("[1e-999999999]"), JSON)).isEqualTo("[1E-999999999]");
  }

  @Test
  void theLastOfEqualKeysCounts() {
    assertThat(Values.toGraph(json("{'a':1,'b':2,'a':[3]}"), JSON))
        .isEqualTo("{\"a\": [3], \"b\": 2}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\u0000",
        "\\ud800",
        "\\udfff",
        "a\\ud800b",
        "\\ud800\\ud800",
        "\\udc00\\ud800",
        "\\ud83d\uD83D\uDE00\\ude00"
      })
  void whatIsNoCharacterStaysAnEscape(String text) {
    assertThat(Values.toGraph(json("'" + text + "'"), JSON)).isEqualTo("\"" + text + "\"");
    assertThat(Values.toGraph(json("{'" + text + "':0}"), JSON)).isEqualTo("{\"" + text + "\": 0}");
  }

  @Test
  void readsTheLargestValuesOfPostgres() {
    String digits = "9".repeat(131072) + "." + "9".repeat(16383);
    String text = "x".repeat(25_000_000);
    int depth = 60_000;
    String nested = "[".repeat(depth) + "]".repeat(depth);

    assertThat(Values.toGraph(json(digits), NUMERIC)).isEqualTo(digits);
    assertThat(Values.toGraph(json("'" + text + "'"), TEXT)).isEqualTo(text);
    assertThat(Values.toGraph(json(nested), JSON)).isEqualTo(nested);
    assertThatThrownBy(() -> Values.toGraph(json(nested), INTEGER))
        .isInstanceOf(ValueException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "{} {}", "[01]", "nul", "1e99999999999", "['\n']"})
  void refusesMalformedRows(String json) {
    assertThatThrownBy(() -> json(json))
        .isInstanceOf(ValueException.class)
        .hasMessageStartingWith("the row is not valid JSON: ");
  }

  private static ColumnType type(Kind kind) {
    return ColumnType.of(kind.name().toLowerCase(Locale.ROOT), kind);
  }

  private static IsoDuration duration(long months, long days, long seconds, int nanoseconds) {
    return org.neo4j.driver.Values.isoDuration(months, days, seconds, nanoseconds).asIsoDuration();
  }

  private static JsonNode json(String singleQuoted) {
    return RowJson.parse(quoted(singleQuoted));
  }

  private static String quoted(String singleQuoted) {
    return singleQuoted.replace('\'', '"');
  }
}
