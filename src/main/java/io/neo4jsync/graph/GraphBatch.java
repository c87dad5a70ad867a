package io.neo4jsync.graph;

import io.neo4jsync.graph.Difference.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The statements that the entity routes have planned for one Neo4j transaction.
 *
 * <p>A batch of the queue writes all its rows. A batch of a full sync ({@link #ofDifferences})
 * first compares them with the graph and writes those that differ.
 */
public final class GraphBatch {

  /** Name of the exchange variable that carries it. */
  public static final String VARIABLE = "graphBatch";

  /** Which of the planned statements a batch takes. */
  public enum Part {
    ALL,
    NODES,
    RELATIONSHIPS;

    boolean takes(Phase phase) {
      return switch (this) {
        case ALL -> true;
        case NODES -> phase == Phase.MERGE_NODES || phase == Phase.DELETE_NODES;
        case RELATIONSHIPS -> phase != Phase.MERGE_NODES && phase != Phase.DELETE_NODES;
      };
    }
  }

  private static final int SAMPLES = 5;

  private final List<GraphStatement> statements = new ArrayList<>();
  private final long seq;
  private final boolean differencesOnly;
  private final boolean dry;
  private final Part part;
  private final List<Difference> sample = new ArrayList<>();
  private boolean assumeNew;
  private boolean allNew;
  private boolean queued;
  private int written;

  private GraphBatch(long seq, boolean differencesOnly, boolean dry, Part part) {
    this.seq = seq;
    this.differencesOnly = differencesOnly;
    this.dry = dry;
    this.part = part;
  }

  /**
   * @param seq highest position in the queue that the batch applies; 0 if it does not come from
   *     there
   */
  public GraphBatch(long seq) {
    this(seq, false, false, Part.ALL);
  }

  public GraphBatch() {
    this(0);
  }

  /**
   * A batch that writes only what differs from the graph.
   *
   * @param dry whether it stops at finding out
   */
  public static GraphBatch ofDifferences(Part part, boolean dry) {
    return new GraphBatch(0, true, dry, part);
  }

  /**
   * Expects that the graph has nothing of these rows yet: they are written without looking first.
   * {@link #isAllNew} says afterwards whether that was so.
   */
  public GraphBatch expectNew() {
    assumeNew = true;
    return this;
  }

  /** Whether it was written without looking. */
  public boolean isExpectedNew() {
    return assumeNew;
  }

  /** Whether the graph had nothing of any of the rows. */
  public boolean isAllNew() {
    return allNew;
  }

  /**
   * @param nothingWasThere whether all nodes and relationships were new to the graph
   */
  void wroteUnseen(boolean nothingWasThere) {
    allNew = nothingWasThere;
    written =
        (int)
            statements.stream()
                .flatMap(s -> s.parameters().stream().map(s::key))
                .distinct()
                .count();
  }

  long seq() {
    return seq;
  }

  boolean isOfDifferences() {
    return differencesOnly;
  }

  /** Notes that its write has put events into the queue. */
  void queued() {
    queued = true;
  }

  /** Whether its write has put events into the queue. */
  public boolean hasQueued() {
    return queued;
  }

  /** Whether it is compared with the graph before it is written. */
  boolean isCompared() {
    return differencesOnly && !assumeNew;
  }

  void add(GraphStatement statement) {
    if (!part.takes(statement.phase())) {
      return;
    }
    if (statement instanceof MergeEdges edges && edges.isWatchable()) {
      nodesOf(edges).ifPresent(nodes -> nodes.watch(edges));
    }
    statements.add(statement);
  }

  private Optional<MergeNodes> nodesOf(MergeEdges edges) {
    return statements.stream()
        .filter(MergeNodes.class::isInstance)
        .map(MergeNodes.class::cast)
        .filter(nodes -> nodes.isOfSameRows(edges))
        .findFirst();
  }

  /** In the order in which they are to run. */
  List<GraphStatement> statements() {
    return statements.stream().sorted(Comparator.comparing(GraphStatement::phase)).toList();
  }

  /** Sends the statements; what must be looked at again because of them goes to followUps. */
  void send(Pipeline pipeline, FollowUps followUps) {
    Phase phase = null;
    for (GraphStatement statement : statements()) {
      if (statement.phase() != phase && statement.phase().needsAnswers()) {
        pipeline.settle();
      }
      phase = statement.phase();
      statement.send(pipeline, followUps);
    }
    pipeline.settle();
  }

  /** Where the graph is not what the statements would make of it. */
  List<Difference> compare(Pipeline pipeline) {
    List<GraphStatement> ordered = statements();
    ordered.forEach(statement -> statement.compare(pipeline));
    pipeline.settle();
    return ordered.stream().flatMap(statement -> statement.differences().stream()).toList();
  }

  /** Drops rows and statements that would change nothing. */
  void keepDifferences(Pipeline pipeline) {
    Set<List<String>> duplicated =
        compare(pipeline).stream()
            .filter(Difference::isExtraNode)
            .map(Difference::row)
            .collect(Collectors.toSet());
    Set<List<String>> rows = new HashSet<>();
    Set<List<String>> all = new HashSet<>();
    boolean missingOnly = true;
    List<GraphStatement> changing = new ArrayList<>();
    List<Difference> surplus = new ArrayList<>();
    for (GraphStatement statement : statements) {
      statement.parameters().forEach(row -> all.add(statement.key(row)));
      if (!statement.isComparable()) {
        missingOnly = false;
        changing.add(statement);
        statement.parameters().forEach(row -> rows.add(statement.key(row)));
        continue;
      }
      List<Difference> differences = statement.differences();
      differences.forEach(difference -> rows.add(difference.row()));
      missingOnly &= differences.stream().allMatch(d -> d.kind() == Kind.MISSING);
      differences.stream().limit(SAMPLES - sample.size()).forEach(sample::add);
      surplus.addAll(differences.stream().filter(d -> d.elementId() != null).toList());
      Set<Integer> kept =
          differences.stream()
              .filter(d -> d.kind() != Kind.EXTRA)
              .map(Difference::position)
              .collect(Collectors.toSet());
      // what hangs on a node that goes is made again on the one that stays
      statement.parameters().stream()
          .filter(row -> duplicated.contains(statement.key(row)))
          .forEach(row -> kept.add(GraphStatement.position(row)));
      statement.retain(kept);
      // other rows of it are left than of others
      statement.standAlone();
      if (!statement.parameters().isEmpty()) {
        changing.add(statement);
      }
    }
    statements.clear();
    statements.addAll(changing);
    addRemoval(surplus.stream().filter(Difference::isExtraNode).toList(), true);
    addRemoval(surplus.stream().filter(d -> !d.isExtraNode()).toList(), false);
    written = rows.size();
    allNew = written > 0 && missingOnly && rows.size() == all.size();
    if (dry) {
      statements.clear();
    }
  }

  /** Some of the differences, as they were found. */
  public List<Difference> sample() {
    return sample;
  }

  private void addRemoval(List<Difference> surplus, boolean nodes) {
    if (!surplus.isEmpty()) {
      removeElements(nodes, surplus.stream().map(Difference::elementId).toList());
    }
  }

  /** Adds the removal of nodes, or of relationships, by their element ids. */
  public void removeElements(boolean nodes, List<String> elementIds) {
    statements.add(new RemoveElements(nodes, elementIds));
  }

  boolean isEmpty() {
    return statements.isEmpty();
  }

  /** Whether it cannot be divided any more. */
  boolean isOneRow() {
    return statements.stream()
            .flatMap(s -> s.parameters().stream().map(s::key))
            .distinct()
            .limit(2)
            .count()
        < 2;
  }

  /** How many rows differed from the graph and were written, or had something removed. */
  public int written() {
    return written;
  }

  /** The Cypher of all statements, each under the step that asks for it. */
  public String explain() {
    StringBuilder text = new StringBuilder();
    for (GraphStatement statement : statements()) {
      for (String cypher : statement.cypher()) {
        text.append("// ")
            .append(statement.routeId())
            .append(" / ")
            .append(statement.stepId())
            .append('\n');
        text.append(cypher).append(";\n\n");
      }
    }
    return text.toString();
  }
}
