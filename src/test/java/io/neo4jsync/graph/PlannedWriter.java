package io.neo4jsync.graph;

import java.time.Duration;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.Transaction;

/** Writes planned batches as {@link GraphWriter} does, and leaves out all that is not Neo4j. */
public final class PlannedWriter {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final Driver driver;
  private final String database;
  private final long epoch;

  public PlannedWriter(Driver driver, String database, long epoch) {
    this.driver = driver;
    this.database = database;
    this.epoch = epoch;
  }

  /** In one transaction; what would have to be looked at again is forgotten. */
  public void write(GraphBatch batch) {
    FollowUps forgotten = new FollowUps(false);
    try (Session session = driver.session(SessionConfig.forDatabase(database));
        Transaction transaction = Fence.begin(session, database, epoch, TIMEOUT)) {
      Fence.pass(transaction, epoch, batch.seq());
      for (GraphStatement statement : batch.statements()) {
        statement.run(transaction, forgotten);
      }
      transaction.commit();
    }
  }
}
