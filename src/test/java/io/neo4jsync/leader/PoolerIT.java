package io.neo4jsync.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.Pooler;
import io.neo4jsync.testing.Pooler.Mode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Poolers that do not keep sessions are refused; those that do are good enough. */
class PoolerIT {

  private static final Lease LEASE = new Lease(3);
  private static String url;

  @BeforeAll
  static void createDatabase() throws Exception {
    url = Databases.newDatabase();
    try (Connection connection = Databases.connect(url)) {
      connection.createStatement().execute("CREATE SEQUENCE neo4j_sync_epoch");
    }
  }

  @Test
  void transactionModeIsRefusedAndLeavesNothingBehind() throws Exception {
    try (Pooler pooler = new Pooler(Mode.TRANSACTION, 20)) {
      LockSessions sessions = sessions(pooler.url(url));
      assertThatThrownBy(sessions::requireKept)
          .isInstanceOf(PoolerException.class)
          .hasMessageContaining("postgres.url")
          .hasMessageContaining("transaction mode")
          .hasMessageContaining("5432");
      assertThatThrownBy(sessions::open).isInstanceOf(PoolerException.class);
      try (Connection shared = sessions.connect();
          ResultSet result =
              shared
                  .createStatement()
                  .executeQuery(
                      "SELECT count(*) FROM pg_settings WHERE source = 'session' AND name IN"
                          + " ('idle_session_timeout', 'statement_timeout', 'search_path')")) {
        result.next();
        assertThat(result.getInt(1)).as("set on a session that others use").isZero();
      }
    }
  }

  @Test
  void transactionModeWithOneServerConnectionIsRefusedToo() throws Exception {
    try (Pooler pooler = new Pooler(Mode.TRANSACTION, 1)) {
      assertThatThrownBy(sessions(pooler.url(url))::requireKept)
          .isInstanceOf(PoolerException.class);
    }
  }

  /** The driver prepares what it runs often, and another process does not know it. */
  @Test
  void transactionModeIsRefusedByWhatAnotherProcessDoesNotKnow() throws Exception {
    try (Pooler pooler = new Pooler(Mode.TRANSACTION, 20)) {
      for (int attempt = 0; attempt < 10; attempt++) {
        assertThatThrownBy(sessions(pooler.url(url) + "&prepareThreshold=1")::requireKept)
            .isInstanceOf(PoolerException.class);
      }
    }
  }

  @Test
  void sessionModeKeepsTheLock() throws Exception {
    try (Pooler pooler = new Pooler(Mode.SESSION, 20)) {
      LockSessions pooled = sessions(pooler.url(url));
      pooled.requireKept();
      LockConnection leader = pooled.open();
      long epoch = leader.tryLock("pooled").orElseThrow();
      assertThat(leader.fault("pooled", epoch)).isNull();
      try (LockConnection other = sessions(url).open()) {
        assertThat(other.tryLock("pooled")).isEmpty();
        leader.release();
        assertThat(other.tryLock("pooled")).isPresent();
      }
    }
  }

  @Test
  void aDirectConnectionIsNotProbed() throws Exception {
    AtomicInteger opened = new AtomicInteger();
    LockSessions direct =
        new LockSessions(
            () -> {
              opened.incrementAndGet();
              return Databases.connect(url);
            },
            "public",
            LEASE);
    direct.requireKept();
    assertThat(opened).hasValue(1);
  }

  private static LockSessions sessions(String address) {
    return new LockSessions(() -> Databases.connect(address), "public", LEASE);
  }
}
