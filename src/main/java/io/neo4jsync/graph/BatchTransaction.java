package io.neo4jsync.graph;

import java.time.Duration;
import org.neo4j.driver.Driver;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.async.AsyncSession;
import org.neo4j.driver.async.AsyncTransaction;

/**
 * One Neo4j transaction with the statements of a batch. Unless it is committed, closing it undoes
 * them.
 */
final class BatchTransaction implements AutoCloseable {

  private final AsyncSession session;
  private final AsyncTransaction transaction;
  private final Pipeline pipeline;
  private final long epoch;

  private BatchTransaction(AsyncSession session, AsyncTransaction transaction, long epoch) {
    this.session = session;
    this.transaction = transaction;
    this.pipeline = new Pipeline(transaction);
    this.epoch = epoch;
  }

  /** A transaction that says under which epoch it writes. */
  static BatchTransaction begin(Driver driver, String database, long epoch, Duration timeout) {
    AsyncSession session = driver.session(AsyncSession.class, SessionConfig.forDatabase(database));
    try {
      AsyncTransaction transaction =
          Pipeline.await(session.beginTransactionAsync(Fence.config(database, epoch, timeout)));
      return new BatchTransaction(session, transaction, epoch);
    } catch (RuntimeException | Error e) {
      session.closeAsync();
      throw e;
    }
  }

  /**
   * Writes the batch, if no newer epoch stands in the graph.
   *
   * @throws FencedException when another instance has taken over
   * @throws org.neo4j.driver.exceptions.Neo4jException what Neo4j answers; see {@link #failed}
   */
  void write(GraphBatch batch, FollowUps followUps) {
    Fence.pass(pipeline, epoch, batch.seq());
    Phase phase = null;
    for (GraphStatement statement : batch.statements()) {
      if (statement.phase() != phase && statement.phase().needsAnswers()) {
        pipeline.settle();
      }
      phase = statement.phase();
      statement.send(pipeline, followUps);
    }
    pipeline.settle();
  }

  /** The statement that Neo4j has refused; null if it has refused something else. */
  GraphStatement failed() {
    return pipeline.failed();
  }

  void commit() {
    Pipeline.await(transaction.commitAsync());
  }

  @Override
  public void close() {
    try {
      Pipeline.await(transaction.closeAsync());
    } finally {
      Pipeline.await(session.closeAsync());
    }
  }
}
