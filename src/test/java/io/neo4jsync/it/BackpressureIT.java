package io.neo4jsync.it;

import static io.neo4jsync.it.SmallSource.graph;
import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.app.Verifier;
import io.neo4jsync.fullsync.RunScope;
import io.neo4jsync.it.Jar.Outcome;
import io.neo4jsync.queue.EntityChanges;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.ShippedRoutes;
import io.neo4jsync.verify.DriftReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.api.management.ManagedCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large rows go through little memory; what is too large for it fails alone. */
class BackpressureIT {

  /** A text that does not become shorter by compression, of so many times 32 characters. */
  private static final String NOISE =
      "(SELECT string_agg(md5(i::text), '') FROM generate_series(1, %d) i)";

  private static final String FAILED =
      "SELECT t.name, q.error FROM neo4j_sync_queue q JOIN tools t ON t.id = q.entity_id"
          + " WHERE q.status = 'failed' ORDER BY t.name";

  private static final String LOOK_AGAIN =
      "INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation)"
          + " SELECT 'tools', id, 'UPDATE' FROM tools";

  /** Tools whose descriptions have 300,000 characters; every other one compresses to nothing. */
  private static void largeTools(SmallSource source, int count) throws Exception {
    source.sql(
        """
        INSERT INTO tools (name, slug, description)
        SELECT 'large ' || n, 'large-' || n, CASE n %% 2 WHEN 0 THEN repeat('x', 300000) ELSE n || noise END
          FROM generate_series(1, %d) n CROSS JOIN %s AS x (noise)"""
            .formatted(count, NOISE.formatted(9375)));
  }

  private static void hugeTool(SmallSource source, int characters) throws Exception {
    source.sql(
        "INSERT INTO tools (name, slug, description) VALUES ('huge', 'huge', repeat('0123456789abcdef', %d))"
            .formatted(characters / 16));
  }

  @Test
  void batchesAndPagesEndEarlyAndAHugeRowFailsAlone() throws Exception {
    try (SmallSource source =
        new SmallSource("sync.batch.megabytes", "1", "sync.row.megabytes", "2")) {
      source.tools(100);
      largeTools(source, 30);
      hugeTool(source, 3_000_000);
      source.tool("last");
      source.start().drain();
      assertThat(graph("MATCH (t:Tool) RETURN count(t)")).isEqualTo(131);
      assertHugeOneFailed(source);
      long claimed = batches(source);
      assertThat(claimed).as("of at most three large rows").isBetween(10L, 45L);

      source.sql(LOOK_AGAIN);
      source.drain();
      assertThat(batches(source) - claimed).as("rows read by their key").isBetween(10L, 75L);
      assertHugeOneFailed(source);

      assertThat(source.fullSyncs().run(RunScope.EVERYTHING))
          .containsEntry("state", "completed")
          .containsEntry("read", 132L)
          .containsEntry("written", 0L)
          .containsEntry("queued", 1L)
          .containsEntry("failed", 1L);
      spoil(
          "MATCH (t:Tool {name: 'large 2'}) SET t.description = 'y' + substring(t.description, 1)");
      spoil("MATCH (t:Tool {name: 'large 3'}) SET t.description = left(t.description, 200000)");
      spoil("MATCH (t:Tool {name: 'tool 4'}) SET t.tags = range(1, 20000)");
      spoil("MATCH (t:Tool {name: 'large 5'}) DETACH DELETE t");
      spoil("CREATE (:Tool {notes: range(1, 20000)})");
      DriftReport report = Verifier.verify(source.sync().parts(), "tools");
      assertThat(report.total()).isEqualTo(new DriftReport.Table(132, 1, 3, 1, 1, 0));
      assertThat(report.samples().toString())
          .contains(
              "a value of size 200000",
              "a value of size 20000",
              "{properties=[notes]}",
              "the row has 2.9 MB");
      assertThat(source.fullSyncs().run(RunScope.EVERYTHING))
          .containsEntry("written", 4L)
          .containsEntry("pruned", 1L);

      source.sql("UPDATE tools SET description = 'short' WHERE name = 'huge'");
      source.drain();
      assertThat(source.rows(FAILED)).isEmpty();
      assertThat(Verifier.verify(source.sync().parts(), "tools").isDrift()).isFalse();
    }
  }

  private static void assertHugeOneFailed(SmallSource source) throws Exception {
    assertThat(source.rows(FAILED))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("name", "huge")
                    .hasEntrySatisfying(
                        "error",
                        error ->
                            assertThat((String) error)
                                .startsWith(
                                    "the row has 2.9 MB as JSON, and sync.row.megabytes allows 2.0 MB")));
  }

  private static long batches(SmallSource source) throws Exception {
    return source
        .sync()
        .camel()
        .getCamelContextExtension()
        .getContextPlugin(ManagedCamelContext.class)
        .getManagedRoute("process-batch")
        .getExchangesTotal();
  }

  private static void spoil(String cypher) {
    var summary = Databases.driver().executableQuery(cypher).execute().summary();
    assertThat(summary.counters().containsUpdates()).as(cypher).isTrue();
  }

  /** The values of {@code crumbs} are so many that they take 25 times the memory of their JSON. */
  @Test
  void aHeapOf96MegabytesDrainsManyTimesAsMuch(@TempDir Path folder) throws Exception {
    try (SmallSource source = new SmallSource();
        Jar jar = new Jar(folder, "96m")) {
      source.sql(
          """
          INSERT INTO tools (name, slug, description)
          SELECT 'vast ' || n, 'vast-' || n, CASE WHEN n > 2 THEN repeat('x', 6000000) ELSE n || noise END
            FROM generate_series(1, 6) n CROSS JOIN %s AS x (noise)"""
              .formatted(NOISE.formatted(187_500)));
      source.tools(2_000);
      source.sql(
          "INSERT INTO tools (name, slug, tags) SELECT 'crumbs', 'crumbs', array_fill('a'::text, ARRAY[1400000])");
      hugeTool(source, 64 * 1024 * 1024);
      source.sql(LOOK_AGAIN + " WHERE name LIKE 'vast %' OR name LIKE 'tool %'");
      source.tool("last");
      Outcome outcome = jar.run(source, "process-queue");
      assertThat(outcome.text()).contains("2 events failed").doesNotContain("OutOfMemoryError");
      assertThat(outcome.code()).isEqualTo(1);
      assertThat(graph("MATCH (t:Tool) RETURN count(t)")).isEqualTo(2_007);
      assertThat(graph("MATCH (t:Tool) WHERE size(t.description) >= 6000000 RETURN count(t)"))
          .isEqualTo(6);
      List<Map<String, Object>> failed = source.rows(FAILED);
      assertThat(failed).extracting(row -> row.get("name")).containsExactly("crumbs", "huge");
      assertThat(failed)
          .extracting(row -> (String) row.get("error"))
          .satisfiesExactly(
              error ->
                  assertThat(error)
                      .contains("column tags: it has 1400001 values", "96 MB", "-Xmx351m or more"),
              error -> assertThat(error).contains("the row has 64.0 MB", "-Xmx673m or more"));
    }
  }

  /** A step that runs out of memory at the tool {@code greedy}. */
  public static final class Hungry {

    private Hungry() {}

    public static void look(EntityChanges changes) {
      if (changes.rows().stream().anyMatch(row -> "greedy".equals(row.value("name")))) {
        throw new OutOfMemoryError("as a test wants it");
      }
    }
  }

  @Test
  void memoryThatRunsOutIsTheFaultOfTheLargeRowAtWhichItDoes(@TempDir Path folder)
      throws Exception {
    ShippedRoutes.copyTo(folder);
    Path file = folder.resolve("entities/tools.camel.yaml");
    Files.writeString(
        file,
        Files.readString(file)
            .replace(
                "              id: is-upsert\n              steps:\n",
                """
                              id: is-upsert
                              steps:
                                - setVariable:
                                    id: look
                                    name: looked
                                    expression:
                                      method:
                                        beanType: %s
                                        method: look(${body})
                """
                    .formatted(Hungry.class.getName())));
    try (SmallSource source = new SmallSource("sync.routes", folder.toString())) {
      source.tools(20);
      source.sql(
          "INSERT INTO tools (name, slug, description) VALUES ('greedy', 'greedy', repeat('x', 1000000))");
      source.start().drain();
      assertThat(source.rows(FAILED))
          .singleElement()
          .satisfies(
              row ->
                  assertThat((String) row.get("error"))
                      .startsWith("memory ran out at this row alone"));
      assertThat(graph("MATCH (t:Tool) RETURN count(t)")).isEqualTo(20);
    }
  }
}
