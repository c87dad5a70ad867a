package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.Oracle;
import io.neo4jsync.testing.RandomWorkload;
import io.neo4jsync.testing.RunningSync;
import io.neo4jsync.testing.VitalOntology;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

/** A database that is away pauses the sync; no row fails, and the graph is equal afterwards. */
class OutageIT {

  @TempDir private Path data;

  @Test
  void neo4jStoppedDuringAStreamOfChanges() throws Exception {
    String url = Databases.newDatabase();
    int port = freePort();
    DatabaseManagementService server = startNeo4j(port);
    String bolt = "bolt://127.0.0.1:" + port;
    try (Connection connection = Databases.connect(url);
        Driver driver = GraphDatabase.driver(bolt);
        RunningSync sync = RunningSync.on(url, "sync.batch.size", "200", "neo4j.uri", bolt)) {
      VitalOntology.createSchemaWithConstraints(connection);
      sync.install();
      VitalOntology.loadDataInOrder(connection);
      connection
          .createStatement()
          .execute(
              "INSERT INTO tools (name, slug) SELECT 't ' || n, 't-' || n FROM generate_series(1, 4000) n");
      sync.start();
      CompletableFuture<Void> writer = write(url, 7, 100);
      for (int i = 0; i < 2; i++) {
        long before = sync.queue().count("completed");
        Awaitility.await("some rows are written")
            .atMost(Duration.ofSeconds(60))
            .until(() -> sync.queue().count("completed") > before + 200);
        server.shutdown();
        Awaitility.await("rows are given back")
            .atMost(Duration.ofSeconds(60))
            .until(() -> sync.queue().count("processing") == 0 && sync.queue().unfinished() > 0);
        assertThat(readiness(sync).getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(readiness(sync).getMessage().orElse("")).contains("paused: ", bolt);
        long pauses = sync.exchanges("outage");
        server = startNeo4j(port);
        assertThat(sync.exchanges("outage"))
            .as("it waits, and does not run hot")
            .isLessThan(pauses + 5);
      }
      writer.get();
      sync.drain();
      assertThat(readiness(sync).getState()).isEqualTo(HealthCheck.State.UP);
      assertThat(sync.queue().count("failed")).isZero();
      new Oracle(url, driver).assertEqual();
    } finally {
      server.shutdown();
    }
  }

  private static HealthCheck.Result readiness(RunningSync sync) {
    return HealthCheckHelper.invokeReadiness(sync.camel()).stream()
        .filter(result -> result.getCheck().getId().equals("sync"))
        .findFirst()
        .orElseThrow();
  }

  private DatabaseManagementService startNeo4j(int port) {
    return Databases.ownNeo4j(data.resolve("neo4j"), port).build();
  }

  @Test
  void postgresqlRestartedDuringAStreamOfChanges() throws Exception {
    Databases.emptyGraph();
    int port = freePort();
    EmbeddedPostgres postgres = start(port);
    String url = postgres.getJdbcUrl("postgres", "postgres");
    try (RunningSync sync = RunningSync.on(url, "sync.batch.size", "200")) {
      try (Connection connection = Databases.connect(url)) {
        VitalOntology.createSchemaWithConstraints(connection);
        sync.install();
        sync.start();
        VitalOntology.loadDataInOrder(connection);
      }
      for (int i = 0; i < 2; i++) {
        Awaitility.await("rows are written")
            .atMost(Duration.ofSeconds(60))
            .ignoreExceptions()
            .until(() -> sync.queue().count("completed") > 0);
        postgres.close();
        postgres = start(port);
        write(url, i, 50).get();
      }
      Awaitility.await("the queue is empty")
          .atMost(Duration.ofMinutes(2))
          .ignoreExceptions()
          .until(() -> sync.queue().unfinished() == 0);
      assertThat(sync.queue().count("failed")).isZero();
      new Oracle(url, Databases.driver()).assertEqual();
    } finally {
      postgres.close();
    }
  }

  private EmbeddedPostgres start(int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setPort(port)
        .setDataDirectory(data.resolve("postgres"))
        .setCleanDataDirectory(false)
        .setPGStartupWait(Duration.ofSeconds(60))
        .start();
  }

  private static CompletableFuture<Void> write(String url, long seed, int transactions) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            new RandomWorkload(url, seed).run(transactions);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
