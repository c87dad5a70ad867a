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
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The real ontology, loaded by full sync or by the queue and then changed at random, ends up in the
 * graph exactly.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Databases.GRAPH_WITH_GDS)
class LiveSyncIT {

  private static final String URI = Databases.neo4jWithGds().boltURI().toString();

  private final String url = Databases.newDatabase();
  private final Oracle oracle = new Oracle(url, Databases.clearGraphWithGds());

  @Test
  void loadedAfterInstallWithoutForeignKeysThenChangedAtRandom() throws Exception {
    try (Connection connection = Databases.connect(url);
        RunningSync sync = RunningSync.on(url, "neo4j.uri", URI)) {
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
        RunningSync sync = RunningSync.on(url, "neo4j.uri", URI, "sync.batch.size", "7")) {
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

  @Test
  void aFullSyncLoadsAnEmptyGraphAndWritesNothingTheSecondTime() throws Exception {
    try (Connection connection = Databases.connect(url);
        RunningSync sync = RunningSync.on(url, "neo4j.uri", URI)) {
      VitalOntology.createSchemaWithConstraints(connection);
      VitalOntology.loadDataInOrder(connection);
      sync.install();
      sync.start();
      FullSyncs fullSyncs = new FullSyncs(sync);

      Map<String, Object> first = fullSyncs.run(RunScope.EVERYTHING);
      assertThat(first).containsEntry("state", "completed").containsEntry("failed", 0L);
      oracle.assertEqual();
      assertThat(oracle.counts().nodes()).isGreaterThan(VitalOntology.isReal() ? 5_000 : 200);
      assertThat(sync.queue().byStatus()).as("nothing went through the queue").isEmpty();

      Map<String, Object> second = fullSyncs.run(RunScope.EVERYTHING);
      assertThat(second)
          .containsEntry("state", "completed")
          .containsEntry("written", 0L)
          .containsEntry("pruned", 0L)
          .containsEntry("queued", 0L)
          .containsEntry("unchanged", second.get("read"));
      oracle.assertEqual();
      assertThat(Verifier.verify(sync.parts(), null).total())
          .satisfies(total -> assertThat(total.isDrift()).isFalse())
          .satisfies(total -> assertThat(total.checked()).isEqualTo(second.get("read")));
    }
  }
}
