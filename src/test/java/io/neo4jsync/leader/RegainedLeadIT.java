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

  @Test
  void rowsTakenBeforeTheLeadWasLostAreNotWrittenAfterItIsRegained() {
    Databases.clearGraph();
    Leadership leadership = new Leadership();
    RefreshQueue nothingToLookAt = new RefreshQueue(null, null, null, "");
    GraphWriter writer =
        new GraphWriter(Databases.driver(), leadership, nothingToLookAt, Duration.ofSeconds(30));
    leadership.taken(1);
    writer.raiseFence("neo4j");
    leadership.lost();
    leadership.taken(3);
    assertThatThrownBy(() -> writer.write("neo4j", new GraphBatch(5)))
        .isInstanceOf(NotLeadingException.class);

    writer.raiseFence("neo4j");
    assertThat(writeSucceeds(writer)).isTrue();
  }

  private static boolean writeSucceeds(GraphWriter writer) {
    try {
      writer.write("neo4j", new GraphBatch(5));
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
