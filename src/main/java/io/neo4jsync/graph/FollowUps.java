package io.neo4jsync.graph;

import io.neo4jsync.mapping.EdgeMapping;
import io.neo4jsync.mapping.EdgeMapping.End;
import io.neo4jsync.mapping.NodeMapping;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a batch leaves to be looked at again, as keys (the texts of the key columns, in order).
 * Source rows named here are read from the source and sent through their routes once more.
 *
 * <ul>
 *   <li>A node came (back) into the graph: rows that refer to it may have been written without it.
 *   <li>A row refers to a node the graph does not have: if the source has it, both are looked at
 *       again.
 *   <li>A relationship was removed from its pair of ends: another row may name the same pair.
 * </ul>
 */
public final class FollowUps {

  /** A row whose relationship found no node at an end. */
  public record Missing(EdgeMapping edge, End end) {}

  /** A node that came into the graph with a row that is fresh in the source, or not. */
  public record Created(NodeMapping node, boolean fresh) {}

  private final boolean comesInOrder;
  private boolean allNew = true;
  private final Map<Created, Set<List<String>>> created = new LinkedHashMap<>();
  private final Map<Missing, Map<List<String>, Set<List<String>>>> missing = new LinkedHashMap<>();
  private final Map<EdgeMapping, Set<List<String>>> vacated = new LinkedHashMap<>();

  /**
   * @param comesInOrder whether all nodes come before all relationships, as in a full sync; then
   *     neither a new node nor a missing end needs a second look
   */
  FollowUps(boolean comesInOrder) {
    this.comesInOrder = comesInOrder;
  }

  /**
   * @param rows how many nodes or relationships a statement was to make
   * @param created how many of them were not there before
   */
  void merged(long rows, long created) {
    allNew &= rows == created;
  }

  /** Whether every node and relationship merged was not there before. */
  boolean isAllNew() {
    return allNew;
  }

  void created(NodeMapping node, boolean fresh, List<String> key) {
    if (comesInOrder) {
      return;
    }
    created.computeIfAbsent(new Created(node, fresh), n -> new LinkedHashSet<>()).add(key);
  }

  void missing(EdgeMapping edge, End end, List<String> endKey, List<String> rowKey) {
    if (comesInOrder) {
      return;
    }
    missing
        .computeIfAbsent(new Missing(edge, end), m -> new LinkedHashMap<>())
        .computeIfAbsent(endKey, k -> new LinkedHashSet<>())
        .add(rowKey);
  }

  void vacated(EdgeMapping edge, List<String> pair) {
    vacated.computeIfAbsent(edge, e -> new LinkedHashSet<>()).add(pair);
  }

  /** Keys of nodes that were not in the graph before. */
  public Map<Created, Set<List<String>>> created() {
    return created;
  }

  /** Keys of ends that are not in the graph, each with the keys of the rows that refer to it. */
  public Map<Missing, Map<List<String>, Set<List<String>>>> missing() {
    return missing;
  }

  /** Pairs of end keys (start's, then end's) from which a relationship was removed. */
  public Map<EdgeMapping, Set<List<String>>> vacated() {
    return vacated;
  }

  public boolean isEmpty() {
    return created.isEmpty() && missing.isEmpty() && vacated.isEmpty();
  }
}
