package io.neo4jsync.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The statements that the entity routes have planned for one Neo4j transaction. */
public final class GraphBatch {

  /** Name of the exchange variable that carries it. */
  public static final String VARIABLE = "graphBatch";

  private final List<GraphStatement> statements = new ArrayList<>();
  private final long seq;

  /**
   * @param seq highest position in the queue that the batch applies; 0 if it does not come from
   *     there
   */
  public GraphBatch(long seq) {
    this.seq = seq;
  }

  public GraphBatch() {
    this(0);
  }

  long seq() {
    return seq;
  }

  void add(GraphStatement statement) {
    statements.add(statement);
  }

  /** In the order in which they are to run. */
  List<GraphStatement> statements() {
    return statements.stream().sorted(Comparator.comparing(GraphStatement::phase)).toList();
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
