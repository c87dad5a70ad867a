package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What PostgreSQL knows about a queue is always out of date. Whatever it believes, it must not go
 * through all of it to take or finish a batch.
 */
class QueuePlanIT {

  private static final String FILL =
      """
      INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation, payload)
      SELECT 'tools', gen_random_uuid(), 'UPDATE', '{"name": "n"}' FROM generate_series(1, 5000)""";

  private static final String FINISH =
      "UPDATE neo4j_sync_queue SET status = 'completed', processed_at = now()";

  private static final Pattern UNFINISHED =
      Pattern.compile(
          "(?:using|Bitmap Index Scan on) neo4j_sync_queue_unfinished [^\\n]*\\n(?!\\s*Index Cond: \\(seq = )");

  private SmallSource source;

  @BeforeEach
  void prepare() throws Exception {
    source = new SmallSource();
    source.sql("ALTER TABLE neo4j_sync_queue SET (autovacuum_enabled = false)");
  }

  @AfterEach
  void end() throws Exception {
    source.close();
  }

  @Test
  void nothingIsKnownOfIt() throws Exception {
    source.sql(FILL);
    assertPlans();
  }

  @Test
  void itWasEmptyWhenItWasLookedAt() throws Exception {
    source.sql("ANALYZE neo4j_sync_queue");
    source.sql(FILL);
    assertPlans();
  }

  @Test
  void everythingWasCompletedWhenItWasLookedAt() throws Exception {
    source.sql(FILL);
    source.sql(FINISH);
    source.sql("ANALYZE neo4j_sync_queue");
    source.sql(FILL);
    assertPlans();
  }

  @Test
  void everythingWasPendingWhenItWasLookedAt() throws Exception {
    source.sql(FILL);
    source.sql("ANALYZE neo4j_sync_queue");
    source.sql(FINISH);
    assertPlans();
  }

  private void assertPlans() throws Exception {
    for (int batch : new int[] {1, 1000, 100_000}) {
      assertPlan("claim-batch", batch, false);
      assertPlan("claim-batch", batch, true);
    }
    assertPlan("complete-batch", 1000, false);
    assertPlan("mark-failed", 1000, false);
  }

  private void assertPlan(String statement, int batch, boolean beside) throws Exception {
    String sql =
        Files.readString(Path.of("sql/queue", statement + ".sql"))
            .replace(":#${variable.batchSize}", String.valueOf(batch))
            .replace(":#${variable.epoch}", "1")
            .replace(":#${variable.beside}", String.valueOf(beside))
            .replace(":#${variable.seqs}", "'" + seqs(batch) + "'")
            .replaceAll(":#\\$\\{properties:sync\\.[a-z.]+}", "8000000")
            .replaceAll(":#\\$\\{variable\\.[a-zA-Z]+}", "'x'");
    String plan =
        source.rows("EXPLAIN " + sql).stream()
            .map(row -> String.valueOf(row.values().iterator().next()))
            .collect(Collectors.joining("\n"));
    assertThat(plan)
        .as("%s of %d, beside a write: %s", statement, batch, beside)
        .contains("on neo4j_sync_queue")
        .doesNotContain("Seq Scan on neo4j_sync_queue", "Sort Key: neo4j_sync_queue.seq");
    // only the one that stops at the limit may use the index of unfinished rows without a condition
    long whole = UNFINISHED.matcher(plan).results().count();
    assertThat(whole).as(plan).isEqualTo(statement.equals("claim-batch") ? 1 : 0);
  }

  private String seqs(int count) throws Exception {
    return source
        .rows("SELECT seq::text FROM neo4j_sync_queue ORDER BY seq DESC LIMIT " + count)
        .stream()
        .map(row -> (String) row.get("seq"))
        .collect(Collectors.joining(","));
  }
}
