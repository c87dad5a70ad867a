package io.neo4jsync.it;

import static io.neo4jsync.it.SmallSource.graph;
import static io.neo4jsync.it.SmallSource.id;
import static io.neo4jsync.it.SmallSource.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.KeptLog;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.neo4j.driver.Session;
import org.neo4j.driver.Transaction;

/**
 * What happens to a batch that is claimed and planned while Neo4j writes the one before ({@code
 * docs/decisions/0017-the-next-batch-is-planned-while-one-is-written.md}).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OverlapIT {

  private static final int BATCH = 4;

  private SmallSource source;

  @BeforeAll
  void start() throws Exception {
    source = new SmallSource("sync.batch.size", String.valueOf(BATCH)).start();
    source.tool("first");
    source.drain();
  }

  @AfterEach
  void clean() throws Exception {
    source.drain();
    source.sql("DELETE FROM neo4j_sync_queue WHERE status = 'failed'");
    source.oracle().assertEqual();
  }

  @AfterAll
  void close() throws Exception {
    source.close();
  }

  private interface Action {
    void run() throws Exception;
  }

  /** No batch gets further than the first statement of its transaction meanwhile. */
  private static void whileNothingIsWritten(Action action) throws Exception {
    try (Session session = Databases.driver().session();
        Transaction transaction = session.beginTransaction()) {
      transaction.run("MATCH (s:SyncState) SET s.applied_seq = s.applied_seq").consume();
      action.run();
    }
  }

  private long count(String status) {
    return source.sync().queue().count(status);
  }

  private void awaitProcessing(int count) {
    Awaitility.await(count + " events are claimed")
        .atMost(Duration.ofSeconds(30))
        .until(() -> count("processing") == count);
  }

  /** The position of the event that gave a tool this name. */
  private long seqOf(String name) throws Exception {
    return source.number(
        "SELECT seq FROM neo4j_sync_queue WHERE payload ->> 'name' = '%s'".formatted(name));
  }

  private Object claimedLast() throws Exception {
    return source.rows("SELECT max(claimed_at) AS last FROM neo4j_sync_queue").get(0).get("last");
  }

  private static String name(UUID tool) {
    return (String) value("MATCH (t:Tool {id: $p0}) RETURN t.name", tool);
  }

  private void rename(UUID tool, String name) throws Exception {
    source.sql("UPDATE tools SET name = '%s' WHERE id = '%s'".formatted(name, tool));
  }

  @Test
  void theNextBatchIsTakenWhileOneIsWrittenAndNoneBehindIt() throws Exception {
    long completed = count("completed");
    whileNothingIsWritten(
        () -> {
          source.sql(
              "INSERT INTO tools (name, slug) SELECT 'ahead ' || n, 'ahead-' || n FROM generate_series(1, 14) n");
          awaitProcessing(2 * BATCH);
          Awaitility.await("no third one is taken")
              .during(Duration.ofMillis(500))
              .until(() -> count("processing") == 2 * BATCH && count("completed") == completed);
        });
    source.drain();
    assertThat(count("completed")).isEqualTo(completed + 14);
  }

  @Test
  void anEventThatIsResetWhileANewerOneOfItsRowIsWrittenIsOvertaken() throws Exception {
    UUID tool = source.tool("reset");
    source.drain();
    source.sql(
        "INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation, payload) VALUES ('tools', '%s', 'UPDATE', '[]')"
            .formatted(tool));
    Awaitility.await("it fails").until(() -> count("failed") == 1);
    whileNothingIsWritten(
        () -> {
          rename(tool, "newest");
          awaitProcessing(1);
          source.sql(
              "UPDATE neo4j_sync_queue SET status = 'pending', payload = to_jsonb(t) || '{\"name\": \"old\"}'"
                  + " FROM tools t WHERE t.id = entity_id AND status = 'failed'");
        });
    source.drain();
    assertThat(name(tool)).isEqualTo("newest");
    Map<String, Object> overtaken =
        source
            .rows(
                "SELECT status, superseded_by FROM neo4j_sync_queue WHERE payload ->> 'name' = 'old'")
            .get(0);
    assertThat(overtaken).containsEntry("status", "completed");
    assertThat(overtaken.get("superseded_by")).isEqualTo(seqOf("newest"));
  }

  @Test
  void aBatchThatNeo4jRefusesIsDividedBeforeTheNextIsWritten() throws Exception {
    UUID tool = source.tool("of both batches");
    source.drain();
    KeptLog log = new KeptLog("io.neo4jsync.deadletter");
    whileNothingIsWritten(
        () -> {
          source.sql("BEGIN");
          rename(tool, "older");
          source.sql(
              """
          INSERT INTO neo4j_sync_queue (entity_type, entity_key, operation, payload)
          SELECT 'tools', key, 'INSERT', jsonb_build_object('id', key, 'name', 'refused')
            FROM repeat('too long for an index of Neo4j ', 2000) key""");
          source.tool("a neighbour");
          source.tool("another neighbour");
          rename(tool, "newer");
          source.tool("in the next batch");
          source.sql("COMMIT");
          awaitProcessing(BATCH + 2);
        });
    source.drain();
    log.close();
    assertThat(log.lines())
        .as("the line names the batch it is about, not the next one")
        .singleElement()
        .satisfies(line -> assertThat(line.batch()).endsWith("-" + seqOf("older")));
    assertThat(
            source.rows("SELECT error FROM neo4j_sync_queue WHERE status = 'failed'").stream()
                .map(row -> (String) row.get("error")))
        .singleElement()
        .asString()
        .contains("too large");
    assertThat(name(tool)).isEqualTo("newer");
    assertThat(name(id("tool in the next batch"))).isEqualTo("in the next batch");
  }

  @Test
  void aWriteThatIsKilledGivesBothBatchesBack() throws Exception {
    UUID tool = source.tool("killed");
    source.drain();
    long completed = count("completed");
    long outages = source.sync().exchanges("outage");
    whileNothingIsWritten(
        () -> {
          source.sql("BEGIN");
          for (int n = 1; n <= 6; n++) {
            rename(tool, "name " + n);
          }
          source.sql("COMMIT");
          awaitProcessing(6);
          Awaitility.await("the write is terminated")
              .until(
                  () ->
                      graph(
                              """
                          SHOW TRANSACTIONS YIELD transactionId AS id, metaData
                          WHERE metaData.`neo4jSyncEpoch` IS NOT NULL
                          TERMINATE TRANSACTIONS id YIELD message
                          RETURN count(message)""")
                          > 0);
          Awaitility.await("it pauses").until(() -> source.sync().exchanges("outage") > outages);
          assertThat(count("failed")).isZero();
        });
    source.drain();
    assertThat(name(tool)).isEqualTo("name 6");
    assertThat(count("completed")).isEqualTo(completed + 6);
  }

  @Test
  void aLoneBatchThatIsRefusedHasItsNameToo() throws Exception {
    try (KeptLog log = new KeptLog("io.neo4jsync.deadletter")) {
      source.sql(
          """
          INSERT INTO neo4j_sync_queue (entity_type, entity_key, operation, payload)
          SELECT 'tools', key, 'INSERT', jsonb_build_object('id', key, 'name', 'alone')
            FROM repeat('too long for an index of Neo4j ', 2000) key""");
      Awaitility.await("it fails").until(() -> count("failed") == 1);
      assertThat(log.lines())
          .singleElement()
          .satisfies(line -> assertThat(line.batch()).endsWith("-" + seqOf("alone")));
    }
  }

  @Test
  void eventsAreNotGivenBackWhileTheyAreWritten() throws Exception {
    UUID tool = source.tool("given back");
    source.drain();
    long completed = count("completed");
    long outages = source.sync().exchanges("outage");
    whileNothingIsWritten(
        () -> {
          try (Connection locking = Databases.connect(source.url());
              Statement lock = locking.createStatement()) {
            locking.setAutoCommit(false);
            lock.execute("LOCK TABLE skills IN ACCESS EXCLUSIVE MODE");
            source.sql("BEGIN");
            for (int n = 1; n <= BATCH; n++) {
              rename(tool, "name " + n);
            }
            source.sql(
                "INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation) VALUES ('skills', gen_random_uuid(), 'UPDATE')");
            source.sql("COMMIT");
            awaitProcessing(BATCH + 1);
            Object claimed = claimedLast();
            Awaitility.await("the next batch waits for its row, and loses its session")
                .until(
                    () ->
                        source.number(
                                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
                            > 0);
            locking.rollback();
            Awaitility.await("nothing is given back")
                .during(Duration.ofSeconds(1))
                .until(() -> count("processing") == BATCH + 1 && claimedLast().equals(claimed));
          }
        });
    source.drain();
    assertThat(source.sync().exchanges("outage")).isGreaterThan(outages);
    assertThat(name(tool)).isEqualTo("name " + BATCH);
    assertThat(count("completed")).isEqualTo(completed + BATCH + 1);
  }
}
