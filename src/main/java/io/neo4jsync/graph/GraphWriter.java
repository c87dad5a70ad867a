package io.neo4jsync.graph;

import io.neo4jsync.leader.Leadership;
import io.neo4jsync.leader.NotLeadingException;
import io.neo4jsync.source.RefreshQueue;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.Transaction;
import org.neo4j.driver.TransactionConfig;
import org.neo4j.driver.exceptions.Neo4jException;

/** Writes a batch in one Neo4j transaction, if this instance still leads. */
public final class GraphWriter {

  /** Takes about as much memory (some 10 MB) as the transaction of an ordinary batch. */
  private static final String ORDINARY =
      "UNWIND range(1, 100000) AS n WITH collect(toString(n)) AS texts RETURN size(texts)";

  private final Driver driver;
  private final Leadership leadership;
  private final RefreshQueue refreshQueue;
  private final Duration timeout;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "neo4j-sync writer");
            thread.setDaemon(true);
            return thread;
          });

  public GraphWriter(
      Driver driver, Leadership leadership, RefreshQueue refreshQueue, Duration timeout) {
    this.driver = driver;
    this.leadership = leadership;
    this.refreshQueue = refreshQueue;
    this.timeout = timeout;
  }

  /**
   * Writes the batch; of a full sync's batch what differs from the graph.
   *
   * @param epoch the epoch under which its rows were taken
   * @throws NotLeadingException when the lead has been lost since, and perhaps regained: another
   *     instance may have written newer rows meanwhile
   * @throws FencedException when another instance has taken over
   * @throws WriteFailedException when Neo4j refuses a statement for good
   */
  public void write(String database, GraphBatch batch, long epoch) throws SQLException {
    if (batch.isCompared()) {
      try (PipelinedTransaction reading = reading(database)) {
        batch.keepDifferences(reading.pipeline());
      } catch (Neo4jException e) {
        throw isFaultOfRows(database, epoch, e, batch) ? new WriteFailedException(null, e) : e;
      }
      if (batch.isEmpty()) {
        return;
      }
    }
    if (leadership.epoch() != epoch) {
      throw new NotLeadingException();
    }
    FollowUps followUps = new FollowUps(batch.isOfDifferences());
    try (PipelinedTransaction transaction =
        PipelinedTransaction.begin(driver, database, Fence.config(database, epoch, timeout))) {
      Pipeline pipeline = transaction.pipeline();
      try {
        Fence.pass(pipeline, epoch, batch.seq());
        batch.send(pipeline, followUps);
        refreshQueue.add(followUps);
        if (!followUps.isEmpty()) {
          batch.queued();
        }
        transaction.commit();
      } catch (Neo4jException e) {
        throw isFaultOfRows(database, epoch, e, batch)
            ? new WriteFailedException(pipeline.failed(), e)
            : e;
      }
    }
    if (batch.isExpectedNew()) {
      batch.wroteUnseen(followUps.isAllNew());
    }
  }

  /** For a loop over the queue: what it writes while it goes on. */
  InFlight newInFlight() {
    return new InFlight(this, threads);
  }

  /** Where the graph is not what the batch would make of it; writes nothing. */
  public List<Difference> compare(String database, GraphBatch batch) {
    try (PipelinedTransaction reading = reading(database)) {
      return batch.compare(reading.pipeline());
    }
  }

  private PipelinedTransaction reading(String database) {
    return PipelinedTransaction.begin(driver, database, TransactionConfig.empty());
  }

  /**
   * Whether the batch is to be divided, and its last row to be failed. What is too much at once is
   * divided; of what may be anyone's fault a row is only guilty if ordinary transactions pass at
   * this very moment. A lone row that takes too long may wait for a lock of somebody else.
   */
  private boolean isFaultOfRows(String database, long epoch, Neo4jException e, GraphBatch batch) {
    return switch (GraphFaults.of(e)) {
      case ROWS -> true;
      case MEMORY -> !batch.isOneRow() || isWritable(database, epoch);
      case TIME -> !batch.isOneRow();
      case UNKNOWN -> isWritable(database, epoch);
      case SERVER -> false;
    };
  }

  private boolean isWritable(String database, long epoch) {
    try (Session session = session(database);
        Transaction transaction = Fence.begin(session, database, epoch, timeout)) {
      Fence.pass(transaction, epoch, 0);
      transaction.run(ORDINARY).consume();
      transaction.commit();
      return true;
    } catch (Neo4jException unwritable) {
      return false;
    }
  }

  /**
   * Raises the fence to this leader's epoch, so that no earlier leader can write any more.
   *
   * @return the epoch under which what is taken from now on is to be written
   * @throws NotLeadingException when this instance does not lead
   */
  public long raiseFence(String database) {
    long epoch = leadership.epoch();
    if (leadership.isFenceDue(epoch)) {
      try (Session session = session(database)) {
        Fence.raise(session, database, epoch, timeout);
      }
      leadership.fenceRaised(epoch);
    }
    return epoch;
  }

  /** Returns if the database answers. */
  public void ping(String database) {
    try (Session session = session(database)) {
      session.run("RETURN 1").consume();
    }
  }

  private Session session(String database) {
    return driver.session(SessionConfig.forDatabase(database));
  }
}
