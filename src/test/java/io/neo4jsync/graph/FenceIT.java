package io.neo4jsync.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neo4jsync.testing.Databases;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.neo4j.driver.Session;
import org.neo4j.driver.Transaction;
import org.neo4j.driver.exceptions.Neo4jException;

/** What a new leader does to the transactions of an earlier one. */
class FenceIT {

  private static final String DATABASE = "neo4j";
  private static final Duration LONG = Duration.ofMinutes(1);

  @BeforeEach
  void clear() {
    Databases.clearGraph();
  }

  @Test
  @Timeout(40)
  void aLeaderStoppedInTheMiddleOfATransactionHoldsNobodyUp() {
    try (Session stopped = Databases.driver().session();
        Session session = Databases.driver().session();
        Transaction open = Fence.begin(stopped, DATABASE, 1, LONG)) {
      Fence.pass(open, 1, 5);
      open.run("CREATE (:Tool {id: 'of the stopped leader'})").consume();

      Fence.raise(session, DATABASE, 2, LONG);

      assertThatThrownBy(open::commit).isInstanceOf(Neo4jException.class);
      assertThat(session.run("MATCH (t:Tool) RETURN count(t)").single().get(0).asLong()).isZero();
      assertThat(session.run("MATCH (s:SyncState) RETURN s.epoch").single().get(0).asLong())
          .isEqualTo(2);
    }
  }

  @Test
  @Timeout(40)
  void transactionsOfNewerLeadersAndOfOtherDatabasesAreLeftAlone() {
    try (Session newer = Databases.driver().session();
        Session elsewhere = Databases.driver().session();
        Session session = Databases.driver().session();
        Transaction third = Fence.begin(newer, DATABASE, 3, LONG);
        Transaction other = Fence.begin(elsewhere, "other", 1, LONG)) {
      third.run("CREATE (:Tool {id: 'newer'})").consume();
      other.run("CREATE (:Tool {id: 'elsewhere'})").consume();

      Fence.raise(session, DATABASE, 2, LONG);

      third.commit();
      other.commit();
    }
  }

  @Test
  void anEpochThatFallsBehindTheGraphSaysWhatToDo() {
    try (Session session = Databases.driver().session()) {
      Fence.raise(session, DATABASE, 40, LONG);
      assertThatThrownBy(() -> Fence.raise(session, DATABASE, 3, LONG))
          .isInstanceOf(FencedException.class)
          .hasMessageContaining("setval('neo4j_sync_epoch', 40)");
    }
  }
}
