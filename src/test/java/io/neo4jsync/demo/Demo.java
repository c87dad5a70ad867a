package io.neo4jsync.demo;

import io.neo4jsync.app.InsightRefresh;
import io.neo4jsync.insights.JobScope;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.Oracle;
import io.neo4jsync.testing.RunningSync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The embedded run: real PostgreSQL, real Neo4j and the live sync in one process, on the ontology
 * in {@code demo/}, with a slow stream of changes until it is stopped. With the argument {@code
 * once} it runs through the changes once, checks that the graph equals the source, and ends with
 * exit code 0.
 */
public final class Demo {

  private static final Path FOLDER = Path.of("demo");
  private static final long PAUSE_MILLIS = 3_000;

  private final boolean once;
  private final String url;
  private final String managementPort = port("MANAGEMENT_PORT", "8081");
  private final String httpPort = port("HTTP_PORT", "8080");

  private Demo(boolean once) {
    this.once = once;
    this.url = Databases.newDatabase();
  }

  private static String port(String variable, String otherwise) {
    return Optional.ofNullable(System.getenv(variable)).orElse(otherwise);
  }

  public static void main(String[] arguments) throws Exception {
    int code = new Demo(List.of(arguments).contains("once")).run();
    System.exit(code);
  }

  private int run() throws Exception {
    say("Starting PostgreSQL and Neo4j …");
    try (Connection connection = Databases.connect(url);
        RunningSync sync =
            RunningSync.on(
                url,
                "neo4j.uri",
                Databases.neo4jWithGds().boltURI().toString(),
                "insights.after.full.sync",
                "true",
                "camel.management.enabled",
                once ? "false" : "true",
                "management.port",
                managementPort,
                "camel.server.enabled",
                once ? "false" : "true",
                "http.port",
                httpPort)) {
      execute(connection, Files.readString(FOLDER.resolve("schema.sql")));
      sync.install();
      sync.start();
      say("Capture is installed and the sync is running. Loading the demo ontology …");
      execute(connection, Files.readString(FOLDER.resolve("ontology.sql")));
      sync.drain();
      Oracle oracle = new Oracle(url, Databases.driverWithGds());
      if (!equal(oracle)) {
        return 1;
      }
      InsightRefresh.run(sync.parts())
          .getScopes()
          .forEach(scope -> say("Insights of " + scope.getName() + ": " + told(scope)));
      if (!once) {
        welcome();
      }
      do {
        for (Change change : changes()) {
          execute(connection, change.sql());
          if (!once) {
            say("  " + change.comment());
            pause();
          }
        }
      } while (!once);
      sync.drain();
      return equal(oracle) && sync.queue().count("failed") == 0 ? 0 : 1;
    }
  }

  private static String told(JobScope scope) {
    Map<String, Object> report = scope.report();
    return scope.fault() != null
        ? scope.fault()
        : "%s communities, %s similarities, %s islands"
            .formatted(
                report.get("communities"), report.get("similarities"), report.get("islands"));
  }

  private static boolean equal(Oracle oracle) throws Exception {
    String difference = oracle.difference();
    if (!difference.isEmpty()) {
      say("The graph differs from the source:\n" + difference);
      return false;
    }
    say("The graph equals the source: " + oracle.counts());
    return true;
  }

  private void welcome() {
    String environment =
        "POSTGRES_URL='%s' NEO4J_URI=%s NEO4J_USER= "
            .formatted(url, Databases.neo4jWithGds().boltURI().toString().replaceAll("/$", ""));
    say(
        """

        Running. Ctrl-C ends it.

          Status page http://127.0.0.1:%s/
          Hawtio      http://127.0.0.1:%s/hawtio/
          Bolt        %s  (no password)
          PostgreSQL  %s  (user postgres, no password)
          Health      http://127.0.0.1:%s/observe/health
          Metrics     http://127.0.0.1:%s/observe/metrics

        Three commands to try in another terminal:

          %sjava -jar target/neo4j-sync.jar status
          java -jar target/neo4j-sync.jar explain org_roles
          curl http://127.0.0.1:%s/observe/health

        A change every %d seconds:
        """
            .formatted(
                httpPort,
                managementPort,
                Databases.neo4jWithGds().boltURI(),
                url,
                managementPort,
                managementPort,
                environment,
                managementPort,
                PAUSE_MILLIS / 1000));
  }

  /** One statement of {@code changes.sql}, with the sentence above it. */
  private record Change(String comment, String sql) {}

  private static List<Change> changes() throws IOException {
    List<Change> changes = new ArrayList<>();
    for (String part : Files.readString(FOLDER.resolve("changes.sql")).split("(?m)^-- ")) {
      if (!part.isBlank()) {
        int end = part.indexOf('\n');
        changes.add(new Change(part.substring(0, end).strip(), part.substring(end + 1)));
      }
    }
    return changes;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void pause() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
  }

  private static void say(String text) {
    System.out.println(text);
  }
}
