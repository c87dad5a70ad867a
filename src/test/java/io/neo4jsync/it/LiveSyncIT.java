package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.app.Verifier;
import io.neo4jsync.capture.CaptureInstaller.Line;
import io.neo4jsync.fullsync.RunScope;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.FullSyncs;
import io.neo4jsync.testing.Oracle;
import io.neo4jsync.testing.RandomWorkload;
import io.neo4jsync.testing.RunningSync;
import io.neo4jsync.testing.VitalOntology;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The real ontology, loaded and then changed at random, ends up in the graph exactly. */
class LiveSyncIT {

  private final String url = Databases.newDatabase();
  private final Oracle oracle = new Oracle(url, Databases.clearGraph());

  @Test
  void loadedAfterInstallWithoutForeignKeysThenChangedAtRandom() throws Exception {
    try (Connection connection = Databases.connect(url);
        RunningSync sync = RunningSync.on(url)) {
      VitalOntology.createSchema(connection);
      assertThat(sync.install()).hasSize(21).allMatch(Line::good);
      VitalOntology.loadData(connection);
      VitalOntology.addConstraints(connection);
      sync.start().drain();
      assertThat(sync.queue().failures(5)).isEmpty();
      oracle.assertEqual();
      assertThat(oracle.counts().nodes()).isGreaterThan(VitalOntology.isReal() ? 5_000 : 200);

      new RandomWorkload(url, 42).truncating().run(500);
      sync.drain();
      assertThat(sync.queue().failures(5)).isEmpty();
      oracle.assertEqual();
      assertThat(new FullSyncs(sync).run(RunScope.EVERYTHING))
          .as("a full sync finds nothing to do")
          .containsEntry("written", 0L)
          .containsEntry("pruned", 0L);
      assertThat(Verifier.verify(sync.parts(), null).samples()).isEmpty();
    }
  }

  @Test
  void tinyBatchesKeepUpWithConcurrentWriters() throws Exception {
    try (Connection connection = Databases.connect(url);
        RunningSync sync = RunningSync.on(url, "sync.batch.size", "7")) {
      VitalOntology.createSchemaWithConstraints(connection);
      VitalOntology.loadDataInOrder(connection);
      sync.install();
      sync.start();
      new FullSyncs(sync).run(RunScope.EVERYTHING);
      ExecutorService writers = Executors.newFixedThreadPool(3);
      List<Future<?>> done = new ArrayList<>();
      for (int seed = 1; seed <= 3; seed++) {
        RandomWorkload workload = new RandomWorkload(url, seed).truncating();
        done.add(
            writers.submit(
                () -> {
                  workload.run(120);
                  return null;
                }));
      }
      for (Future<?> writer : done) {
        writer.get();
      }
      writers.shutdown();
      sync.drain();
      assertThat(sync.queue().failures(5)).isEmpty();
      oracle.assertEqual();
    }
  }

  /** Their events carry the key alone. */
  @Test
  void statementsOfVeryManyRowsArriveExactly() throws Exception {
    try (SmallSource source = new SmallSource()) {
      source.role("many", source.function("f"), source.department("d", source.function("g")));
      source.tools(2500);
      source.sql(
          "INSERT INTO role_tools (role_id, tool_id, usage_frequency)"
              + " SELECT (SELECT id FROM org_roles), id, 'daily' FROM tools");
      source.start().drain();
      source.oracle().assertEqual();
      assertThat(SmallSource.graph("MATCH (:Role)-[r]->(:Tool) RETURN count(r)")).isEqualTo(2500);
      source.sql("UPDATE tools SET vendor = 'new' WHERE slug < 'tool-2'");
      source.sql("UPDATE role_tools SET usage_frequency = 'rare', id = gen_random_uuid()");
      source.drain();
      source.oracle().assertEqual();
      source.sql("DELETE FROM tools WHERE slug > 'tool-15'");
      source.drain();
      assertThat(source.sync().queue().failures(5)).isEmpty();
      source.oracle().assertEqual();
      assertThat(source.number("SELECT count(*) FROM neo4j_sync_queue WHERE payload IS NULL"))
          .isGreaterThan(12_500);
    }
  }
}
