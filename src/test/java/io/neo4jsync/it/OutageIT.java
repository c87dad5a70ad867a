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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neo4j.dbms.api.DatabaseManagementService;

/** A database that is away pauses the sync; no row fails, and the graph is equal afterwards. */
class OutageIT {

  @TempDir private Path data;

  @Test
  void neo4jStoppedDuringAStreamOfChanges() throws Exception {
    try (SmallSource source = new SmallSource("sync.batch.size", "50")) {
      VitalOntology.loadDataInOrder(source.connection());
      source.start();
      Awaitility.await().until(() -> source.sync().queue().count("completed") > 0);
      CompletableFuture<Void> writer = write(source.url(), 7, 150);
      DatabaseManagementService server = Databases.neo4j().databaseManagementService();
      for (int i = 0; i < 3; i++) {
        long before = source.sync().queue().count("completed");
        server.shutdownDatabase("neo4j");
        Awaitility.await("rows are given back")
            .atMost(Duration.ofSeconds(30))
            .until(() -> source.sync().queue().count("processing") == 0 && source.sync().queue().unfinished() > 0);
        server.startDatabase("neo4j");
        Awaitility.await("the sync goes on by itself")
            .atMost(Duration.ofSeconds(60))
            .until(() -> source.sync().queue().count("completed") > before);
      }
      writer.get();
      source.drain();
      assertThat(source.sync().queue().count("failed")).isZero();
      new Oracle(source.url(), Databases.driver()).assertEqual();
    }
  }

  @Test
  void postgresqlRestartedDuringAStreamOfChanges() throws Exception {
    Databases.emptyGraph();
    int port = freePort();
    EmbeddedPostgres postgres = start(port);
    String url = postgres.getJdbcUrl("postgres", "postgres");
    try (RunningSync sync = RunningSync.on(url, "sync.batch.size", "50")) {
      try (Connection connection = Databases.connect(url)) {
        VitalOntology.createSchemaWithConstraints(connection);
        sync.install();
        sync.start();
        VitalOntology.loadDataInOrder(connection);
      }
      for (int i = 0; i < 2; i++) {
        Awaitility.await().ignoreExceptions().until(() -> sync.queue().count("completed") > 0);
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
