package io.neo4jsync.mapping;

import java.util.List;

/**
 * Rows of a table as relationships of a type: a foreign key of an entity table, where one end is
 * the row's own node, or a junction table, where both ends are other nodes.
 *
 * @param from the start of the relationship
 * @param to its end
 * @param key the key columns kept as properties of the relationship; empty where the pair of ends
 *     is the key (foreign keys, and junction tables whose key is the pair)
 */
public record EdgeMapping(
    String table, String type, End from, End to, List<String> key, List<Property> properties) {

  /**
   * One end.
   *
   * @param node what the end is
   * @param columns the columns of the row that hold the end's key, in the order of {@code
   *     node.key()}
   * @param own whether the end is the row's own node
   */
  public record End(NodeMapping node, List<String> columns, boolean own) {}

  /** Whether the relationship hangs on the row's own node. */
  public boolean foreignKey() {
    return from.own() || to.own();
  }

  /** {@code (Role)-[:USES_TOOL]->(Tool)}, for people. */
  public String pattern() {
    return "(" + from.node().label() + ")-[:" + type + "]->(" + to.node().label() + ")";
  }
}
