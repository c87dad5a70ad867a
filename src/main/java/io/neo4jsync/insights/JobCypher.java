package io.neo4jsync.insights;

import io.neo4jsync.mapping.MappingRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.TransactionConfig;
import org.neo4j.driver.exceptions.Neo4jException;
import org.neo4j.driver.exceptions.RetryableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the files of the jobs. Each is a statement that may be run again: where it meets the sync's
 * writer in a deadlock, or a node that has just been deleted, it is.
 */
final class JobCypher {

  private static final Logger LOG = LoggerFactory.getLogger(JobCypher.class);
  private static final int ATTEMPTS = 6;
  private static final long FIRST_PAUSE_MILLIS = 100;

  /**
   * What a statement may end with under which a node is deleted; the second is that of other faults
   * too, which some more attempts do no harm to.
   */
  private static final Set<String> GONE =
      Set.of(
          "Neo.ClientError.Statement.EntityNotFound",
          "Neo.DatabaseError.Statement.ExecutionFailed");

  private static final String UNKNOWN = "Neo.ClientError.Statement.SyntaxError";

  private final Driver driver;
  private final String database;
  private final MappingRegistry mappings;
  private final String tenantProperty;
  private final Path folder;
  private final TransactionConfig config;

  JobCypher(
      Driver driver,
      String database,
      MappingRegistry mappings,
      String tenantProperty,
      Path folder,
      Duration timeout) {
    this.driver = driver;
    this.database = database;
    this.mappings = mappings;
    this.tenantProperty = tenantProperty;
    this.folder = folder;
    this.config = TransactionConfig.builder().withTimeout(timeout).build();
  }

  /**
   * Runs {@code step.cypher}.
   *
   * @throws InsightException when the file is not there, or Neo4j has no GDS
   */
  List<Record> run(String step, Map<String, Object> parameters) {
    Macros macros = new Macros(new Vocabulary(mappings.current()), tenantProperty);
    String cypher = macros.expand(read(step), parameters);
    for (int attempt = 1; ; attempt++) {
      try (Session session = driver.session(SessionConfig.forDatabase(database))) {
        // no managed transaction: CALL … IN TRANSACTIONS begins its own
        long begin = System.nanoTime();
        List<Record> records = session.run(cypher, parameters, config).list();
        LOG.debug("Step {} took {} ms", step, (System.nanoTime() - begin) / 1_000_000);
        return records;
      } catch (Neo4jException e) {
        if (UNKNOWN.equals(e.code()) && e.getMessage().contains("gds.version")) {
          throw InsightException.withoutGds();
        }
        if (!mayPass(e) || attempt == ATTEMPTS) {
          throw new InsightException(
              "step %s fails: %s (%s)".formatted(step, e.getMessage(), e.code()));
        }
        LOG.info("Step {} is run again: {}", step, e.getMessage());
        pause(attempt);
      }
    }
  }

  private String read(String step) {
    Path file = folder.resolve(step + ".cypher");
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new InsightException(
          "the file "
              + file
              + " of the insights cannot be read; start in the project's folder or set INSIGHTS_CYPHER");
    }
  }

  private static boolean mayPass(Neo4jException e) {
    return e instanceof RetryableException || GONE.contains(String.valueOf(e.code()));
  }

  private static void pause(int attempt) {
    try {
      Thread.sleep(FIRST_PAUSE_MILLIS << attempt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InsightException("the insights were interrupted");
    }
  }
}
