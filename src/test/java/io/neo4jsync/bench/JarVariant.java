package io.neo4jsync.bench;

import io.neo4jsync.bench.Database.Stretch;
import io.neo4jsync.testing.ProcessUse;
import io.neo4jsync.testing.SyncProcess;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.awaitility.Awaitility;

/** neo4j-sync as it ships, in a process of its own. */
final class JarVariant implements Variant {

  static final String NAME = "neo4j-sync";

  private final Lab lab;
  private final Database database;
  private final SyncProcess process;

  JarVariant(Lab lab, Database database, Map<String, String> environment) throws Exception {
    this(lab, database, lab.sync(database, environment));
  }

  JarVariant(Lab lab, Database database, SyncProcess process) {
    this.lab = lab;
    this.database = database;
    this.process = process;
  }

  /**
   * By PostgreSQL's clock. The events became visible at once, so the first is taken at the moment
   * when there is something to do; events that the sync has queued itself are waited for, but not
   * counted.
   */
  @Override
  public Drained drain(Stretch stretch) throws Exception {
    double cpuBefore = ProcessUse.cpuSeconds(process.pid());
    double graphCpuBefore = ProcessUse.cpuSeconds(lab.neo4j().pid());
    String last = database.text("SELECT id FROM neo4j_sync_queue WHERE seq = ?", stretch.last());
    await(
        "SELECT status IN ('completed', 'failed') FROM neo4j_sync_queue WHERE id = ?::uuid", last);
    awaitEmpty();
    Map<String, Double> more = new LinkedHashMap<>();
    double per = stretch.events() / 100_000.0;
    more.put(
        "app cpu|s per 100,000 events", (ProcessUse.cpuSeconds(process.pid()) - cpuBefore) / per);
    more.put(
        "Neo4j cpu|s per 100,000 events",
        (ProcessUse.cpuSeconds(lab.neo4j().pid()) - graphCpuBefore) / per);
    more.put("app memory|MB", (double) process.resident());
    more.put("second looks|events", (double) database.lastSeq() - stretch.last());
    long completed =
        database.number(
            "SELECT count(*) FROM neo4j_sync_queue WHERE status = 'completed' AND seq BETWEEN ? AND ?",
            stretch.first(),
            stretch.last());
    if (completed != stretch.events()) {
      throw new WrongResult(
          "%d of %d events are completed, the sync says: %s"
              .formatted(completed, stretch.events(), process.output()));
    }
    double seconds =
        database.fraction(
            """
            SELECT extract(epoch FROM max(processed_at) - min(claimed_at)) FROM neo4j_sync_queue WHERE seq >= ?""",
            stretch.first());
    return new Drained(seconds, more);
  }

  /** Waits until the queue has nothing to do. */
  void awaitEmpty() {
    await(
        "SELECT NOT EXISTS (SELECT FROM neo4j_sync_queue WHERE status IN ('pending', 'processing'))");
  }

  private void await(String condition, Object... parameters) {
    Awaitility.await("the sync writes")
        .atMost(Duration.ofMinutes(30))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new WrongResult("the sync has ended: " + process.output());
              }
              return database.text("SELECT (" + condition + ")::text", parameters).equals("true");
            });
  }

  @Override
  public void close() {
    process.close();
  }
}
