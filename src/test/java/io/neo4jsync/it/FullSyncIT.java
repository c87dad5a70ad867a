package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.app.Verifier;
import io.neo4jsync.fullsync.RunScope;
import io.neo4jsync.testing.FullSyncs;
import io.neo4jsync.testing.RandomWorkload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Full syncs of the real ontology: exact at any time, and silent where nothing differs. */
class FullSyncIT {

  /** More of them with -Dseeds=N. */
  static LongStream seeds() {
    return LongStream.rangeClosed(1, Integer.getInteger("seeds", 1));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void underFireFromSeveralConnections(long seed) throws Exception {
    try (SmallSource source = SmallSource.ofDemo("sync.full.chunk.size", "57").start()) {
      FullSyncs fullSyncs = source.fullSyncs();
      fullSyncs.run(RunScope.EVERYTHING);
      source.oracle().assertEqual();
      AtomicBoolean over = new AtomicBoolean();
      ExecutorService writers = Executors.newFixedThreadPool(2);
      List<Future<Integer>> done = new ArrayList<>();
      for (int writer = 0; writer < 2; writer++) {
        RandomWorkload workload =
            new RandomWorkload(source.url(), 100 * seed + writer).truncating();
        done.add(
            writers.submit(
                () -> {
                  for (int some = 0; some < 20 && !over.get(); some++) {
                    workload.run(5);
                  }
                  return workload.statistics().get("committed");
                }));
      }
      for (int run = 0; run < 2; run++) {
        assertThat(fullSyncs.run(RunScope.EVERYTHING, true)).containsEntry("state", "completed");
      }
      over.set(true);
      for (Future<Integer> writer : done) {
        assertThat(writer.get()).as("transactions committed beside the runs").isPositive();
      }
      writers.shutdown();
      source.drain();
      assertThat(source.sync().queue().failures(5)).isEmpty();
      source.oracle().assertEqual();
      assertThat(Verifier.verify(source.sync().parts(), null).samples()).isEmpty();
    }
  }

  @Test
  void aGraphLoadedBeforeCaptureEndsEqual() throws Exception {
    try (SmallSource source = SmallSource.ofDemo()) {
      source.sync().capture().uninstall();
      source.start();
      FullSyncs fullSyncs = source.fullSyncs();
      fullSyncs.run(RunScope.EVERYTHING);
      source.oracle().assertEqual();

      new RandomWorkload(source.url(), 11).truncating().run(100);
      source.sync().install();
      new RandomWorkload(source.url(), 12).truncating().run(100);
      assertThat(fullSyncs.run(RunScope.EVERYTHING, true))
          .containsEntry("state", "completed")
          .hasEntrySatisfying("written", written -> assertThat((Long) written).isPositive());
      source.drain();
      source.oracle().assertEqual();
    }
  }

  /**
   * Where the graph has lost whole chunks, the next is written without a look. One that was there
   * after all is compared again, before the chunk that was read meanwhile.
   */
  @Test
  void aDuplicateBehindChunksThatWereLostIsFound() throws Exception {
    try (SmallSource source = new SmallSource("sync.full.chunk.size", "5").start()) {
      UUID function = source.function("f");
      source.role("r", function, source.department("d", function));
      source.tools(40);
      source.sql(
          "INSERT INTO role_tools (role_id, tool_id) SELECT (SELECT id FROM org_roles), id FROM tools");
      source.drain();
      Object doubled =
          source.rows("SELECT tool_id FROM role_tools ORDER BY id OFFSET 22 LIMIT 1").get(0);
      Object tool = ((Map<?, ?>) doubled).get("tool_id");
      SmallSource.value(
          "MATCH ()-[e:USES_TOOL]->(t:Tool) WHERE t.id <> $p0 DELETE e RETURN count(e)", tool);
      SmallSource.value(
          "MATCH (r:Role)-[e:USES_TOOL]->(t:Tool) CREATE (r)-[d:USES_TOOL]->(t) SET d = properties(e) RETURN 1");
      assertThat(source.fullSyncs().run(RunScope.EVERYTHING)).containsEntry("state", "completed");
      source.oracle().assertEqual();
    }
  }
}
