package io.neo4jsync.graph;

import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Tells whether a property is what was written to it. */
final class GraphValues {

  /** A text of more characters, or a list of more elements, is only read if it may be the same. */
  static final int LONG = 10_000;

  private GraphValues() {}

  /** The sizes of long properties, as Cypher counts them. */
  static Map<String, Object> longSizes(Map<?, ?> properties) {
    Map<String, Object> sizes = new HashMap<>();
    properties.forEach(
        (name, value) -> {
          int size = size(value);
          if (size > LONG) {
            sizes.put((String) name, size);
          }
        });
    return sizes;
  }

  private static int size(Object value) {
    if (value instanceof String text) {
      return text.length() > LONG ? text.codePointCount(0, text.length()) : 0;
    }
    if (value instanceof byte[] bytes) {
      return bytes.length;
    }
    return value instanceof List<?> list ? list.size() : 0;
  }

  /** What to show of a value the graph has; it may stand for one that was not read. */
  static Object shown(Object found) {
    return found instanceof Map<?, ?> unread ? "a value of size " + unread.get("size") : found;
  }

  /**
   * Equal in type and value: 1 is not 1.0, NaN is NaN, and a time is the same instant at the same
   * offset, under whatever name its zone comes back. A value of another size need not have been
   * read.
   */
  static boolean same(Object expected, Object found) {
    if (expected instanceof byte[] one && found instanceof byte[] other) {
      return Arrays.equals(one, other);
    }
    if (expected instanceof ZonedDateTime one && found instanceof ZonedDateTime other) {
      return one.toOffsetDateTime().equals(other.toOffsetDateTime());
    }
    if (expected instanceof List<?> one && found instanceof List<?> other) {
      return one.size() == other.size() && sameElements(one, other);
    }
    return Objects.equals(expected, found);
  }

  private static boolean sameElements(List<?> one, List<?> other) {
    for (int i = 0; i < one.size(); i++) {
      if (!same(one.get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }
}
