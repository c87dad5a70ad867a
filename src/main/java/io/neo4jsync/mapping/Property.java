package io.neo4jsync.mapping;

import java.util.ArrayList;
import java.util.List;

/** A graph property and the column it comes from. */
public record Property(String name, String column) {

  /**
   * Reads {@code "name, slug, source_updated_at=updated_at"}; null or blank gives an empty list.
   */
  public static List<Property> parse(String list) {
    List<Property> properties = new ArrayList<>();
    for (String part : names(list)) {
      int equals = part.indexOf('=');
      properties.add(
          equals < 0
              ? new Property(part, part)
              : new Property(
                  part.substring(0, equals).strip(), part.substring(equals + 1).strip()));
    }
    return List.copyOf(properties);
  }

  /** Splits a comma-separated list of names; null or blank gives an empty list. */
  public static List<String> names(String list) {
    List<String> names = new ArrayList<>();
    if (list != null) {
      for (String part : list.split(",")) {
        if (!part.isBlank()) {
          names.add(part.strip());
        }
      }
    }
    return List.copyOf(names);
  }
}
