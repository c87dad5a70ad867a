package io.neo4jsync.graph;

import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Tells whether a property is what was written to it. */
final class GraphValues {

  private GraphValues() {}

  /**
   * Equal in type and value: 1 is not 1.0, NaN is NaN, and a time is the same instant at the same
   * offset, under whatever name its zone comes back.
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
