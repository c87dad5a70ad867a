package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.neo4jsync.capture.CaptureInstaller.Line;
import io.neo4jsync.doctor.Doctor;
import io.neo4jsync.doctor.Doctor.Limits;
import io.neo4jsync.it.Commands.Outcome;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.Pooler;
import io.neo4jsync.testing.PostgresServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.neo4j.configuration.Config;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.kernel.internal.GraphDatabaseAPI;

/** Things are broken, and the doctor names each of them with its remedy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorIT {

  private static final Limits STRICT =
      new Limits(
          Duration.ZERO,
          Duration.ofSeconds(2),
          Duration.ofSeconds(20),
          () -> Instant.now().plusSeconds(60));

  @TempDir private Path folder;
  private SmallSource source;

  @BeforeAll
  void install() throws Exception {
    source = new SmallSource();
  }

  @AfterAll
  void close() throws Exception {
    source.close();
  }

  private List<String> look(Commands commands, Limits limits) {
    return new Doctor(commands.environment(), Map.of(), folder, limits, finding -> {})
        .look().stream().map(finding -> finding.level() + " " + finding).toList();
  }

  private static String lines(List<String> lines, String start) {
    return String.join("\n", lines.stream().filter(line -> line.startsWith(start)).toList());
  }

  @Test
  void whereNothingIsWrongAllIsSaidToBeGood() throws Exception {
    Outcome text = Commands.on(source.url()).run("doctor");
    assertThat(text.code()).as(text.out()).isZero();
    assertThat(text.out())
        .contains("ok   Java: 17")
        .contains("ok   settings: all of them can be used")
        .contains("ok   route files: 21 tables mapped")
        .contains("takes the user postgres, and sessions are kept")
        .contains("ok   PostgreSQL version: ")
        .contains("ok   queue: installed in schema public, of this version")
        .contains("ok   privileges: postgres has all that the sync needs")
        .contains("ok   tables: 21 are as install left them")
        .contains("ok   session_replication_role: origin, so triggers fire")
        .contains("ok   leader: nobody leads now")
        .contains("ok   old transactions: ", "ok   prepared transactions: none is old")
        .contains("ok   autovacuum: on, for the queue too")
        .contains("ok   Neo4j version: 5.26", "community")
        .contains("ok   constraints and indexes: all ")
        .contains("ok   writing to Neo4j: allowed")
        .contains("ok   epoch: ", "ok   clock of PostgreSQL: ", "ok   clock of Neo4j: ")
        .contains("ok   ports: management.port 127.0.0.1:")
        .contains("0 wrong, ")
        .doesNotContain("\u001B", "FAIL", "skip ");
  }

  @Test
  void everythingThatCanBreakInTheDatabasesIsNamed() throws Exception {
    String slot = "doctor_" + ProcessHandle.current().pid();
    try (SmallSource broken = new SmallSource();
        Connection busy = Databases.connect(broken.url());
        ServerSocket held = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      broken.sql("ALTER TABLE tools DISABLE TRIGGER neo4j_sync_delete");
      broken.sql("ALTER TABLE skills RENAME name TO title");
      broken.sql(
          "DROP TABLE role_tools; DELETE FROM neo4j_sync_capture WHERE table_name = 'role_tools'");
      broken.sql(
          "UPDATE neo4j_sync_schema_history SET checksum = 1 WHERE script LIKE 'R__privileges%'");
      broken.sql("ALTER TABLE neo4j_sync_queue SET (autovacuum_enabled = false)");
      broken.sql(
          "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET session_replication_role = replica', current_database()); END $$");
      broken.sql("SELECT pg_create_physical_replication_slot('" + slot + "', true)");
      busy.setAutoCommit(false);
      busy.createStatement().execute("SELECT txid_current()");
      SmallSource.value("MERGE (s:SyncState {id: 'neo4j-sync'}) SET s.epoch = 1000000");
      SmallSource.value("DROP CONSTRAINT neo4j_sync_tool_id");
      SmallSource.value("CREATE INDEX neo4j_sync_tool_id FOR (n:Other) ON (n.x)");
      SmallSource.value("DROP CONSTRAINT neo4j_sync_role_id");
      List<String> found =
          look(
              Commands.on(broken.url())
                  .with("MANAGEMENT_PORT", String.valueOf(held.getLocalPort())),
              STRICT);
      broken.sql("SELECT pg_drop_replication_slot('" + slot + "')");
      SmallSource.value("DROP INDEX neo4j_sync_tool_id");
      SmallSource.value("MATCH (s:SyncState) DELETE s");
      broken.sync().install();
      assertThat(lines(found, "FAILED tables"))
          .contains("tools: triggers for [DELETE] are missing or disabled; run install")
          .contains("column name is gone from table skills", "renamed to title");
      assertThat(lines(found, "WARNING tables"))
          .contains("role_tools is mapped and does not exist; create it and run install");
      assertThat(lines(found, "FAILED queue")).contains("not applied are privileges; run install");
      assertThat(lines(found, "FAILED session_replication_role"))
          .contains("replica for every role in test", "triggers do not fire; reset it");
      assertThat(lines(found, "WARNING autovacuum"))
          .contains("ALTER TABLE neo4j_sync_queue RESET (autovacuum_enabled)");
      assertThat(lines(found, "WARNING replication slots"))
          .contains(slot + " (physical) has no reader");
      assertThat(lines(found, "WARNING old transactions"))
          .contains("idle in transaction", "SELECT pg_terminate_backend(");
      assertThat(lines(found, "FAILED constraints"))
          .contains("neo4j_sync_tool_id is the name of something else (RANGE on [Other])")
          .contains("constraint neo4j_sync_role_id is missing; run install");
      assertThat(lines(found, "FAILED epoch"))
          .contains("run SELECT setval('neo4j_sync_epoch', 1000000), then full-sync");
      assertThat(lines(found, "WARNING clock of")).contains("PostgreSQL: 60.0 s behind", "Neo4j: ");
      assertThat(lines(found, "OK ports")).contains(held.getLocalPort() + " is held");
    }
  }

  @Test
  void everySettingAtFaultIsNamedAndTheRestIsLookedAt() throws Exception {
    Files.writeString(
        folder.resolve("application.properties"),
        "sync.batchsize = 5\nutterly.unknown.key = 1\ncamel.main.name = mine\n");
    Commands commands = Commands.on(source.url()).with("SYNC_BATCHSIZE", "4");
    List<String> keys =
        List.of(
            "postgres.url",
            "postgres.pool.size",
            "postgres.statement.timeout.seconds",
            "neo4j.uri",
            "neo4j.transaction.timeout.seconds",
            "sync.batch.size",
            "sync.batch.megabytes",
            "sync.row.megabytes",
            "sync.interval.seconds",
            "sync.rest.seconds",
            "sync.retention.hours",
            "sync.retention.step",
            "sync.lease.seconds",
            "sync.full.cron",
            "sync.full.chunk.size",
            "sync.prune.limit.percent",
            "management.port");
    for (String key : keys) {
      commands = commands.with(key.toUpperCase(java.util.Locale.ROOT).replace('.', '_'), "-7x");
    }
    for (String key : List.of("postgres.schema", "sync.cluster", "neo4j.database")) {
      commands = commands.with(key.toUpperCase(java.util.Locale.ROOT).replace('.', '_'), " ");
    }
    commands =
        commands
            .with("NEO4J_USER", "neo4j")
            .with("NEO4J_PASSWORD_FILE", folder.resolve("nowhere").toString());
    List<String> found = look(commands, Limits.USUAL);
    keys.forEach(
        key -> assertThat(lines(found, "FAILED settings")).contains("setting " + key + " is "));
    assertThat(lines(found, "FAILED settings"))
        .contains("postgres.schema is empty", "sync.cluster is empty", "neo4j.database is empty")
        .contains("neo4j.password.file (NEO4J_PASSWORD_FILE) names");
    assertThat(lines(found, "WARNING settings"))
        .contains("sync.batchsize in application.properties; if sync.batch.size is meant")
        .contains("utterly.unknown.key in application.properties; the README")
        .contains("SYNC_BATCHSIZE in the environment; if SYNC_BATCH_SIZE is meant")
        .doesNotContain("camel");
    assertThat(found).contains("OK route files: 21 tables mapped in routes");
    assertThat(lines(found, "SKIPPED")).contains("PostgreSQL", "Neo4j: not looked at");
    Outcome routes =
        Commands.on(source.url()).with("SYNC_ROUTES", folder.toString()).run("doctor", "--json");
    JsonNode answer = JsonMapper.builder().build().readTree(routes.out());
    assertThat(routes.code()).isEqualTo(1);
    assertThat(answer.get("good").asBoolean()).isFalse();
    assertThat(answer.get("checks").toString()).contains("map no table", "set SYNC_ROUTES");
  }

  @Test
  void privilegesThatAreMissingAndWhatCannotBeSeenAreNamed() throws Exception {
    source.sql("CREATE ROLE doctor_sync LOGIN");
    source.sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO doctor_sync");
    source.sql("REVOKE SELECT ON neo4j_sync_schema_history, tools FROM doctor_sync");
    assertThat(source.sync().capture().grant("doctor_sync")).allMatch(Line::good);
    source.sql("REVOKE SELECT ON tools FROM doctor_sync");
    Commands commands =
        Commands.on(source.url().replaceAll("[?].*", "")).with("POSTGRES_USER", "doctor_sync");
    List<String> found = look(commands, Limits.USUAL);
    assertThat(lines(found, "FAILED privileges"))
        .contains("for want of SELECT on public.tools; who may give it runs: GRANT SELECT ON");
    assertThat(lines(found, "OK queue"))
        .contains("for want of SELECT on neo4j_sync_schema_history");
    assertThat(lines(found, "OK old transactions"))
        .contains("GRANT pg_read_all_stats TO doctor_sync");
    source.sql("GRANT SELECT ON tools TO doctor_sync");
    source.sql("REVOKE UPDATE ON neo4j_sync_queue FROM doctor_sync");
    assertThat(lines(look(commands, Limits.USUAL), "FAILED privileges"))
        .contains("lacks UPDATE on public.neo4j_sync_queue", "install --grant-to doctor_sync");
  }

  @Test
  void namesThatDoNotExistAndPoolersAreNamed() throws Exception {
    List<String> found =
        look(
            Commands.on(source.url())
                .with("POSTGRES_SCHEMA", "nowhere")
                .with("NEO4J_DATABASE", "nowhere"),
            Limits.USUAL);
    assertThat(lines(found, "FAILED queue"))
        .contains("in schema nowhere: the schema of postgres.schema does not exist");
    assertThat(lines(found, "FAILED Neo4j"))
        .contains("nowhere", "check NEO4J_URI and NEO4J_DATABASE");
    try (Pooler pooler = new Pooler(Pooler.Mode.TRANSACTION, 20)) {
      assertThat(
              lines(look(Commands.on(pooler.url(source.url())), Limits.USUAL), "FAILED PostgreSQL"))
          .contains("pooler in transaction mode");
    }
  }

  @Test
  void aServerThatIsEmptyOrSaysNothingHoldsUpNothing() throws Exception {
    Limits impatient =
        new Limits(
            Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(3), InstantSource.system());
    try (PostgresServer server =
            new PostgresServer(
                folder.resolve("postgres"),
                Map.of("max_prepared_transactions", "2", "autovacuum", "off"));
        ServerSocket silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      try (Connection connection = Databases.connect(server.jdbcUrl());
          Statement statement = connection.createStatement()) {
        statement.execute("BEGIN; CREATE TABLE t (id int); PREPARE TRANSACTION 'forgotten'");
      }
      Commands commands =
          Commands.on(server.jdbcUrl())
              .with("NEO4J_URI", "bolt://127.0.0.1:" + silent.getLocalPort());
      List<String> found = look(commands, impatient);
      assertThat(lines(found, "FAILED queue")).contains("there is no queue in this database yet");
      assertThat(lines(found, "WARNING prepared")).contains("'forgotten' of postgres");
      assertThat(lines(found, "WARNING autovacuum")).contains("for the whole server");
      assertThat(lines(found, "FAILED Neo4j")).contains("no answer within 3 s");
      server.pause();
      Commands graphAway = commands.with("NEO4J_URI", "bolt://127.0.0.1:1");
      assertThat(lines(look(graphAway, impatient), "FAILED PostgreSQL"))
          .contains("no answer within 3 s");
    }
  }

  @Test
  void aGraphThatCannotBeWrittenToIsNamed() {
    Config config =
        ((GraphDatabaseAPI) Databases.neo4j().defaultDatabaseService())
            .getDependencyResolver()
            .resolveDependency(Config.class);
    config.setDynamic(GraphDatabaseSettings.read_only_databases, Set.of("neo4j"), "test");
    try {
      assertThat(lines(look(Commands.on(source.url()), Limits.USUAL), "FAILED writing"))
          .contains("read-only mode on this Neo4j instance; give the user the right to write");
    } finally {
      config.setDynamic(GraphDatabaseSettings.read_only_databases, Set.of(), "test");
    }
  }
}
