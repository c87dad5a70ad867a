package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.fullsync.RunScope;
import io.neo4jsync.fullsync.Runs;
import io.neo4jsync.fullsync.Runs.Request;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.Oracle;
import io.neo4jsync.testing.RunningSync;
import io.neo4jsync.testing.VitalOntology;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Full syncs of the real ontology: exact, and silent where nothing differs. */
class FullSyncIT {

  private final String url = Databases.newDatabase();
  private final Oracle oracle = new Oracle(url, Databases.emptyGraph());

  @Test
  void loadsAnEmptyGraphAndWritesNothingTheSecondTime() throws Exception {
    try (Connection connection = Databases.connect(url);
        RunningSync sync = RunningSync.on(url)) {
      VitalOntology.createSchemaWithConstraints(connection);
      VitalOntology.loadDataInOrder(connection);
      sync.install();
      sync.start();
      Map<String, Object> first = run(sync, RunScope.EVERYTHING);
      System.out.println(first);
      oracle.assertEqual();
      Map<String, Object> second = run(sync, RunScope.EVERYTHING);
      System.out.println(second);
      assertThat(second).containsEntry("written", 0L).containsEntry("pruned", 0L);
      oracle.assertEqual();
    }
  }

  private static Map<String, Object> run(RunningSync sync, RunScope scope) {
    Runs runs = new Runs(sync.parts().postgres());
    long id = runs.request(new Request(scope, false, 0, "test")).id();
    Awaitility.await("run " + id)
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> runs.status(id).get("finished_at") != null);
    return runs.status(id);
  }
}
