package io.neo4jsync.insights;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.mapping.MappingRegistry;
import io.neo4jsync.testing.Databases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;
import org.neo4j.driver.Transaction;

/** A step that meets the sync's writer in a deadlock is run again. */
class JobCypherIT {

  private final Driver driver = Databases.clearGraph();

  @Test
  void aDeadlockEndsNoStep(@TempDir Path folder) throws Exception {
    driver.executableQuery("UNWIND range(1, 50) AS n CREATE (:Locked {id: n})").execute();
    Files.writeString(
        folder.resolve("second-third-first.cypher"),
        """
        // Locks three nodes, one after the other.
        MATCH (b:Locked {id: 2}) SET b.by = 'step'
        WITH b MATCH (c:Locked {id: 3}) SET c.by = 'step'
        WITH c MATCH (a:Locked {id: 1}) SET a.by = 'step'
        RETURN count(*) AS done""");
    JobCypher steps =
        new JobCypher(
            driver, "neo4j", new MappingRegistry(), "tenant_id", folder, Duration.ofMinutes(1));
    try (Session one = driver.session();
        Session other = driver.session();
        Transaction holdsThird = one.beginTransaction();
        // the one with more locks is not the one that gives way
        Transaction holdsFirst = other.beginTransaction()) {
      holdsThird.run("MATCH (c:Locked {id: 3}) SET c.by = 'one'").consume();
      holdsFirst.run("MATCH (a:Locked) WHERE NOT a.id IN [2, 3] SET a.by = 'other'").consume();
      CompletableFuture<Long> step =
          CompletableFuture.supplyAsync(
              () -> steps.run("second-third-first", Map.of()).get(0).get("done").asLong());
      awaitBlocked(1);
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(
              () -> {
                holdsFirst.run("MATCH (b:Locked {id: 2}) SET b.by = 'other'").consume();
                holdsFirst.commit();
              });
      awaitBlocked(2);
      // lets the step go on to the first, which waits for the second
      holdsThird.commit();
      writer.get(1, TimeUnit.MINUTES);
      assertThat(step.get(1, TimeUnit.MINUTES)).isEqualTo(1);
    }
    assertThat(
            driver
                .executableQuery("MATCH (n:Locked) WHERE n.id <= 3 RETURN collect(DISTINCT n.by)")
                .execute()
                .records()
                .get(0)
                .get(0)
                .asList())
        .as("the step was run again after the writer's commit")
        .isEqualTo(java.util.List.of("step"));
  }

  private void awaitBlocked(long transactions) {
    Awaitility.await(transactions + " transactions wait for a lock")
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                driver
                        .executableQuery(
                            "SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*)")
                        .execute()
                        .records()
                        .get(0)
                        .get(0)
                        .asLong()
                    == transactions);
  }
}
