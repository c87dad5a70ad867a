package io.neo4jsync.it;

import static io.neo4jsync.it.Roles.APPLICATION;
import static io.neo4jsync.it.Roles.OWNER;
import static io.neo4jsync.it.Roles.SYNC;
import static io.neo4jsync.it.Roles.TABLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neo4jsync.app.RouteFiles;
import io.neo4jsync.app.Verifier;
import io.neo4jsync.capture.CaptureInstaller.Line;
import io.neo4jsync.capture.SyncPrivileges;
import io.neo4jsync.fullsync.RunScope;
import io.neo4jsync.it.Jar.Outcome;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.FullSyncs;
import io.neo4jsync.testing.Oracle;
import io.neo4jsync.testing.RandomWorkload;
import io.neo4jsync.testing.RunningSync;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole with exactly the roles of {@code sql/roles} and what install gives them. */
class LeastPrivilegeIT {

  private static Roles roles;

  @TempDir private Path folder;

  @BeforeAll
  static void install() throws Exception {
    roles = new Roles();
    try (RunningSync owner = RunningSync.on(roles.url(), "postgres.user", OWNER)) {
      assertThat(owner.install()).hasSize(21).allMatch(Line::good);
      assertThat(owner.capture().grant(SYNC))
          .containsExactly(
              new Line(
                  SYNC,
                  false,
                  "lacks BYPASSRLS for public.tools, which has row-level security;"
                      + " who may give it runs: ALTER ROLE neo4j_sync BYPASSRLS"));
      roles.as("postgres", "ALTER ROLE neo4j_sync BYPASSRLS");
      owner.capture().migrate();
      assertThat(owner.capture().grant(null))
          .as("remembered, and not taken away by the next install")
          .containsExactly(new Line(SYNC, true, "may run the sync"));
    }
  }

  @AfterAll
  static void close() throws SQLException {
    roles.close();
  }

  @Test
  void everythingRunsWithExactlyThese() throws Exception {
    Oracle oracle = new Oracle(roles.url(), Databases.driver());
    try (RunningSync sync = RunningSync.on(roles.url(), "postgres.user", SYNC)) {
      sync.start();
      roles.as(APPLICATION, Files.readString(Path.of("demo/ontology.sql")));
      new RandomWorkload(roles.url(), 41).by(APPLICATION).truncating().run(60);
      sync.drain();
      oracle.assertEqual();
      assertThat(sync.queue().byStatus())
          .extracting(row -> row.get("status"))
          .containsOnly("completed");

      // one row at fault, a graph that was tampered with
      roles.as(
          OWNER,
          "INSERT INTO neo4j_sync_queue (entity_type, entity_key, operation, payload) VALUES ('nowhere', 'x', 'INSERT', '{}')");
      Databases.driver()
          .executableQuery(
              "MATCH (n:Tool) WITH n LIMIT 2 DETACH DELETE n WITH count(*) AS n CREATE (:Tool {id: 'nobody'})")
          .execute();
      sync.drain();
      assertThat(sync.queue().failures(5)).hasSize(1);
      assertThat(Verifier.verify(sync.parts(), null).isDrift()).isTrue();
      assertThat(new FullSyncs(sync).run(RunScope.EVERYTHING, true))
          .containsEntry("state", "completed");
      assertThat(new FullSyncs(sync).run(new RunScope(tenant(), null)))
          .containsEntry("state", "completed");
      assertThat(sync.queue().retryFailed()).isEqualTo(1);
      sync.drain();
      assertThat(sync.queue().count("failed")).isEqualTo(1);
      oracle.assertEqual();

      // what only time would bring
      var template = sync.camel().createProducerTemplate();
      template.requestBody("sql:classpath:sql/queue/purge-completed.sql", "");
      template.requestBodyAndHeader(
          "sql:classpath:sql/run/request-scheduled.sql", "", "scheduledFireTime", new Date());
      new FullSyncs(sync).runs().cancelAll();
      roles.as(OWNER, "DELETE FROM neo4j_sync_queue WHERE status = 'failed'");
    }
  }

  private static String tenant() throws SQLException {
    return roles.texts("SELECT id::text FROM tenants ORDER BY 1 LIMIT 1").get(0);
  }

  @Test
  void neitherTheSyncNorAnApplicationCanDoMore() {
    for (String sql :
        List.of(
            "INSERT INTO tools (name, slug) VALUES ('a', 'a')",
            "UPDATE org_roles SET name = 'x'",
            "DELETE FROM role_tools",
            "TRUNCATE role_tools",
            "SELECT FROM secret",
            "DROP TRIGGER neo4j_sync_update ON tools",
            "ALTER TABLE tools DISABLE TRIGGER neo4j_sync_update",
            "CREATE TRIGGER mine AFTER INSERT ON tools EXECUTE FUNCTION queue_neo4j_sync('tools')",
            "SET session_replication_role = replica",
            "INSERT INTO neo4j_sync_queue (entity_type, operation, payload) VALUES ('tools', 'INSERT', '{}')",
            "UPDATE neo4j_sync_queue SET payload = NULL",
            "ALTER TABLE neo4j_sync_queue ADD COLUMN mine int",
            "TRUNCATE neo4j_sync_queue",
            "DROP TABLE neo4j_sync_queue",
            "DELETE FROM neo4j_sync_run",
            "DELETE FROM neo4j_sync_capture",
            "SELECT FROM neo4j_sync_schema_history",
            "SELECT setval('neo4j_sync_epoch', 1)",
            "CREATE TABLE mine (id int)",
            "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE ROLE mine")) {
      assertRefused(SYNC, sql);
    }
    for (String sql :
        List.of(
            "SELECT FROM neo4j_sync_queue",
            "INSERT INTO neo4j_sync_queue (entity_type, entity_key, operation) VALUES ('tools', 'a', 'UPDATE')",
            "DELETE FROM neo4j_sync_queue",
            "SELECT FROM neo4j_sync_run",
            "SELECT FROM neo4j_sync_capture",
            "SELECT FROM neo4j_sync_schema_history",
            "SELECT nextval('neo4j_sync_epoch')",
            "SELECT FROM neo4j_sync_privileges('neo4j_sync')",
            "CREATE TEMP TABLE mine (id int);"
                + " CREATE TRIGGER mine AFTER INSERT ON mine EXECUTE FUNCTION queue_neo4j_sync('tools')")) {
      assertRefused(APPLICATION, sql);
    }
  }

  private static void assertRefused(String user, String sql) {
    assertThatThrownBy(() -> roles.as(user, sql))
        .as("%s: %s", user, sql)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
  }

  @Test
  void eachOneThatIsMissingIsNamedWithItsRemedy() throws Exception {
    try (RunningSync sync = RunningSync.on(roles.url(), "postgres.user", SYNC)) {
      SyncPrivileges privileges = new SyncPrivileges(sync.parts().postgres());
      assertThat(privileges.require()).isEmpty();
      List<String> grants =
          roles.texts(
              "SELECT remedy FROM neo4j_sync_privileges('neo4j_sync') WHERE remedy LIKE 'GRANT%' AND privilege <> 'USAGE'");
      assertThat(grants).hasSizeGreaterThan(21 + 12);
      for (String grant : grants) {
        roles.as("postgres", grant.replace("GRANT ", "REVOKE ").replace(" TO ", " FROM PUBLIC, "));
        String privilege = grant.split("[ (]+")[1];
        String object = grant.replaceAll(".* ON \\w+ | TO .*", "");
        if (object.contains("neo4j_sync_")) {
          assertThatThrownBy(privileges::require)
              .as(grant)
              .hasMessageContaining(privilege + " on ")
              .hasMessageContaining(object.replaceAll("public\\.|\\(.*", ""))
              .hasMessageContaining("install --grant-to");
        } else {
          assertThat(privileges.require())
              .singleElement()
              .hasToString(privilege + " on " + object)
              .extracting(SyncPrivileges.Missing::remedy)
              .isEqualTo(grant);
        }
        roles.as("postgres", grant);
      }
      roles.as("postgres", "REVOKE USAGE ON SCHEMA public FROM PUBLIC, neo4j_sync");
      assertThatThrownBy(sync.queue()::requireInstalled).hasMessageContaining("no USAGE");
      roles.as("postgres", "GRANT USAGE ON SCHEMA public TO PUBLIC, neo4j_sync");
    }
  }

  @Test
  void aTableTheSyncMayNotReadFailsOnlyItsRowsAndComesBack() throws Exception {
    try (RunningSync sync = RunningSync.on(roles.url(), "postgres.user", SYNC)) {
      sync.start();
      roles.as("postgres", "REVOKE SELECT ON skills FROM neo4j_sync");
      roles.as(
          OWNER,
          "INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation) VALUES"
              + " ('skills', gen_random_uuid(), 'UPDATE'), ('tools', gen_random_uuid(), 'UPDATE')");
      sync.drain();
      assertThat(sync.queue().failures(5))
          .singleElement()
          .satisfies(
              row ->
                  assertThat(row.get("error").toString())
                      .contains("table skills", "needs SELECT on it", "then retry-failed"));
      roles.as(TABLES, "GRANT SELECT ON skills TO neo4j_sync");
      sync.queue().retryFailed();
      sync.drain();
      assertThat(sync.queue().count("failed")).isZero();
    }
  }

  @Test
  void commandsSayWhatIsMissing() throws Exception {
    try (Jar jar = new Jar(folder)) {
      roles.as("postgres", "REVOKE UPDATE ON neo4j_sync_queue FROM neo4j_sync");
      Map<String, String> asSync = Map.of("POSTGRES_USER", SYNC);
      Outcome refused = jar.run(roles.url(), asSync, "process-queue");
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.text())
          .contains("neo4j_sync may not run the sync", "UPDATE on public.neo4j_sync_queue")
          .contains("install --grant-to neo4j_sync");
      assertThat(jar.run(roles.url(), asSync, "retry-failed").text())
          .contains("permission denied", "install --grant-to USER");
      Outcome installed =
          jar.run(roles.url(), Map.of("POSTGRES_USER", OWNER), "install", "--grant-to", SYNC);
      assertThat(installed.code()).as(installed.text()).isZero();
      assertThat(installed.text()).contains("neo4j_sync          may run the sync, 1 rights given");
    }
  }

  @Test
  void whoOnlyWatchesNeedsNoMoreThanToRead() throws Exception {
    roles.as(
        "postgres",
        "CREATE ROLE watcher LOGIN; GRANT SELECT ON neo4j_sync_queue, neo4j_sync_run TO watcher");
    try (RunningSync watcher = RunningSync.on(roles.url(), "postgres.user", "watcher")) {
      watcher.queue().requireInstalled();
      watcher.queue().byStatus();
      watcher.queue().failures(1);
      new FullSyncs(watcher).runs().latest(1);
      assertThatThrownBy(watcher.queue()::retryFailed).hasMessageContaining("neo4j_sync_queue");
      assertThatThrownBy(new SyncPrivileges(watcher.parts().postgres())::require)
          .hasMessageContaining("may not run the sync");
    }
  }

  @Test
  void takingTriggersAwayIsLeftToTheTablesOwner() throws Exception {
    try (RunningSync owner = RunningSync.on(roles.url(), "postgres.user", OWNER)) {
      assertThat(owner.capture().uninstall())
          .hasSize(21)
          .noneMatch(Line::good)
          .allMatch(line -> line.text().contains("takes the table's owner"));
      assertThat(owner.capture().install(RouteFiles.mappings(owner.parts()), true))
          .hasSize(21)
          .noneMatch(Line::good)
          .allMatch(line -> line.text().contains("--always takes the owner"));
      assertThat(owner.capture().grant("nobody_at_all"))
          .contains(
              new Line(
                  "nobody_at_all",
                  false,
                  "there is no such role; sql/roles/roles.sql shows how to make one"));
    }
  }
}
