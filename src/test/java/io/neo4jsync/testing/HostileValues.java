package io.neo4jsync.testing;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Random values in PostgreSQL's text form, chosen to break what is not careful. */
final class HostileValues {

  private static final Pattern NUMERIC = Pattern.compile("numeric\\((\\d+),(\\d+)\\)");

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "plain",
          "O'Brien said \"no\"",
          "back\\slash \\\\ \\n \\u0041 \\",
          "line\nbreak\r\n\ttab",
          "'}) DETACH DELETE n //",
          "x`]->() MATCH (n) DETACH DELETE n RETURN `",
          "$props {id: 1} ${header.id} ${body} {{secret}} :#name :?name",
          "Robert'); DROP TABLE org_roles; --",
          "👩‍🔬🧬 𝒳 naïve é ﬁ ß İ ı",
          "مرحبا שלום \u202Eevil\u202C \u200B\uFEFF",
          "日本語 テスト",
          "null",
          "NULL",
          "\\N",
          "true",
          "42",
          "1.0",
          "[\"a\", \"b\"]",
          "{\"a\": null}",
          "\u0001\u007F\uFFFD",
          "a,b;c|d",
          "<b>&amp;</b> %s %d %n");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "0.1",
          "-0.30",
          "1.0",
          "1e30",
          "NaN",
          "Infinity",
          "-Infinity",
          "9007199254740993",
          "12345678901234567890.123456789",
          "0.1000000000000000055511151231257827",
          "1e-320");

  private static final List<String> JSON =
      List.of(
          "null",
          "{}",
          "[]",
          "\"text\"",
          "3",
          "1.10",
          "{\"b\": 1, \"a\": [null, true, {\"x\": \"O'Brien \\\\ \\\" 👩‍🔬\"}]}",
          "[\"a\", \"b\"]",
          "{\"n\": 12345678901234567890.10, \"e\": 1e400}",
          "{\"id\": \"}) DETACH DELETE n //\", \"\": \"\"}");

  private static final List<String> ARRAYS =
      List.of(
          "{}",
          "{a}",
          "{NULL}",
          "{a,NULL,c}",
          "{{a,b},{c,d}}",
          "{\"NULL\",\"\",\" \"}",
          "[0:1]={a,b}");

  private static final List<String> DATES =
      List.of(
          "2025-02-28",
          "2024-02-29",
          "1900-01-01",
          "0001-01-01",
          "9999-12-31",
          "infinity",
          "-infinity");

  private static final List<String> TIMES =
      List.of(
          "2025-03-30 02:30:00.123456",
          "2025-12-31 23:59:59.999999",
          "1969-12-31 23:59:59.5",
          "2000-01-01 00:00:00",
          "0001-01-01 00:00:00",
          "infinity",
          "-infinity");

  private final Random random;

  HostileValues(Random random) {
    this.random = random;
  }

  /** A value for the column, null at times where the column allows it. */
  String of(WorkloadTables.Column column) {
    if (!column.mandatory() && random.nextInt(7) == 0) {
      return null;
    }
    if (!column.choices().isEmpty()) {
      return any(column.choices());
    }
    String type = column.type();
    if (type.endsWith("[]")) {
      return random.nextBoolean() ? any(ARRAYS) : "{" + quoted(text()) + "," + quoted(text()) + "}";
    } else if (type.startsWith("numeric")) {
      return numeric(column);
    } else if (type.startsWith("timestamp")) {
      String time = "2025-06-15 10:" + two() + ":" + two() + "." + two();
      return random.nextBoolean() ? any(TIMES) : time;
    }
    return switch (type) {
      case "integer" -> String.valueOf(integer(column.name()));
      case "boolean" -> String.valueOf(random.nextBoolean());
      case "date" -> random.nextBoolean() ? any(DATES) : "2025-07-" + two().replaceAll("^.", "1");
      case "jsonb" -> any(JSON);
      case "uuid" -> uuid();
      default -> column.indexed() ? uuid().substring(0, 8) + " " + any(TEXTS) : text();
    };
  }

  String uuid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private String text() {
    return switch (random.nextInt(20)) {
      case 0 -> (any(TEXTS) + "x").repeat(5000).substring(0, 5000).replaceAll("\\p{Cs}", "?");
      case 1, 2, 3, 4, 5, 6 -> any(TEXTS) + any(TEXTS);
      default -> any(TEXTS);
    };
  }

  private int integer(String column) {
    if (column.contains("_min")) {
      return random.nextInt(11);
    }
    if (random.nextInt(25) == 0) {
      return any(List.of(0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE));
    }
    return column.contains("_max") ? 10 + random.nextInt(90) : 1 + random.nextInt(10);
  }

  /** Mostly small, since many scores must be between 0 and 1; at times as large as can be. */
  private String numeric(WorkloadTables.Column column) {
    Matcher type = NUMERIC.matcher(column.type());
    if (!type.matches()) {
      return any(NUMBERS);
    }
    int precision = Integer.parseInt(type.group(1));
    int scale = Integer.parseInt(type.group(2));
    boolean large = column.name().contains("_max") || random.nextInt(25) == 0;
    BigInteger limit = BigInteger.TEN.pow(large ? precision : scale);
    BigInteger digits = new BigInteger(80, random).mod(limit);
    return new BigDecimal(digits, scale).toPlainString();
  }

  private String two() {
    return String.valueOf(10 + random.nextInt(50));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
