package io.neo4jsync.app;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.neo4jsync.leader.Lease;
import io.neo4jsync.leader.LockSessions;
import io.neo4jsync.settings.Settings;
import java.sql.DriverManager;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.neo4j.driver.AuthToken;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Config;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

/** Opens the two databases as the settings say. */
public final class Databases {

  /**
   * Makes the JSON form of rows the same as capture writes it, and turns a row-level security
   * policy that would hide rows into an error: a hidden row would look like a deleted one.
   */
  private static final String SESSION =
      "SET TimeZone = 'UTC'; SET intervalstyle = 'iso_8601'; SET bytea_output = 'hex';"
          + " SET extra_float_digits = 1; SET lc_monetary = 'C'; SET row_security = off;"
          // a lock that somebody holds on the queue or a table is an outage, told with its reason;
          // and a session that hangs in a transaction must not hold back the source's vacuum
          + " SET lock_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s';"
          + " SET statement_timeout = '%ds'";

  /** How long after its statement timeout a silent PostgreSQL is given up. */
  private static final int SILENCE_SECONDS = 10;

  private static final int CONNECT_SECONDS = 10;
  private static final int SHORT_SECONDS = 5;
  private static final int IDLE_SECONDS = 30;
  private static final int LIFETIME_MINUTES = 50;

  private Databases() {}

  /** A pool; it opens its first connection when it is asked for one. */
  public static HikariDataSource postgres(Settings settings) {
    int statement = settings.number("postgres.statement.timeout.seconds", 1, 86_400);
    return new HikariDataSource(config(settings, statement));
  }

  /**
   * A pool for looking at things: it waits for nothing longer than some seconds, and opens no
   * connection unasked.
   */
  public static HikariDataSource postgresInShort(Settings settings) {
    settings.number("postgres.statement.timeout.seconds", 1, 86_400);
    HikariConfig config = config(settings, SHORT_SECONDS);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(SHORT_SECONDS));
    config.addDataSourceProperty("ApplicationName", "neo4j-sync doctor");
    config.addDataSourceProperty("connectTimeout", String.valueOf(SHORT_SECONDS));
    config.addDataSourceProperty("loginTimeout", String.valueOf(SHORT_SECONDS));
    config.addDataSourceProperty("socketTimeout", String.valueOf(2 * SHORT_SECONDS));
    return new HikariDataSource(config);
  }

  private static HikariConfig config(Settings settings, int statement) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("postgres");
    config.setJdbcUrl(settings.address("postgres.url"));
    config.setUsername(settings.required("postgres.user"));
    config.setPassword(settings.secret("postgres.password"));
    config.setSchema(settings.required("postgres.schema"));
    config.setMaximumPoolSize(settings.number("postgres.pool.size", 2, 100));
    config.setMinimumIdle(1);
    config.setConnectionInitSql(SESSION.formatted(statement));
    config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(CONNECT_SECONDS));
    config.setInitializationFailTimeout(-1);
    config.addDataSourceProperty("ApplicationName", "neo4j-sync");
    config.addDataSourceProperty("connectTimeout", String.valueOf(CONNECT_SECONDS));
    config.addDataSourceProperty("loginTimeout", String.valueOf(CONNECT_SECONDS));
    config.addDataSourceProperty("socketTimeout", String.valueOf(statement + SILENCE_SECONDS));
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    return config;
  }

  /** Connections of their own for the leader's lock. */
  public static LockSessions lockSessions(Settings settings) {
    return lockSessions(settings, Lease.of(settings));
  }

  static LockSessions lockSessions(Settings settings, Lease lease) {
    String url = settings.address("postgres.url");
    Properties properties = new Properties();
    properties.setProperty("user", settings.required("postgres.user"));
    properties.setProperty("password", settings.secret("postgres.password"));
    properties.setProperty("ApplicationName", "neo4j-sync leader");
    properties.setProperty("connectTimeout", String.valueOf(lease.answerSeconds()));
    properties.setProperty("socketTimeout", String.valueOf(lease.answerSeconds()));
    properties.setProperty("tcpKeepAlive", "true");
    return new LockSessions(
        () -> DriverManager.getConnection(url, properties),
        settings.required("postgres.schema"),
        lease);
  }

  /** A driver; it connects when it is first used. */
  public static Driver neo4j(Settings settings) {
    return neo4j(settings, settings.text("neo4j.user"), "neo4j.password");
  }

  /** A driver for questions, with connections of its own: they must not keep the sync waiting. */
  static Driver neo4jForQuestions(Settings settings) {
    String user = settings.text("insights.neo4j.user");
    return user.isEmpty() ? neo4j(settings) : neo4j(settings, user, "insights.neo4j.password");
  }

  private static Driver neo4j(Settings settings, String user, String password) {
    AuthToken token =
        user.isEmpty() ? AuthTokens.none() : AuthTokens.basic(user, settings.secret(password));
    Config config =
        Config.builder()
            .withConnectionTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
            .withConnectionAcquisitionTimeout(20, TimeUnit.SECONDS)
            .withConnectionLivenessCheckTimeout(IDLE_SECONDS, TimeUnit.SECONDS)
            // Aura and what stands before it end connections that are older than an hour
            .withMaxConnectionLifetime(LIFETIME_MINUTES, TimeUnit.MINUTES)
            .withMaxConnectionPoolSize(10)
            .withUserAgent("neo4j-sync")
            .build();
    return GraphDatabase.driver(settings.address("neo4j.uri"), token, config);
  }
}
