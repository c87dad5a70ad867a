package io.neo4jsync.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neo4jsync.graph.GraphBatch;
import io.neo4jsync.graph.GraphWriter;
import io.neo4jsync.source.RefreshQueue;
import io.neo4jsync.testing.Databases;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What was taken under an earlier lead is not written under a later one of the same process. */
class RegainedLeadIT {

  private static final long HOUR = 3_600_000_000_000L;

  @Test
  void rowsTakenBeforeTheLeadWasLostAreNotWrittenAfterItIsRegained() {
    Databases.clearGraph();
    Leadership leadership = new Leadership();
    RefreshQueue nothingToLookAt = new RefreshQueue(null, null, null, "");
    GraphWriter writer =
        new GraphWriter(Databases.driver(), leadership, nothingToLookAt, Duration.ofSeconds(30));
    leadership.taken(1, System.nanoTime() + HOUR);
    long first = writer.raiseFence("neo4j");
    leadership.lost();
    leadership.taken(3, System.nanoTime() + HOUR);
    long second = writer.raiseFence("neo4j");
    assertThatThrownBy(() -> writer.write("neo4j", new GraphBatch(5), first))
        .isInstanceOf(NotLeadingException.class);
    assertThat(writeSucceeds(writer, second)).isTrue();
  }

  private static boolean writeSucceeds(GraphWriter writer, long epoch) {
    try {
      writer.write("neo4j", new GraphBatch(5), epoch);
    } catch (java.sql.SQLException e) {
      throw new AssertionError(e);
    }
    var record =
        Databases.driver()
            .executableQuery("MATCH (s:SyncState) RETURN s.epoch AS epoch, s.applied_seq AS seq")
            .execute()
            .records()
            .get(0);
    return record.get("epoch").asLong() == 3 && record.get("seq").asLong() == 5;
  }
}
