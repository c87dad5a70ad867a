package io.neo4jsync.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neo4jsync.settings.Settings;
import io.neo4jsync.settings.SettingsException;
import io.neo4jsync.testing.Databases;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.cluster.CamelClusterEventListener;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who holds the lock, for how long, and how its loss is noticed. */
class LeaseIT {

  private static final String NAME = "lease";
  private static final String LOCKS =
      " FROM pg_locks WHERE locktype = 'advisory' AND database ="
          + " (SELECT oid FROM pg_database WHERE datname = current_database())";
  private static String url;

  private final List<CamelContext> instances = new ArrayList<>();

  @BeforeAll
  static void createDatabase() throws Exception {
    url = Databases.newDatabase();
    try (Connection connection = Databases.connect(url)) {
      connection.createStatement().execute("CREATE SEQUENCE neo4j_sync_epoch");
    }
  }

  @AfterEach
  void stopInstances() {
    instances.forEach(CamelContext::stop);
  }

  @Test
  void postgresqlEndsTheSessionOfASilentLeader() throws Exception {
    try (LockConnection silent = sessions(1).open();
        LockConnection standby = sessions(30).open()) {
      long epoch = silent.tryLock(NAME).orElseThrow();
      assertThat(standby.tryLock(NAME)).isEmpty();
      long newer =
          await("the lock is free")
              .until(() -> standby.tryLock(NAME), OptionalLong::isPresent)
              .getAsLong();
      assertThat(newer).isGreaterThan(epoch);
      assertThatThrownBy(() -> silent.fault(NAME, epoch)).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void theLeadEndsByItselfWhenTheLeaseRunsOut() {
    Leadership leadership = new Leadership();
    leadership.taken(7, System.nanoTime() + Duration.ofHours(1).toNanos());
    assertThat(leadership.epoch()).isEqualTo(7);
    leadership.renewed(System.nanoTime());
    assertThat(leadership.isLeading()).isFalse();
    assertThatThrownBy(leadership::epoch).isInstanceOf(NotLeadingException.class);
    assertThat(leadership.isHeld()).as("until the next look gives it up").isTrue();
  }

  @Test
  void aSessionThatAnswersButLostTheLockIsNotTheLeaders() throws Exception {
    List<Connection> opened = new ArrayList<>();
    LockSessions recorded =
        new LockSessions(
            () -> {
              opened.add(Databases.connect(url));
              return opened.get(0);
            },
            "public",
            new Lease(30));
    try (LockConnection lock = recorded.open()) {
      long epoch = lock.tryLock(NAME).orElseThrow();
      assertThat(lock.fault(NAME, epoch)).isNull();
      assertThat(lock.fault("another cluster", epoch)).contains("does not hold the lock");
      opened.get(0).createStatement().execute("SELECT pg_advisory_unlock_all()");
      assertThat(lock.fault(NAME, epoch)).contains("does not hold the lock");
    }
  }

  @Test
  void aLeaderWhoseSessionIsEndedLeadsAgainUnderANewEpoch() throws Exception {
    Leadership leadership = start();
    long first = await("it leads").ignoreExceptions().until(leadership::epoch, e -> e > 0);
    sql("SELECT pg_terminate_backend(pid)" + LOCKS);
    await("it leads again").ignoreExceptions().until(() -> leadership.epoch() > first);
  }

  @Test
  void aLeaderGivesWayToAnEpochDrawnByAnother() throws Exception {
    Leadership leadership = start();
    await("it leads").until(leadership::isLeading);
    sql("SELECT nextval('neo4j_sync_epoch')");
    long drawn = number("SELECT last_value FROM neo4j_sync_epoch");
    await("it leads again").ignoreExceptions().until(() -> leadership.epoch() > drawn);
  }

  /** Camel's master component overhears it while it starts its consumer. */
  @Test
  void whoeverDoesNotLeadIsToldAgainAndAgain() throws Exception {
    AtomicInteger told = new AtomicInteger();
    try (LockConnection leader = sessions(30).open()) {
      leader.tryLock(NAME).orElseThrow();
      start(
          (view, member) -> {
            if (member == null) {
              told.incrementAndGet();
            }
          });
      // once when the listener comes, then with each look
      await("it is told again").until(() -> told.get() > 2);
    }
  }

  @Test
  void ofThreeInstancesThatLosePostgresqlOneLeadsAfterwards() throws Exception {
    List<Leadership> all = List.of(start(), start(), start());
    await("one leads").until(() -> leading(all) == 1);
    long before = number("SELECT last_value FROM neo4j_sync_epoch");
    try (Connection elsewhere = Databases.connect(url.replaceFirst("/test\\d+", "/postgres"))) {
      String database = url.replaceFirst(".*/(test\\d+).*", "$1");
      elsewhere
          .createStatement()
          .execute("ALTER DATABASE " + database + " ALLOW_CONNECTIONS false");
      elsewhere
          .createStatement()
          .execute(
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
                  .formatted(database));
      await("none leads").until(() -> leading(all) == 0);
      elsewhere.createStatement().execute("ALTER DATABASE " + database + " ALLOW_CONNECTIONS true");
    }
    await("one leads again").until(() -> leading(all) > 0);
    assertThat(leading(all)).isEqualTo(1);
    assertThat(number("SELECT count(*)" + LOCKS)).isEqualTo(1);
    assertThat(number("SELECT last_value FROM neo4j_sync_epoch")).isGreaterThan(before);
  }

  @Test
  void aCleanStopFreesTheLock() throws Exception {
    Leadership leadership = start();
    await("it leads").until(leadership::isLeading);
    instances.get(0).stop();
    assertThat(leadership.isLeading()).isFalse();
    assertThat(number("SELECT count(*)" + LOCKS)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "0", "-1", "", "3600000", "ten"})
  void aLeaseThatIsNoneIsRefused(String seconds) {
    Settings settings = Settings.load(Map.of("SYNC_LEASE_SECONDS", seconds), Map.of());
    assertThatThrownBy(() -> io.neo4jsync.app.Databases.lockSessions(settings))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("sync.lease.seconds");
  }

  private static long leading(List<Leadership> all) {
    return all.stream().filter(Leadership::isLeading).count();
  }

  private Leadership start(CamelClusterEventListener.Leadership... listeners) throws Exception {
    Leadership leadership = new Leadership();
    CamelContext context = new DefaultCamelContext();
    context.disableJMX();
    AdvisoryLockClusterService service = new AdvisoryLockClusterService(sessions(10), leadership);
    context.addService(service);
    context.start();
    instances.add(context);
    var view = service.getView(NAME);
    for (CamelClusterEventListener.Leadership listener : listeners) {
      view.addEventListener(listener);
    }
    return leadership;
  }

  private static LockSessions sessions(int seconds) {
    return new LockSessions(() -> Databases.connect(url), "public", new Lease(seconds));
  }

  private static ConditionFactory await(String what) {
    return Awaitility.await(what)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20));
  }

  private static void sql(String sql) throws SQLException {
    try (Connection connection = Databases.connect(url)) {
      connection.createStatement().execute(sql);
    }
  }

  private static long number(String sql) throws SQLException {
    try (Connection connection = Databases.connect(url);
        var result = connection.createStatement().executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }
}
