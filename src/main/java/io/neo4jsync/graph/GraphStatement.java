package io.neo4jsync.graph;

import java.util.List;
import java.util.Map;
import org.neo4j.driver.Result;
import org.neo4j.driver.SimpleQueryRunner;

/** What one step of an entity route contributes to a batch: Cypher, and the rows it is run for. */
abstract class GraphStatement {

  private final Phase phase;
  private final String routeId;
  private final String stepId;

  GraphStatement(Phase phase, Origin origin) {
    this.phase = phase;
    this.routeId = origin.routeId();
    this.stepId = origin.stepId();
  }

  /** The step of the route that asked for the statement. */
  record Origin(String routeId, String stepId) {}

  final Phase phase() {
    return phase;
  }

  final String routeId() {
    return routeId;
  }

  final String stepId() {
    return stepId;
  }

  /** The Cypher texts, in the order in which they run. */
  abstract List<String> cypher();

  /** Runs the statement; what must be looked at again because of it goes to {@code followUps}. */
  abstract void run(SimpleQueryRunner transaction, FollowUps followUps);

  static Result run(SimpleQueryRunner transaction, String cypher, List<Map<String, Object>> rows) {
    return transaction.run(cypher, Map.of("rows", rows));
  }
}
