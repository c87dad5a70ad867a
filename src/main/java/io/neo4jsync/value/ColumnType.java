package io.neo4jsync.value;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a PostgreSQL column holds, with domains resolved to their base type.
 *
 * @param name the declared type as PostgreSQL's {@code format_type} writes it, for messages
 * @param kind which conversion rule applies
 * @param element the type of the elements of an {@link Kind#ARRAY}, otherwise null
 * @param scale the declared scale of a {@link Kind#NUMERIC}, null if none was declared
 */
public record ColumnType(String name, Kind kind, ColumnType element, Integer scale) {

  private static final Pattern PLAIN_TEXT =
      Pattern.compile("text|character varying(\\([0-9]+\\))?");

  /** The conversion rules of {@link Values}. */
  public enum Kind {
    BOOLEAN,
    INTEGER,
    NUMERIC,
    FLOAT,
    /** Every type without a rule of its own: enum, uuid, ltree, inet, xml, money, ranges ... */
    TEXT,
    /** {@code character(n)}. */
    PADDED_TEXT,
    DATE,
    TIME,
    TIMETZ,
    TIMESTAMP,
    TIMESTAMPTZ,
    INTERVAL,
    /** {@code json} and {@code jsonb}. */
    JSON,
    BYTEA,
    ARRAY,
    COMPOSITE
  }

  /**
   * @throws IllegalArgumentException if an array has no element type or another type has one
   */
  public ColumnType {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    if ((kind == Kind.ARRAY) != (element != null)) {
      throw new IllegalArgumentException(
          "an array, and only an array, has an element type: " + name);
    }
  }

  /**
   * How values of this type are written to the graph. Types with the same meaning write a value
   * alike that the one was converted to from the other: {@code varchar} and {@code text}, {@code
   * integer} and {@code bigint}, numerics of the same scale.
   */
  public String meaning() {
    return switch (kind) {
      case BOOLEAN, INTEGER, JSON, BYTEA, DATE, PADDED_TEXT -> kind.name();
      case NUMERIC -> scale == null ? kind.name() : kind + " " + scale;
      case TEXT -> PLAIN_TEXT.matcher(name).matches() ? kind.name() : kind + " " + name;
      case ARRAY -> kind + " OF " + element.meaning();
      default -> kind + " " + name;
    };
  }

  static ColumnType of(String name, Kind kind) {
    return new ColumnType(name, kind, null, null);
  }

  static ColumnType arrayOf(ColumnType element) {
    return new ColumnType(element.name() + "[]", Kind.ARRAY, element, null);
  }
}
