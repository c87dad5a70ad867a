package io.neo4jsync.graph;

import java.util.List;

/**
 * A place where the graph is not what a source row demands.
 *
 * @param row the key of the row, as the texts of its key columns
 * @param position its position among the rows of the statement that found it
 * @param element what it becomes: {@code (:Role)} or {@code (Role)-[:REPORTS_TO]->(Role)}
 * @param property the property that differs; null when the element as a whole does
 * @param expected what the source says
 * @param found what the graph has
 * @param elementId the node or relationship that is one too many, else null
 */
public record Difference(
    Kind kind,
    List<String> row,
    int position,
    String element,
    String property,
    Object expected,
    Object found,
    String elementId) {

  /** What is wrong with the element. */
  public enum Kind {
    /** The source demands it and the graph does not have it. */
    MISSING,
    /** The graph has it with other values or other ends. */
    DIFFERENT,
    /** The graph has it and the source does not demand it. */
    EXTRA
  }

  /** For people, in one line. */
  @Override
  public String toString() {
    String of = element + " " + row;
    return switch (kind) {
      case MISSING -> of + " is missing";
      case EXTRA -> of + " is one too many";
      case DIFFERENT ->
          of + ": " + property + " is " + shortened(found) + " instead of " + shortened(expected);
    };
  }

  private static String shortened(Object value) {
    String text = value instanceof String string ? "'" + string + "'" : String.valueOf(value);
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }

  /** Whether a node, not a relationship, is one too many. */
  boolean isExtraNode() {
    return elementId != null && element.startsWith("(:");
  }
}
