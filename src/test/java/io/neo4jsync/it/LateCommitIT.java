package io.neo4jsync.it;

import static io.neo4jsync.it.SmallSource.graph;
import static io.neo4jsync.it.SmallSource.id;
import static io.neo4jsync.it.SmallSource.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.testing.Databases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
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
 * A transaction that is open for long leaves events far below those that have been written long
 * since. They are written before anything that followed them ({@code
 * docs/decisions/0015-looks-begin-at-the-beginning.md}).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LateCommitIT {

  /** More than any look could sensibly leave out below the events that were claimed before. */
  private static final int FAR = 1_000_000;

  private SmallSource source;
  private UUID role;
  private UUID busy;

  @BeforeAll
  void start() throws Exception {
    // an event a batch, so that each is a claim of its own
    source = new SmallSource("sync.batch.size", "1", "sync.rest.seconds", "0.02").start();
    UUID function = source.function("f");
    role = source.role("r", function, source.department("d", function));
    busy = source.tool("busy");
    source.drain();
  }

  @AfterEach
  void endEqual() {
    source.drain();
    assertThat(source.sync().queue().failures(3)).isEmpty();
    source.oracle().assertEqual();
  }

  @AfterAll
  void close() throws SQLException {
    source.close();
  }

  @Test
  void aRowInsertedLateAndDeletedAtOnceIsNotInTheGraph() throws Exception {
    UUID tool = id("inserted late, deleted");
    try (LongTransaction late = new LongTransaction()) {
      late.sql(insertTool(tool));
      laterEventsAreWritten();
      beforeTheNextClaim(
          () -> {
            late.commit();
            source.sql("DELETE FROM tools WHERE id = '%s'".formatted(tool));
          });
    }
    source.drain();
    assertThat(graph("MATCH (t:Tool {id: $p0}) RETURN count(t)", tool)).isZero();
  }

  @Test
  void aRowInsertedLateAndUpdatedAtOnceHasItsLastValue() throws Exception {
    UUID tool = id("inserted late, updated");
    try (LongTransaction late = new LongTransaction()) {
      late.sql(insertTool(tool));
      laterEventsAreWritten();
      beforeTheNextClaim(
          () -> {
            late.commit();
            source.sql(rename(tool, "last"));
          });
    }
    source.drain();
    assertThat(name(tool)).isEqualTo("last");
  }

  @Test
  void aRowDeletedLateAndInsertedAgainAtOnceIsInTheGraph() throws Exception {
    UUID tool = source.tool("deleted-late");
    source.drain();
    try (LongTransaction late = new LongTransaction()) {
      late.sql("DELETE FROM tools WHERE id = '%s'".formatted(tool));
      laterEventsAreWritten();
      beforeTheNextClaim(
          () -> {
            late.commit();
            source.sql(insertTool(tool));
          });
    }
    source.drain();
    assertThat(graph("MATCH (t:Tool {id: $p0}) RETURN count(t)", tool)).isEqualTo(1);
  }

  @Test
  void aJunctionRowInsertedLateAndDeletedAtOnceIsNoRelationship() throws Exception {
    UUID row = id("junction row");
    try (LongTransaction late = new LongTransaction()) {
      late.sql(
          "INSERT INTO role_tools (id, role_id, tool_id) VALUES ('%s', '%s', '%s')"
              .formatted(row, role, busy));
      laterEventsAreWritten();
      beforeTheNextClaim(
          () -> {
            late.commit();
            source.sql("DELETE FROM role_tools WHERE id = '%s'".formatted(row));
          });
    }
    source.drain();
    assertThat(graph("MATCH ()-[e:USES_TOOL]->() RETURN count(e)")).isZero();
  }

  @Test
  void aRowUpdatedTwiceInALongTransactionHasItsSecondValue() throws Exception {
    UUID tool = source.tool("updated-twice");
    source.drain();
    try (LongTransaction late = new LongTransaction()) {
      late.sql(rename(tool, "first"));
      laterEventsAreWritten();
      late.sql(rename(tool, "second"));
      late.commit();
    }
    source.drain();
    assertThat(name(tool)).isEqualTo("second");
  }

  @Test
  void ofTwoLongTransactionsNeitherIsLeftBehindByTheOther() throws Exception {
    UUID one = id("of the first");
    UUID two = id("of the second");
    UUID both = source.tool("of-both");
    source.drain();
    try (LongTransaction first = new LongTransaction();
        LongTransaction second = new LongTransaction()) {
      first.sql(insertTool(one));
      second.sql(insertTool(two));
      first.sql(rename(both, "by the first"));
      laterEventsAreWritten();
      beforeTheNextClaim(
          () -> {
            second.commit();
            source.sql("DELETE FROM tools WHERE id = '%s'".formatted(two));
          });
      laterEventsAreWritten();
      beforeTheNextClaim(
          () -> {
            first.commit();
            source.sql("DELETE FROM tools WHERE id = '%s'".formatted(one));
            source.sql(rename(both, "after both"));
          });
    }
    source.drain();
    assertThat(graph("MATCH (t:Tool) WHERE t.id IN $p0 RETURN count(t)", texts(one, two))).isZero();
    assertThat(name(both)).isEqualTo("after both");
  }

  private static String insertTool(UUID id) {
    return "INSERT INTO tools (id, name, slug) VALUES ('%1$s', '%1$s', '%1$s')".formatted(id);
  }

  private static String rename(UUID tool, String name) {
    return "UPDATE tools SET name = '%s' WHERE id = '%s'".formatted(name, tool);
  }

  private static Object name(UUID tool) {
    return value("MATCH (t:Tool {id: $p0}) RETURN t.name", tool);
  }

  private static List<String> texts(UUID... ids) {
    return List.of(ids).stream().map(UUID::toString).toList();
  }

  /** Others' changes, some of them directly after, some far beyond the events that are open now. */
  private void laterEventsAreWritten() throws SQLException {
    for (int skipped : new int[] {0, FAR}) {
      source.number(
          """
          SELECT setval(pg_get_serial_sequence('neo4j_sync_queue', 'seq'),
                        nextval(pg_get_serial_sequence('neo4j_sync_queue', 'seq')) + %d)"""
              .formatted(skipped));
      for (int i = 0; i < 3; i++) {
        source.sql("UPDATE tools SET description = '%d' WHERE id = '%s'".formatted(i, busy));
      }
      source.drain();
    }
  }

  private interface Changes {
    void make() throws SQLException;
  }

  /**
   * Makes changes while the writer is held up in a batch and has claimed the one behind it, so that
   * its next claim sees them all.
   */
  private void beforeTheNextClaim(Changes changes) throws SQLException {
    try (Session session = Databases.driver().session();
        Transaction holder = session.beginTransaction()) {
      holder.run("MATCH (t:Tool {slug: 'busy'}) SET t.held = true").consume();
      for (int n = 1; n <= 2; n++) {
        source.sql(
            "UPDATE tools SET description = gen_random_uuid()::text WHERE id = '%s'"
                .formatted(busy));
      }
      Awaitility.await("the writer has claimed what it cannot write yet")
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(10))
          .until(() -> source.sync().queue().count("processing") == 2);
      changes.make();
      assertThat(source.sync().queue().count("processing")).as("it still waits").isEqualTo(2);
      holder.rollback();
    }
  }

  /** A transaction that ends when it is told to. */
  private final class LongTransaction implements AutoCloseable {

    private final Connection connection = Databases.connect(source.url());

    LongTransaction() throws SQLException {
      connection.setAutoCommit(false);
      // a scenario in which it would have to wait for the others is wrong
      sql("SET lock_timeout = '10s'");
    }

    void sql(String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }

    void commit() throws SQLException {
      connection.commit();
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
