package io.neo4jsync.insights;

import io.neo4jsync.api.RequestException;
import io.neo4jsync.mapping.MappingRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.TransactionConfig;
import org.neo4j.driver.exceptions.ClientException;

/** Runs questions in read transactions that end after a while. */
final class GraphReader {

  private static final String TIMED_OUT = "Neo.ClientError.Transaction.TransactionTimedOut";

  private final Driver driver;
  private final String database;
  private final MappingRegistry mappings;
  private final String tenantProperty;
  private final Duration timeout;

  /**
   * @param driver of a user who needs no more than to read
   * @param tenantProperty the property that holds a row's tenant
   * @param timeout after which Neo4j gives a question up
   */
  GraphReader(
      Driver driver,
      String database,
      MappingRegistry mappings,
      String tenantProperty,
      Duration timeout) {
    this.driver = driver;
    this.database = database;
    this.mappings = mappings;
    this.tenantProperty = tenantProperty;
    this.timeout = timeout;
  }

  Vocabulary vocabulary() {
    return new Vocabulary(mappings.current());
  }

  /** Cypher in which macros stand, as Neo4j gets it for these parameters. */
  String expand(String cypher, Map<String, Object> parameters) {
    return new Macros(vocabulary(), tenantProperty).expand(cypher, parameters);
  }

  /**
   * The records.
   *
   * @throws RequestException when Neo4j took too long
   */
  List<Record> read(String cypher, Map<String, Object> parameters) {
    TransactionConfig limits = TransactionConfig.builder().withTimeout(timeout).build();
    String expanded = expand(cypher, parameters);
    try (Session session = driver.session(SessionConfig.forDatabase(database))) {
      return session.executeRead(
          transaction -> transaction.run(expanded, parameters).list(), limits);
    } catch (ClientException e) {
      if (e.code() != null && e.code().startsWith(TIMED_OUT)) {
        throw new RequestException(
            422,
            "answering took longer than "
                + timeout.toMillis() / 1000.0
                + " seconds (INSIGHTS_TIMEOUT_SECONDS); ask for fewer hops or labels");
      }
      if (String.valueOf(e.getMessage()).contains("no such fulltext schema index")) {
        throw new RequestException(409, "the graph has no text index; run install");
      }
      throw e;
    }
  }
}
