package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.Oracle;
import io.neo4jsync.testing.RunningSync;
import io.neo4jsync.testing.VitalOntology;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

/** What is too much for Neo4j at once is divided; what is too much alone fails alone. */
@Execution(ExecutionMode.CONCURRENT)
class LimitsIT {

  private static final long MEGABYTE = 1024 * 1024;

  @TempDir private Path data;

  @Test
  void aBatchThatNeedsMoreMemoryThanATransactionGetsIsDivided() throws Exception {
    String url = Databases.newDatabase();
    int port = Jar.freePort();
    String bolt = "bolt://127.0.0.1:" + port;
    DatabaseManagementService server =
        Databases.ownNeo4j(data, port)
            .setConfig(GraphDatabaseSettings.memory_transaction_max_size, 24 * MEGABYTE)
            .build();
    try (Connection connection = Databases.connect(url);
        Driver driver = GraphDatabase.driver(bolt);
        RunningSync sync = RunningSync.on(url, "neo4j.uri", bolt)) {
      VitalOntology.createSchemaWithConstraints(connection);
      sync.install();
      connection
          .createStatement()
          .execute(
              "INSERT INTO tools (name, slug, description) SELECT 't ' || n, 't-' || n,"
                  + " (SELECT string_agg(md5(n || ':' || i), '') FROM generate_series(1, 1500) i)"
                  + " FROM generate_series(1, 800) n");
      sync.start().drain();
      assertThat(sync.queue().failures(3)).isEmpty();
      assertThat(sync.exchanges("isolate")).as("batches divided").isPositive();
      new Oracle(url, driver).assertEqual();

      connection
          .createStatement()
          .execute(
              "INSERT INTO tools (name, slug, description) VALUES ('small', 'small', 'fits'),"
                  + " ('huge', 'huge', repeat(md5('x'), 1200000))");
      sync.drain();
      assertThat(sync.queue().failures(3))
          .singleElement()
          .satisfies(
              row -> assertThat(row.get("error").toString()).contains("db.memory.transaction.max"))
          .satisfies(row -> assertThat(row.get("failed_route")).isEqualTo("entity-tools"));
      assertThat(
              driver.executableQuery("MATCH (t:Tool {slug: 'small'}) RETURN t").execute().records())
          .hasSize(1);
    } finally {
      server.shutdown();
    }
  }
}
