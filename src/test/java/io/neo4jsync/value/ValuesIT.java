package io.neo4jsync.value;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.value.ColumnType.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.neo4j.driver.Driver;
import org.neo4j.driver.types.IsoDuration;

/** From a real PostgreSQL through {@code to_jsonb} into a real Neo4j and back. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Databases.GRAPH_WITH_GDS)
class ValuesIT {

  private static final int RANDOM_VALUES = 2000;

  /** A value of a type, and the property it has to become. */
  private record Edge(String type, String literal, Object expected) {}

  private static final List<Edge> EDGES =
      List.of(
          edge("boolean", "true", true),
          edge("smallint", "-32768", -32768L),
          edge("integer", "2147483647", 2147483647L),
          edge("bigint", "-9223372036854775808", Long.MIN_VALUE),
          edge("oid", "4294967295", 4294967295L),
          edge("numeric(10,0)", "9999999999", 9999999999L),
          edge("numeric(20,0)", "9223372036854775808", "9223372036854775808"),
          edge("numeric(5,-2)", "1234567", 1234600L),
          edge("whole", "9007199254740993", 9007199254740993L),
          edge("checked_whole", "7", 7L),
          edge("numeric(10,2)", "0.85", 0.85),
          edge("numeric(10,2)", "0.50", 0.5),
          edge(
              "numeric(38,10)",
              "1234567890123456789012345678.1234567890",
              "1234567890123456789012345678.1234567890"),
          edge("numeric", "9007199254740992", 9007199254740992.0),
          edge("numeric", "9007199254740993", "9007199254740993"),
          edge("numeric", "1e-16383", "0." + "0".repeat(16382) + "1"),
          edge("numeric", "1e131071", "1" + "0".repeat(131071)),
          edge("numeric", "'NaN'", Double.NaN),
          edge("numeric", "'-Infinity'", Double.NEGATIVE_INFINITY),
          edge("numeric(12,2) GENERATED ALWAYS AS (1.5 * 2) STORED", "DEFAULT", 3.0),
          edge("real", "0.1", 0.1),
          edge("double precision", "1e300", 1e300),
          edge("double precision", "'5e-324'", Double.MIN_VALUE),
          edge("double precision", "1.7976931348623157e308", Double.MAX_VALUE),
          edge("double precision", "'-0'", 0.0),
          edge("double precision", "'NaN'", Double.NaN),
          edge("double precision", "'Infinity'", Double.POSITIVE_INFINITY),
          edge(
              "text",
              "E'\\x01\\x7f\\t\\n\"\\\\ \u2028 \uD83D\uDE00 '",
              "\u0001\u007f\t\n\"\\ \u2028 \uD83D\uDE00 "),
          edge("text", "''", ""),
          edge("varchar(9)", "'ab  '", "ab  "),
          edge("char(5)", "'ab'", "ab"),
          edge("name", "'n'", "n"),
          edge("\"char\"", "'c'", "c"),
          edge("mood", "'so so'", "so so"),
          edge("ltree", "'Top.Science'", "Top.Science"),
          edge("hstore", "'a=>1, b=>NULL'", "{\"a\": \"1\", \"b\": null}"),
          edge(
              "uuid",
              "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
              "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
          edge("inet", "'10.1.2.3/8'", "10.1.2.3/8"),
          edge("xml", "'<a>b</a>'", "<a>b</a>"),
          edge("money", "'-1234.5'", "-$1,234.50"),
          edge("bit(3)", "B'101'", "101"),
          edge("int4range", "'[1,5]'", "[1,6)"),
          edge("point", "'(1,2.5)'", "(1,2.5)"),
          edge("date", "'2024-02-29'", LocalDate.of(2024, 2, 29)),
          edge("date", "'4714-11-24 BC'", LocalDate.of(-4713, 11, 24)),
          edge("date", "'5874897-12-31'", LocalDate.of(5874897, 12, 31)),
          edge("date", "'infinity'", "infinity"),
          edge("time", "'23:59:59.999999'", LocalTime.of(23, 59, 59, 999999000)),
          edge("time", "'24:00'", "24:00:00"),
          edge("timetz", "'10:20:30+02'", OffsetTime.parse("10:20:30+02:00")),
          edge("timetz", "'10:20:30.5-03:30:15'", OffsetTime.parse("10:20:30.5-03:30:15")),
          edge("timetz", "'24:00+05:30'", "24:00:00+05:30"),
          edge(
              "timestamp",
              "'2025-12-01 10:20:30.123456'",
              LocalDateTime.parse("2025-12-01T10:20:30.123456")),
          edge("timestamp", "'4714-11-24 BC'", LocalDateTime.of(-4713, 11, 24, 0, 0)),
          edge(
              "timestamp",
              "'294276-12-31 23:59:59.999999'",
              LocalDateTime.parse("+294276-12-31T23:59:59.999999")),
          edge("timestamp", "'-infinity'", "-infinity"),
          edge(
              "timestamptz",
              "'2025-12-01 10:20:30.5+05:30'",
              ZonedDateTime.parse("2025-12-01T04:50:30.5Z")),
          edge(
              "timestamptz",
              "'0044-03-15 00:00Z BC'",
              ZonedDateTime.parse("-0043-03-15T00:00:00Z")),
          edge("timestamptz", "'infinity'", "infinity"),
          edge(
              "interval",
              "'1 year 2 mons -3 days -4:05:06.789'",
              duration(14, -3, -14707, 211000000)),
          edge("interval", "'-0.5 s'", duration(0, 0, -1, 500000000)),
          edge("interval", "'178000000 years'", duration(2136000000L, 0, 0, 0)),
          edge("interval", "'0'", duration(0, 0, 0, 0)),
          edge("interval", "'-infinity'", "-infinity"),
          edge("json", "'{ \"b\" : 1.50, \"a\" : 1e3, \"a\" : 2 }'", "{\"a\": 2, \"b\": 1.50}"),
          edge(
              "jsonb",
              "'{\"b\": [1.50, 1e10, null], \"a\": {}}'",
              "{\"a\": {}, \"b\": [1.50, 10000000000, null]}"),
          edge("jsonb", "'\"text\"'", "\"text\""),
          edge("jsonb", "'null'", null),
          edge("bytea", "'\\x00deadFF'", new byte[] {0, (byte) 0xde, (byte) 0xad, (byte) 0xff}),
          edge("bytea", "''", new byte[0]),
          edge("address", "ROW('Main St', 5)", "{\"number\": 5, \"street\": \"Main St\"}"),
          edge("integer[]", "'{1,2}'", List.of(1L, 2L)),
          edge("integer[]", "'{}'", List.of()),
          edge("integer[]", "'{1,NULL}'", "[1, null]"),
          edge("integer[]", "'{{1,2},{3,4}}'", "[[1, 2], [3, 4]]"),
          edge("numbers", "'{3}'", List.of(3L)),
          edge("whole[]", "'{3,9223372036854775807}'", List.of(3L, Long.MAX_VALUE)),
          edge("numeric(20,2)[]", "'{0.50,1}'", List.of(0.5, 1.0)),
          edge(
              "numeric(20,2)[]",
              "'{0.50,123456789012345678.25}'",
              List.of("0.50", "123456789012345678.25")),
          edge("double precision[]", "'{0.5,NaN}'", List.of(0.5, Double.NaN)),
          edge("text[]", "'{a,\"\"}'", List.of("a", "")),
          edge("char(3)[]", "'{a,b}'", List.of("a", "b")),
          edge("mood[]", "'{ok}'", List.of("ok")),
          edge("boolean[]", "'{t,f}'", List.of(true, false)),
          edge(
              "date[]",
              "'{2025-12-01,0001-01-01 BC}'",
              List.of(LocalDate.of(2025, 12, 1), LocalDate.of(0, 1, 1))),
          edge(
              "timestamp[]", "'{2025-12-01,infinity}'", List.of("2025-12-01T00:00:00", "infinity")),
          edge(
              "timestamptz[]",
              "'{2025-12-01 00:00+01}'",
              List.of(ZonedDateTime.parse("2025-11-30T23:00:00Z"))),
          edge(
              "timetz[]",
              "'{10:00+01,10:00-02:30}'",
              List.of(OffsetTime.parse("10:00+01:00"), OffsetTime.parse("10:00-02:30"))),
          edge(
              "interval[]", "'{1 day,1 mon}'", List.of(duration(0, 1, 0, 0), duration(1, 0, 0, 0))),
          edge("jsonb[]", "array['{\"a\":1}', '[2]']::jsonb[]", List.of("{\"a\": 1}", "[2]")),
          edge("bytea[]", "array['\\x00']::bytea[]", "[\"\\\\x00\"]"),
          edge(
              "address[]",
              "array[ROW('a', 1)]::address[]",
              List.of("{\"number\": 1, \"street\": \"a\"}")),
          edge("text", "NULL", null),
          edge("integer[]", "NULL", null));

  private Connection postgres;
  private Driver graph;

  @BeforeEach
  void connect() throws SQLException {
    postgres = Databases.connect(Databases.newDatabase());
    graph = Databases.clearGraphWithGds();
    execute(
        """
        SET TimeZone = 'UTC';
        SET IntervalStyle = iso_8601;
        SET bytea_output = hex;
        SET extra_float_digits = 1;
        SET lc_monetary = 'C';
        CREATE EXTENSION ltree;
        CREATE EXTENSION hstore;
        CREATE TYPE mood AS ENUM ('ok', 'so so');
        CREATE TYPE address AS (street text, number integer);
        CREATE DOMAIN whole AS numeric(20,0);
        CREATE DOMAIN checked_whole AS whole CHECK (VALUE > 0);
        CREATE DOMAIN numbers AS integer[];
        """);
  }

  @AfterEach
  void disconnect() throws SQLException {
    postgres.close();
  }

  @Test
  void everyTypeReachesTheGraph() throws SQLException {
    execute(
        "CREATE TABLE edges ("
            + columns().mapToObj(i -> "c" + i + " " + EDGES.get(i).type()).collect(joining(", "))
            + ")");
    execute(
        "INSERT INTO edges VALUES ("
            + columns().mapToObj(i -> EDGES.get(i).literal()).collect(joining(", "))
            + ")");
    Map<String, ColumnType> types = ColumnTypes.read(postgres, "public", "edges");
    JsonNode row = RowJson.parse(string("SELECT to_jsonb(t)::text FROM edges t"));

    SoftAssertions softly = new SoftAssertions();
    try (var session = graph.session()) {
      for (int i = 0; i < EDGES.size(); i++) {
        Edge edge = EDGES.get(i);
        Object converted = Values.toGraph(row.get("c" + i), types.get("c" + i));
        var parameters = new HashMap<String, Object>();
        parameters.put("value", converted);
        Object stored =
            session
                .run("CREATE (n:Edge {value: $value}) RETURN n.value AS value", parameters)
                .single()
                .get("value")
                .asObject();
        softly
            .assertThat(converted)
            .as("%s of %s", edge.literal(), edge.type())
            .isEqualTo(edge.expected());
        softly
            .assertThat(stored)
            .as("%s of %s, stored", edge.literal(), edge.type())
            .isEqualTo(edge.expected());
      }
    }
    softly.assertAll();
  }

  @Test
  void readsTypesThroughDomainsAndArrays() throws SQLException {
    execute(
        """
        CREATE DOMAIN prices AS numeric(12,2)[];
        CREATE SCHEMA "Odd Schema";
        CREATE TYPE "Odd Schema".json AS ENUM ('not json');
        CREATE TABLE "Odd Schema"."Odd Table" (
          id bigint NOT NULL, gone text, price numeric(10,2), free numeric, cents numeric(7,-1),
          total checked_whole, "The Prices" prices, nested numbers[], wholes whole[],
          place address, padded char(5), fake "Odd Schema".json
        ) PARTITION BY LIST (id);
        ALTER TABLE "Odd Schema"."Odd Table" DROP COLUMN gone;
        CREATE INDEX odd_index ON "Odd Schema"."Odd Table" (id);
        """);

    ColumnType integer = ColumnType.of("integer", Kind.INTEGER);
    ColumnType price = new ColumnType("numeric(12,2)", Kind.NUMERIC, null, 2);
    ColumnType whole = new ColumnType("whole", Kind.NUMERIC, null, 0);
    ColumnType numbers = new ColumnType("numbers", Kind.ARRAY, integer, null);
    assertThat(ColumnTypes.read(postgres, "Odd Schema", "Odd Table"))
        .containsExactly(
            Map.entry("id", ColumnType.of("bigint", Kind.INTEGER)),
            Map.entry("price", new ColumnType("numeric(10,2)", Kind.NUMERIC, null, 2)),
            Map.entry("free", ColumnType.of("numeric", Kind.NUMERIC)),
            Map.entry("cents", new ColumnType("numeric(7,-1)", Kind.NUMERIC, null, -1)),
            Map.entry("total", new ColumnType("checked_whole", Kind.NUMERIC, null, 0)),
            Map.entry("The Prices", new ColumnType("prices", Kind.ARRAY, price, null)),
            Map.entry("nested", ColumnType.arrayOf(numbers)),
            Map.entry("wholes", ColumnType.arrayOf(whole)),
            Map.entry("place", ColumnType.of("address", Kind.COMPOSITE)),
            Map.entry("padded", ColumnType.of("character(5)", Kind.PADDED_TEXT)),
            Map.entry("fake", ColumnType.of("\"Odd Schema\".\"json\"", Kind.TEXT)));
    assertThat(ColumnTypes.read(postgres, "Odd Schema", "odd_index")).isEmpty();
    assertThat(ColumnTypes.read(postgres, "public", "Odd Table")).isEmpty();
  }

  @Test
  void printsRandomDocumentsAsPostgresDoes() throws SQLException {
    Random random = new Random(1);
    try (var insert =
        postgres.prepareStatement("SELECT d, d::text FROM (VALUES (?::jsonb)) v(d)")) {
      for (int i = 0; i < RANDOM_VALUES; i++) {
        insert.setString(1, randomDocument(random, 3));
        try (ResultSet rows = insert.executeQuery()) {
          rows.next();
          JsonNode document = RowJson.parse(rows.getString(1));
          assertThat(JsonText.of(document)).isEqualTo(rows.getString(2));
        }
      }
    }
  }

  @Test
  void keepsRandomFloatsBitByBit() throws SQLException {
    Random random = new Random(2);
    ColumnType type = ColumnType.of("double precision", Kind.FLOAT);
    try (var query = postgres.prepareStatement("SELECT to_jsonb(?::float8), to_jsonb(?::float4)")) {
      for (int i = 0; i < RANDOM_VALUES; i++) {
        double wide = Double.longBitsToDouble(random.nextLong());
        Float narrow = Float.intBitsToFloat(random.nextInt());
        query.setDouble(1, wide);
        query.setFloat(2, narrow);
        try (ResultSet rows = query.executeQuery()) {
          rows.next();
          assertThat(Values.toGraph(RowJson.parse(rows.getString(1)), type)).isEqualTo(wide);
          Double read = (Double) Values.toGraph(RowJson.parse(rows.getString(2)), type);
          assertThat(read.floatValue()).isEqualTo(narrow);
        }
      }
    }
  }

  /** Up to 15 digits always survive in a double, more than 17 never. */
  @Test
  void roundsNoRandomNumeric() throws SQLException {
    Random random = new Random(3);
    ColumnType type = ColumnType.of("numeric", Kind.NUMERIC);
    try (var query =
        postgres.prepareStatement("SELECT to_jsonb(n), n::text FROM (SELECT ?) v(n)")) {
      for (int i = 0; i < RANDOM_VALUES; i++) {
        BigInteger digits = new BigInteger(random.nextInt(70), random).add(BigInteger.ONE);
        BigDecimal number = new BigDecimal(digits, random.nextInt(20));
        query.setBigDecimal(1, random.nextBoolean() ? number : number.negate());
        try (ResultSet rows = query.executeQuery()) {
          rows.next();
          String text = rows.getString(2);
          int precision = number.stripTrailingZeros().precision();
          Object converted = Values.toGraph(RowJson.parse(rows.getString(1)), type);
          if (precision <= 15) {
            assertThat(converted).isEqualTo(Double.valueOf(text));
          } else if (precision > 17) {
            assertThat(converted).isEqualTo(text);
          } else {
            assertThat(converted).isIn(Double.valueOf(text), text);
          }
        }
      }
    }
  }

  /** PostgreSQL's own arithmetic tells what each random date, time and interval means. */
  @Test
  void keepsRandomDatesTimesAndIntervals() throws SQLException {
    String sql =
        """
        SELECT to_jsonb(d), d - date '1970-01-01',
               to_jsonb(t), floor(extract(epoch FROM t)),
               (extract(epoch FROM t) - floor(extract(epoch FROM t))) * 1000000000,
               to_jsonb(t AT TIME ZONE 'UTC'),
               to_jsonb(i), extract(year FROM i) * 12 + extract(month FROM i),
               extract(day FROM i), floor(seconds), (seconds - floor(seconds)) * 1000000000
          FROM generate_series(1, %d),
               LATERAL (SELECT date '4714-11-24 BC' + (random() * 2147480000)::integer AS d,
                               timestamp '4714-11-24 BC' + random() * interval '298000 years' AS t,
                               make_interval(months => (random() * 200 - 100)::integer,
                                             days => (random() * 200 - 100)::integer,
                                             secs => random() * 2000000 - 1000000) AS i) v,
               LATERAL (SELECT extract(hour FROM i) * 3600 + extract(minute FROM i) * 60
                               + extract(second FROM i) AS seconds) s
        """
            .formatted(RANDOM_VALUES);
    execute("SELECT setseed(0.5)");
    try (var query = postgres.createStatement();
        ResultSet rows = query.executeQuery(sql)) {
      while (rows.next()) {
        LocalDateTime time =
            LocalDateTime.ofEpochSecond(
                rows.getBigDecimal(4).longValueExact(), nanoseconds(rows, 5), ZoneOffset.UTC);
        IsoDuration interval =
            duration(
                rows.getBigDecimal(8).longValueExact(),
                rows.getBigDecimal(9).longValueExact(),
                rows.getBigDecimal(10).longValueExact(),
                nanoseconds(rows, 11));
        assertThat(converted(rows, 1, Kind.DATE)).isEqualTo(LocalDate.ofEpochDay(rows.getLong(2)));
        assertThat(converted(rows, 3, Kind.TIMESTAMP)).isEqualTo(time);
        assertThat(converted(rows, 6, Kind.TIMESTAMPTZ)).isEqualTo(time.atZone(ZoneOffset.UTC));
        assertThat(converted(rows, 7, Kind.INTERVAL)).isEqualTo(interval);
      }
    }
  }

  private static Object converted(ResultSet rows, int column, Kind kind) throws SQLException {
    return Values.toGraph(RowJson.parse(rows.getString(column)), ColumnType.of("?", kind));
  }

  private static int nanoseconds(ResultSet rows, int column) throws SQLException {
    return rows.getBigDecimal(column).intValueExact();
  }

  private static String randomDocument(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 7 : 5)) {
      case 0 -> "null";
      case 1 -> String.valueOf(random.nextBoolean());
      case 2 -> String.valueOf(random.nextLong());
      case 3 ->
          new BigDecimal(new BigInteger(random.nextInt(90), random), random.nextInt(60) - 30)
              .toString();
      case 4 -> randomString(random);
      case 5 ->
          IntStream.range(0, random.nextInt(4))
              .mapToObj(i -> randomDocument(random, depth - 1))
              .collect(joining(",", "[", "]"));
      default ->
          IntStream.range(0, random.nextInt(4))
              .mapToObj(i -> randomString(random) + ":" + randomDocument(random, depth - 1))
              .collect(joining(",", "{", "}"));
    };
  }

  /** Every control character, and characters of every plane. */
  private static String randomString(Random random) {
    List<String> characters = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      int c = random.nextBoolean() ? 1 + random.nextInt(0x7f) : 1 + random.nextInt(0x10ffff);
      boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
      boolean escape = c < ' ' || c == '"' || c == '\\';
      if (!surrogate) {
        characters.add(escape ? String.format("\\u%04x", c) : Character.toString(c));
      }
    }
    return "\"" + String.join("", characters) + "\"";
  }

  private static Edge edge(String type, String literal, Object expected) {
    return new Edge(type, literal, expected);
  }

  private static IsoDuration duration(long months, long days, long seconds, int nanoseconds) {
    return org.neo4j.driver.Values.isoDuration(months, days, seconds, nanoseconds).asIsoDuration();
  }

  private static IntStream columns() {
    return IntStream.range(0, EDGES.size());
  }

  private void execute(String sql) throws SQLException {
    try (var statement = postgres.createStatement()) {
      statement.execute(sql);
    }
  }

  private String string(String sql) throws SQLException {
    try (var statement = postgres.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
