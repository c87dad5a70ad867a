package io.neo4jsync.graph;

import java.time.Duration;
import org.neo4j.driver.Driver;

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
    try (PipelinedTransaction transaction =
        PipelinedTransaction.begin(driver, database, Fence.config(database, epoch, TIMEOUT))) {
      Fence.pass(transaction.pipeline(), epoch, batch.seq());
      batch.send(transaction.pipeline(), new FollowUps(false));
      transaction.commit();
    }
  }
}
