package io.neo4jsync.leader;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.fullsync.RunScope;
import io.neo4jsync.fullsync.Runs.Request;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.FullSyncs;
import io.neo4jsync.testing.RunningSync;
import io.neo4jsync.testing.VitalOntology;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.FluentProducerTemplate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.Session;
import org.neo4j.driver.Transaction;

/** A leader that was replaced and does not know it, or has come back, meets the queue. */
class DeposedLeaderIT {

  private static final String UNFINISHED = " FROM neo4j_sync_queue WHERE status <> 'completed'";
  private static Connection connection;
  private static RunningSync sync;
  private static LockSessions sessions;

  @BeforeAll
  static void start() throws Exception {
    Databases.clearGraph();
    String url = Databases.newDatabase();
    connection = Databases.connect(url);
    VitalOntology.createSchemaWithConstraints(connection);
    sync = RunningSync.on(url, "sync.batch.size", "100");
    sync.install();
    sessions = new LockSessions(() -> Databases.connect(url), "public", new Lease(60));
    sync.start();
  }

  @AfterAll
  static void stop() throws SQLException {
    sync.close();
    connection.close();
  }

  @Test
  void itTakesNothingFromTheQueue() throws Exception {
    try (LockConnection leader = sessions.open()) {
      long epoch = depose(leader);
      tools(3);
      assertThat(claim(epoch - 1)).isEmpty();
      assertThat(number("SELECT count(*)" + UNFINISHED + " AND status = 'pending'")).isEqualTo(3);
      assertThat(claim(epoch)).hasSize(3);
    }
    sync.drain();
  }

  @Test
  void itTakesNothingFromItsSuccessorHavingWaitedForIt() throws Exception {
    try (LockConnection leader = sessions.open();
        Connection successor = sessions.connect()) {
      long epoch = depose(leader);
      tools(3);
      successor.setAutoCommit(false);
      execute(
          successor,
          "UPDATE neo4j_sync_queue SET status = 'processing', claimed_by = 'successor',"
              + " claimed_at = now() WHERE status = 'pending'");
      CompletableFuture<List<?>> claimed = CompletableFuture.supplyAsync(() -> claim(epoch));
      awaitWaiting(1);
      execute(successor, "SELECT nextval('neo4j_sync_epoch')");
      successor.commit();
      assertThat(claimed.get()).isEmpty();
      assertThat(number("SELECT count(*)" + UNFINISHED + " AND claimed_by = 'successor'"))
          .isEqualTo(3);
    }
    sync.drain();
  }

  @Test
  void itTakesNoFullSync() throws Exception {
    FullSyncs runs = new FullSyncs(sync);
    long run;
    try (LockConnection leader = sessions.open()) {
      long epoch = depose(leader);
      run = runs.request(new Request(new RunScope(null, "tools"), false, false, 0, "test"));
      Exception refused =
          await("it looks for runs")
              .until(
                  () ->
                      template("direct:advance-full-sync", epoch - 1)
                          .withVariable("claimed", 0)
                          .send()
                          .getException(),
                  Objects::nonNull);
      assertThat(refused).hasRootCauseInstanceOf(NotLeadingException.class);
      assertThat(runs.runs().status(run)).containsEntry("state", "pending");
    }
    assertThat(runs.await(run)).containsEntry("state", "completed");
  }

  /** Two loops in one process would take each other's rows. */
  @Test
  void aLoopOfAnEarlierLeadEndsWhenTheProcessLeadsAgain() throws Exception {
    Leadership leadership = sync.parts().leadership();
    execute(
        connection,
        """
        CREATE TABLE claims (n bigint GENERATED ALWAYS AS IDENTITY, writer text);
        CREATE FUNCTION note_claim() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN INSERT INTO claims (writer) VALUES (NEW.claimed_by); RETURN NULL; END';
        CREATE TRIGGER note_claim AFTER UPDATE ON neo4j_sync_queue
          FOR EACH ROW WHEN (NEW.status = 'processing') EXECUTE FUNCTION note_claim()""");
    tools(1_500);
    try (Connection holder = sessions.connect()) {
      holder.setAutoCommit(false);
      try (Session session = Databases.driver().session();
          Transaction transaction = session.beginTransaction()) {
        await("the loop runs")
            .until(() -> number("SELECT count(*)" + UNFINISHED + " AND status = 'processing'") > 0);
        transaction.run("MATCH (s:SyncState) SET s.held = true").consume();
        await("rows are held in processing")
            .until(
                () ->
                    query(
                            holder,
                            "SELECT count(*) FROM (SELECT"
                                + UNFINISHED
                                + " AND status = 'processing' FOR UPDATE) held")
                        > 0);
        transaction.rollback();
      }
      awaitWaiting(1);
      long before = leadership.epoch();
      endLeadersSession();
      await("it leads again").ignoreExceptions().until(() -> leadership.epoch() > before);
      awaitWaiting(2);
      holder.rollback();
      sync.drain();
      assertThat(
              number(
                  """
                  SELECT count(*) FROM claims
                   WHERE writer LIKE '%%/%d' AND n > (SELECT min(n) FROM claims WHERE writer LIKE '%%/%d')"""
                      .formatted(before, leadership.epoch())))
          .as("rows taken under the earlier lead after the later one began")
          .isZero();
    }
  }

  /** Takes the lead away from the running instance; returns the new epoch. */
  private static long depose(LockConnection leader) throws Exception {
    endLeadersSession();
    OptionalLong epoch =
        await("the lock is ours")
            .until(() -> leader.tryLock("neo4j-sync"), OptionalLong::isPresent);
    await("it knows").until(() -> !sync.parts().leadership().isLeading());
    return epoch.getAsLong();
  }

  private static void endLeadersSession() throws SQLException {
    execute(
        connection,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE application_name = 'neo4j-sync leader' AND datname = current_database()");
  }

  /** Waits until so many of the sync's statements wait for somebody's lock. */
  private static void awaitWaiting(int statements) {
    await(statements + " statements wait")
        .until(
            () ->
                number(
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                            + " AND application_name = 'neo4j-sync' AND wait_event_type = 'Lock'")
                    >= statements);
  }

  private static List<?> claim(long epoch) {
    return template("direct:claim-batch", epoch).request(List.class);
  }

  private static FluentProducerTemplate template(String uri, long epoch) {
    return sync.camel()
        .createFluentProducerTemplate()
        .to(uri)
        .withVariable("epoch", epoch)
        .withVariable("worker", "deposed");
  }

  private static void tools(int count) throws SQLException {
    execute(
        connection,
        "INSERT INTO tools (name, slug) SELECT 'tool ' || id, id FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, %d)) x"
            .formatted(count));
  }

  private static void execute(Connection on, String sql) throws SQLException {
    try (Statement statement = on.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long number(String sql) throws SQLException {
    return query(connection, sql);
  }

  private static long query(Connection on, String sql) throws SQLException {
    try (Statement statement = on.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }

  private static ConditionFactory await(String what) {
    return Awaitility.await(what)
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(20));
  }
}
