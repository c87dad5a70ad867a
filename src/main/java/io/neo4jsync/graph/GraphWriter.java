package io.neo4jsync.graph;

import io.neo4jsync.leader.Leadership;
import io.neo4jsync.leader.NotLeadingException;
import io.neo4jsync.source.RefreshQueue;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.Transaction;
import org.neo4j.driver.TransactionConfig;
import org.neo4j.driver.exceptions.Neo4jException;

/** Writes a batch in one Neo4j transaction, if this instance still leads. */
public final class GraphWriter {

  /**
   * Takes the lock on the one SyncState node first, so that transactions of two writers run one
   * after the other, and lets the transaction go on only if no newer epoch has been seen.
   */
  private static final String FENCE =
      """
      MERGE (s:SyncState {id: 'neo4j-sync'})
      SET s.fence = coalesce(s.fence, 0)
      WITH s WHERE coalesce(s.epoch, 0) <= $epoch
      SET s.epoch = $epoch,
          s.applied_seq = CASE WHEN $seq > coalesce(s.applied_seq, 0) THEN $seq ELSE s.applied_seq END,
          s.updated_at = datetime()
      RETURN s.epoch AS epoch""";

  /** Takes about as much memory (some 10 MB) as the transaction of an ordinary batch. */
  private static final String ORDINARY =
      "UNWIND range(1, 100000) AS n WITH collect(toString(n)) AS texts RETURN size(texts)";

  private final Driver driver;
  private final Leadership leadership;
  private final RefreshQueue refreshQueue;
  private final TransactionConfig config;

  /** The epoch under which this look at the queue began; 0 before the first. */
  private volatile long begunUnder;

  public GraphWriter(
      Driver driver, Leadership leadership, RefreshQueue refreshQueue, Duration timeout) {
    this.driver = driver;
    this.leadership = leadership;
    this.refreshQueue = refreshQueue;
    this.config = TransactionConfig.builder().withTimeout(timeout).build();
  }

  /**
   * Writes the batch; of a full sync's batch what differs from the graph.
   *
   * @throws FencedException when another instance has taken over
   * @throws WriteFailedException when Neo4j refuses a statement for good
   */
  public void write(String database, GraphBatch batch) throws SQLException {
    if (batch.isOfDifferences() && !batch.isExpectedNew()) {
      try (Session session = session(database)) {
        batch.keepDifferences(session);
      } catch (Neo4jException e) {
        throw isFaultOfRows(database, e, batch) ? new WriteFailedException(e) : e;
      }
      if (batch.isEmpty()) {
        return;
      }
    }
    FollowUps followUps = new FollowUps(batch.isOfDifferences());
    try (Session session = session(database);
        Transaction transaction = session.beginTransaction(config)) {
      fence(transaction, epochOfRows(), batch.seq());
      for (GraphStatement statement : batch.statements()) {
        try {
          statement.run(transaction, followUps);
        } catch (Neo4jException e) {
          throw isFaultOfRows(database, e, batch) ? new WriteFailedException(statement, e) : e;
        }
      }
      refreshQueue.add(followUps);
      commit(database, transaction, batch);
    }
    if (batch.isExpectedNew()) {
      batch.wroteUnseen(followUps.isAllNew());
    }
  }

  /** Where the graph is not what the batch would make of it; writes nothing. */
  public List<Difference> compare(String database, GraphBatch batch) {
    try (Session session = session(database)) {
      return batch.compare(session);
    }
  }

  private void commit(String database, Transaction transaction, GraphBatch batch) {
    try {
      transaction.commit();
    } catch (Neo4jException e) {
      throw isFaultOfRows(database, e, batch) ? new WriteFailedException(e) : e;
    }
  }

  /**
   * Whether the batch is to be divided, and its last row to be failed. What is too much at once is
   * divided; of what may be anyone's fault a row is only guilty if ordinary transactions pass at
   * this very moment. A lone row that takes too long may wait for a lock of somebody else.
   */
  private boolean isFaultOfRows(String database, Neo4jException e, GraphBatch batch) {
    return switch (GraphFaults.of(e)) {
      case ROWS -> true;
      case MEMORY -> !batch.isOneRow() || isWritable(database);
      case TIME -> !batch.isOneRow();
      case UNKNOWN -> isWritable(database);
      case SERVER -> false;
    };
  }

  private boolean isWritable(String database) {
    try (Session session = session(database);
        Transaction transaction = session.beginTransaction(config)) {
      fence(transaction, leadership.epoch(), 0);
      transaction.run(ORDINARY).consume();
      transaction.commit();
      return true;
    } catch (Neo4jException unwritable) {
      return false;
    }
  }

  /**
   * The epoch under which the rows at hand were taken. A leader that lost the lead and has regained
   * it since must not write them: another one may have written newer ones meanwhile.
   */
  private long epochOfRows() {
    long epoch = leadership.epoch();
    if (begunUnder != 0 && begunUnder != epoch) {
      throw new NotLeadingException();
    }
    return epoch;
  }

  /** Raises the fence to this leader's epoch, so that no earlier leader can write any more. */
  public void raiseFence(String database) {
    if (leadership.isLeading()) {
      begunUnder = leadership.epoch();
    }
    if (!leadership.isFenceDue()) {
      return;
    }
    try (Session session = session(database);
        Transaction transaction = session.beginTransaction(config)) {
      fence(transaction, leadership.epoch(), 0);
      transaction.commit();
    }
    leadership.fenceRaised();
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

  private static void fence(Transaction transaction, long epoch, long seq) {
    if (!transaction.run(FENCE, Map.of("epoch", epoch, "seq", seq)).hasNext()) {
      throw new FencedException(epoch);
    }
  }
}
