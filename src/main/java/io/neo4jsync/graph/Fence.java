package io.neo4jsync.graph;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.neo4j.driver.Transaction;
import org.neo4j.driver.TransactionConfig;
import org.neo4j.driver.exceptions.Neo4jException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fence in the graph: the newest epoch, on the one SyncState node. */
final class Fence {

  private static final Logger LOG = LoggerFactory.getLogger(Fence.class);

  /**
   * Takes the lock on the SyncState node first, so that transactions of two writers run one after
   * the other, and lets the transaction go on only if no newer epoch has been seen.
   */
  private static final String PASS =
      """
      MERGE (s:SyncState {id: 'neo4j-sync'})
      SET s.fence = coalesce(s.fence, 0)
      WITH s WHERE coalesce(s.epoch, 0) <= $epoch
      SET s.epoch = $epoch,
          s.applied_seq = CASE WHEN $seq > coalesce(s.applied_seq, 0) THEN $seq ELSE s.applied_seq END,
          s.updated_at = datetime()
      RETURN s.epoch AS epoch""";

  private static final String NEWEST =
      "MATCH (s:SyncState {id: 'neo4j-sync'}) RETURN s.epoch AS epoch";

  /** What each transaction says of itself, so that a later leader finds those of an earlier one. */
  private static final String METADATA_EPOCH = "neo4jSyncEpoch";

  private static final String METADATA_DATABASE = "neo4jSyncDatabase";

  private static final String EARLIER =
      """
      SHOW TRANSACTIONS YIELD transactionId, metaData
      WHERE metaData.neo4jSyncDatabase = $database AND metaData.neo4jSyncEpoch < $epoch
      RETURN collect(transactionId) AS ids""";

  private Fence() {}

  /** Of a transaction that says under which epoch it writes. */
  static TransactionConfig config(String database, long epoch, Duration timeout) {
    return TransactionConfig.builder()
        .withTimeout(timeout)
        .withMetadata(Map.of(METADATA_EPOCH, epoch, METADATA_DATABASE, database))
        .build();
  }

  /** A transaction that says under which epoch it writes. */
  static Transaction begin(Session session, String database, long epoch, Duration timeout) {
    return session.beginTransaction(config(database, epoch, timeout));
  }

  /**
   * Lets the transaction go on if no newer epoch stands in the graph.
   *
   * @param seq highest position in the queue that it applies; 0 if none
   */
  static void pass(Transaction transaction, long epoch, long seq) {
    if (!transaction.run(PASS, Map.of("epoch", epoch, "seq", seq)).hasNext()) {
      long newest = transaction.run(NEWEST).single().get("epoch").asLong();
      throw new FencedException(epoch, newest);
    }
  }

  /** The same, told by the pipeline when it takes the answer. */
  static void pass(Pipeline pipeline, long epoch, long seq) {
    pipeline.send(
        null,
        PASS,
        Map.of("epoch", epoch, "seq", seq),
        passed -> {
          if (passed.records().isEmpty()) {
            pipeline.send(
                null,
                NEWEST,
                Map.of(),
                newest -> {
                  throw new FencedException(epoch, newest.records().get(0).get("epoch").asLong());
                });
          }
        });
  }

  /** Makes the graph refuse every earlier epoch. */
  static void raise(Session session, String database, long epoch, Duration timeout) {
    endEarlier(session, database, epoch);
    try (Transaction transaction = begin(session, database, epoch, timeout)) {
      pass(transaction, epoch, 0);
      transaction.commit();
    }
  }

  /**
   * Ends the transactions of earlier leaders. One that was stopped in the middle of a transaction
   * would otherwise hold the SyncState node until the transaction's timeout. If Neo4j does not let
   * us, that is what happens.
   */
  private static void endEarlier(Session session, String database, long epoch) {
    try {
      Record earlier = session.run(EARLIER, Map.of("database", database, "epoch", epoch)).single();
      List<Object> ids = earlier.get("ids").asList();
      if (!ids.isEmpty()) {
        session.run("TERMINATE TRANSACTIONS $ids", Map.of("ids", ids)).consume();
        LOG.info("Transactions of an earlier leader ended: {}", ids);
      }
    } catch (Neo4jException e) {
      LOG.info("Transactions of an earlier leader are waited for: {}", e.getMessage());
    }
  }
}
