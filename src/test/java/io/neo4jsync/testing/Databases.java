package io.neo4jsync.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.neo4j.configuration.GraphDatabaseInternalSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.connectors.HttpConnector;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.harness.Neo4j;
import org.neo4j.harness.Neo4jBuilder;
import org.neo4j.harness.Neo4jBuilders;

/**
 * A real PostgreSQL and a real Neo4j, started once per JVM and shared by all integration tests.
 *
 * <p>A test asks for a fresh PostgreSQL database ({@link #newDatabase()}) and an emptied graph
 * ({@link #emptyGraph()}).
 */
public final class Databases {

  /**
   * What a class locks that uses the second graph; it then runs beside classes that use the first.
   */
  public static final String GRAPH_WITH_GDS = "the graph with Graph Data Science";

  private static final String FOREIGN = " WHERE NOT name STARTS WITH 'neo4j_sync_'";
  private static final AtomicInteger NEXT_DATABASE = new AtomicInteger();
  private static EmbeddedPostgres postgres;
  private static Neo4j neo4j;
  private static Driver driver;
  private static Neo4j neo4jWithGds;
  private static Driver driverWithGds;

  private Databases() {}

  /**
   * A new, empty PostgreSQL database; returns its JDBC address, user {@code postgres}, no password.
   */
  public static synchronized String newDatabase() {
    String name = "test" + NEXT_DATABASE.incrementAndGet();
    try (Connection connection = connect(postgres().getJdbcUrl("postgres", "postgres"))) {
      connection.createStatement().execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("could not create test database " + name, e);
    }
    return postgres().getJdbcUrl("postgres", name);
  }

  /** An autocommit connection as the superuser. */
  public static Connection connect(String jdbcUrl) throws SQLException {
    return connect(jdbcUrl, "postgres");
  }

  /** An autocommit connection as that user, who needs no password. */
  public static Connection connect(String jdbcUrl, String user) throws SQLException {
    return DriverManager.getConnection(jdbcUrl, user, "");
  }

  public static synchronized EmbeddedPostgres postgres() {
    if (postgres == null) {
      try {
        postgres = EmbeddedPostgres.builder().start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return postgres;
  }

  public static synchronized Neo4j neo4j() {
    if (neo4j == null) {
      neo4j = builder().build();
    }
    return neo4j;
  }

  private static Neo4jBuilder builder() {
    return Neo4jBuilders.newInProcessBuilder()
        .withConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", 0))
        .withConfig(HttpConnector.enabled, false)
        .withConfig(GraphDatabaseInternalSettings.netty_server_shutdown_quiet_period, 0);
  }

  /** A second one, with Graph Data Science: only for tests that cannot do without. */
  public static synchronized Neo4j neo4jWithGds() {
    if (neo4jWithGds == null) {
      neo4jWithGds = GraphDataScience.addTo(builder()).build();
    }
    return neo4jWithGds;
  }

  /** For a Neo4j of a test's own, at that port, that stops without the usual ten seconds' wait. */
  public static DatabaseManagementServiceBuilder ownNeo4j(Path folder, int port) {
    return new DatabaseManagementServiceBuilder(folder)
        .setConfig(BoltConnector.enabled, true)
        .setConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", port))
        .setConfig(GraphDatabaseInternalSettings.netty_server_shutdown_quiet_period, 0);
  }

  /** A driver on the shared graph (no authentication). */
  public static synchronized Driver driver() {
    if (driver == null) {
      driver = GraphDatabase.driver(neo4j().boltURI(), AuthTokens.none());
    }
    return driver;
  }

  /** A driver on the one with Graph Data Science. */
  public static synchronized Driver driverWithGds() {
    if (driverWithGds == null) {
      driverWithGds = GraphDatabase.driver(neo4jWithGds().boltURI(), AuthTokens.none());
    }
    return driverWithGds;
  }

  /** Removes every node, relationship, constraint and index from the shared graph. */
  public static Driver emptyGraph() {
    return empty(driver(), "");
  }

  /**
   * The same, but keeps the constraints and indexes that install has made: the next install is
   * quick, and Neo4j need not plan every query anew.
   */
  public static Driver clearGraph() {
    return empty(driver(), FOREIGN);
  }

  /** The same in the one with Graph Data Science. */
  public static Driver clearGraphWithGds() {
    return empty(driverWithGds(), FOREIGN);
  }

  private static Driver empty(Driver driver, String which) {
    try (var session = driver.session()) {
      session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS").consume();
      for (var record : session.run("SHOW CONSTRAINTS YIELD name" + which).list()) {
        session.run("DROP CONSTRAINT `" + record.get("name").asString() + "`").consume();
      }
      String indexes =
          "SHOW INDEXES YIELD name, type, owningConstraint WHERE type <> 'LOOKUP' AND owningConstraint IS NULL";
      for (var record :
          session.run(indexes + which.replace(" WHERE", " AND") + " RETURN name").list()) {
        session.run("DROP INDEX `" + record.get("name").asString() + "`").consume();
      }
    }
    return driver;
  }
}
