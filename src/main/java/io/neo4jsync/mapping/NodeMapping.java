package io.neo4jsync.mapping;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rows of a table as nodes of a label.
 *
 * @param key the key columns, which are properties of the same names
 * @param fixed properties with the same value on every node of this table; part of the key, needed
 *     where two tables share a label
 */
public record NodeMapping(
    String table,
    String label,
    List<String> key,
    Map<String, String> fixed,
    List<Property> properties) {

  /** The properties that together identify a node: key columns, then fixed ones. */
  public List<String> keyProperties() {
    Set<String> names = new LinkedHashSet<>(key);
    names.addAll(fixed.keySet());
    return List.copyOf(names);
  }

  /** {@code (:Role)}, for people. */
  public String pattern() {
    return "(:" + label + ")";
  }
}
