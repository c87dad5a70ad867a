package io.neo4jsync.graph;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.neo4j.driver.Record;
import org.neo4j.driver.async.AsyncTransaction;
import org.neo4j.driver.async.ResultCursor;
import org.neo4j.driver.exceptions.Neo4jException;
import org.neo4j.driver.summary.ResultSummary;

/**
 * Sends the queries of a transaction one behind the other without waiting for each answer, so that
 * Neo4j has always something to do. Answers are taken in the order of the queries, by the thread
 * that sends.
 */
final class Pipeline {

  /**
   * Queries that are sent and not answered. Few are enough to keep Neo4j busy, and each takes
   * memory until Neo4j has read it.
   */
  private static final int WINDOW = 4;

  private final AsyncTransaction transaction;
  private final Deque<Sent> sent = new ArrayDeque<>();
  private GraphStatement failed;

  Pipeline(AsyncTransaction transaction) {
    this.transaction = transaction;
  }

  /** What Neo4j has answered to a query. */
  record Answer(List<Record> records, ResultSummary summary) {}

  private record Sent(
      GraphStatement statement, CompletableFuture<Answer> answer, Consumer<Answer> taker) {}

  /**
   * Sends a query. First answers to earlier ones are taken, if too many are under way.
   *
   * @param statement on whose behalf; null for the fence
   * @param taker takes the answer; may send more
   * @throws Neo4jException what Neo4j has answered to an earlier query
   */
  void send(
      GraphStatement statement,
      String cypher,
      Map<String, Object> parameters,
      Consumer<Answer> taker) {
    while (sent.size() >= WINDOW) {
      take();
    }
    sent.add(new Sent(statement, answer(cypher, parameters), taker));
  }

  /** The same for rows, where no answer is of interest. */
  void send(GraphStatement statement, String cypher, List<Map<String, Object>> rows) {
    send(statement, cypher, rows, answer -> {});
  }

  /** The same for rows, of which there may be none. */
  void send(
      GraphStatement statement,
      String cypher,
      List<Map<String, Object>> rows,
      Consumer<Answer> taker) {
    if (!rows.isEmpty()) {
      send(statement, cypher, Map.of("rows", rows), taker);
    }
  }

  private CompletableFuture<Answer> answer(String cypher, Map<String, Object> parameters) {
    try {
      return transaction
          .runAsync(cypher, parameters)
          .thenCompose(Pipeline::all)
          .toCompletableFuture();
    } catch (Neo4jException e) {
      // an earlier query has failed, and its answer comes first
      return CompletableFuture.failedFuture(e);
    }
  }

  private static CompletionStage<Answer> all(ResultCursor cursor) {
    return cursor
        .listAsync()
        .thenCompose(
            records -> cursor.consumeAsync().thenApply(summary -> new Answer(records, summary)));
  }

  /** Waits until everything is answered, also what is sent because of the answers. */
  void settle() {
    while (!sent.isEmpty()) {
      take();
    }
  }

  private void take() {
    Sent first = sent.remove();
    Answer answer;
    try {
      answer = await(first.answer());
    } catch (Neo4jException e) {
      failed = first.statement();
      throw e;
    }
    first.taker().accept(answer);
  }

  /** The statement whose query Neo4j has refused; null if it was none's. */
  GraphStatement failed() {
    return failed;
  }

  /** What the driver completes, or throws. */
  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException fault) {
        throw fault;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }
}
