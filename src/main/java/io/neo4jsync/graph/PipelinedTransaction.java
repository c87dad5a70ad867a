package io.neo4jsync.graph;

import org.neo4j.driver.Driver;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.TransactionConfig;
import org.neo4j.driver.async.AsyncSession;
import org.neo4j.driver.async.AsyncTransaction;

/** One Neo4j transaction and its pipeline. Unless it is committed, closing it undoes everything. */
final class PipelinedTransaction implements AutoCloseable {

  private final AsyncSession session;
  private final AsyncTransaction transaction;
  private final Pipeline pipeline;

  private PipelinedTransaction(AsyncSession session, AsyncTransaction transaction) {
    this.session = session;
    this.transaction = transaction;
    this.pipeline = new Pipeline(transaction);
  }

  static PipelinedTransaction begin(Driver driver, String database, TransactionConfig config) {
    AsyncSession session = driver.session(AsyncSession.class, SessionConfig.forDatabase(database));
    try {
      return new PipelinedTransaction(
          session, Pipeline.await(session.beginTransactionAsync(config)));
    } catch (RuntimeException | Error e) {
      session.closeAsync();
      throw e;
    }
  }

  Pipeline pipeline() {
    return pipeline;
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
