package io.neo4jsync.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A moment on the command line; without an offset it is meant in UTC, as status shows times. */
final class Moment implements ITypeConverter<Instant> {

  @Override
  public Instant convert(String text) {
    String iso = text.strip().replace(' ', 'T');
    try {
      if (iso.indexOf('T') < 0) {
        return LocalDate.parse(iso).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      // PostgreSQL writes +00
      iso = iso.replaceFirst("([+-]\\d{2})$", "$1:00");
      return iso.matches(".*(Z|[+-]\\d{2}:\\d{2})$")
          ? OffsetDateTime.parse(iso).toInstant()
          : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "'"
              + text
              + "' is no moment such as 2026-03-01T06:00:00Z, 2026-03-01T06:00 or 2026-03-01");
    }
  }
}
