package io.neo4jsync.value;

import static java.time.temporal.ChronoField.DAY_OF_MONTH;
import static java.time.temporal.ChronoField.ERA;
import static java.time.temporal.ChronoField.MONTH_OF_YEAR;
import static java.time.temporal.ChronoField.YEAR_OF_ERA;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.format.SignStyle;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.neo4j.driver.Values;

/**
 * Reads dates and times as PostgreSQL writes them into JSON.
 *
 * <p>Each method returns the text itself where PostgreSQL has a value that Neo4j has not (infinity,
 * 24:00), and throws a {@link java.time.DateTimeException}, {@link ArithmeticException} or {@link
 * IllegalArgumentException} if the text is no such value.
 */
final class Temporals {

  private static final DateTimeFormatter DATE = era(dates());
  private static final DateTimeFormatter TIMESTAMP = era(timestamps());
  private static final DateTimeFormatter TIMESTAMPTZ = era(offset(timestamps()));
  private static final DateTimeFormatter TIMETZ =
      offset(new DateTimeFormatterBuilder().append(DateTimeFormatter.ISO_LOCAL_TIME))
          .toFormatter(Locale.ROOT);

  private static final Pattern INTERVAL =
      Pattern.compile(
          """
          P(?=.)
          (?: (?<years> [+-]?\\d+)Y)?
          (?: (?<months> [+-]?\\d+)M)?
          (?: (?<days> [+-]?\\d+)D)?
          (?: T(?=.)
            (?: (?<hours> [+-]?\\d+)H)?
            (?: (?<minutes> [+-]?\\d+)M)?
            (?: (?<seconds> [+-]?\\d+ (?: \\.\\d+)?)S)?
          )?
          """,
          Pattern.COMMENTS);

  private static final BigDecimal SECONDS_PER_HOUR = BigDecimal.valueOf(3600);
  private static final BigDecimal SECONDS_PER_MINUTE = BigDecimal.valueOf(60);
  private static final int NANO_DIGITS = 9;

  private Temporals() {}

  static Object date(String text) {
    return isInfinite(text) ? text : DATE.parse(text, LocalDate::from);
  }

  static Object timestamp(String text) {
    return isInfinite(text) ? text : TIMESTAMP.parse(text, LocalDateTime::from);
  }

  /** Zoned rather than offset, as that is what the driver gives back for it. */
  static Object timestamptz(String text) {
    return isInfinite(text)
        ? text
        : TIMESTAMPTZ.parse(text, OffsetDateTime::from).atZoneSameInstant(ZoneOffset.UTC);
  }

  static Object time(String text) {
    return text.equals("24:00:00") ? text : LocalTime.parse(text);
  }

  static Object timetz(String text) {
    if (text.startsWith("24:00:00")) {
      ZoneOffset.of(text.substring("24:00:00".length()));
      return text;
    }
    return TIMETZ.parse(text, OffsetTime::from);
  }

  static Object interval(String text) {
    if (isInfinite(text)) {
      return text;
    }
    Matcher parts = INTERVAL.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not an ISO 8601 duration");
    }
    long months =
        Math.addExact(Math.multiplyExact(whole(parts, "years"), 12L), whole(parts, "months"));
    BigDecimal time =
        part(parts, "hours")
            .multiply(SECONDS_PER_HOUR)
            .add(part(parts, "minutes").multiply(SECONDS_PER_MINUTE))
            .add(part(parts, "seconds"));
    // Neo4j counts nanoseconds upwards from the second below, for negative times too.
    BigDecimal seconds = time.setScale(0, RoundingMode.FLOOR);
    int nanoseconds = time.subtract(seconds).movePointRight(NANO_DIGITS).intValueExact();
    return Values.isoDuration(months, whole(parts, "days"), seconds.longValueExact(), nanoseconds)
        .asIsoDuration();
  }

  private static long whole(Matcher parts, String name) {
    return part(parts, name).longValueExact();
  }

  private static BigDecimal part(Matcher parts, String name) {
    String part = parts.group(name);
    return part == null ? BigDecimal.ZERO : new BigDecimal(part);
  }

  private static boolean isInfinite(String text) {
    return text.equals("infinity") || text.equals("-infinity");
  }

  private static DateTimeFormatterBuilder dates() {
    return new DateTimeFormatterBuilder()
        .appendValue(YEAR_OF_ERA, 4, 9, SignStyle.NEVER)
        .appendLiteral('-')
        .appendValue(MONTH_OF_YEAR, 2)
        .appendLiteral('-')
        .appendValue(DAY_OF_MONTH, 2);
  }

  private static DateTimeFormatterBuilder timestamps() {
    return dates().appendLiteral('T').append(DateTimeFormatter.ISO_LOCAL_TIME);
  }

  private static DateTimeFormatterBuilder offset(DateTimeFormatterBuilder builder) {
    return builder.appendOffset("+HH:mm:ss", "Z");
  }

  /** Ends with PostgreSQL's " BC", if the year is one before Christ. */
  private static DateTimeFormatter era(DateTimeFormatterBuilder builder) {
    return builder
        .optionalStart()
        .appendLiteral(' ')
        .appendText(ERA, Map.of(0L, "BC"))
        .optionalEnd()
        .parseDefaulting(ERA, 1)
        .toFormatter(Locale.ROOT)
        .withResolverStyle(ResolverStyle.STRICT);
  }
}
