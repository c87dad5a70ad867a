package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.neo4jsync.queue.Faults;
import io.neo4jsync.testing.Web;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Prometheus is shown. */
class MetricsIT {

  private static final Web WEB = new Web();
  private static SmallSource source;

  @BeforeAll
  static void start() throws Exception {
    source = SmallSource.ofDemo(WEB.settings()).start();
  }

  @AfterAll
  static void stop() throws Exception {
    source.close();
  }

  private static String scraped() {
    return WEB.get("/observe/metrics").body();
  }

  private static double value(String sample) {
    Matcher line = Pattern.compile("(?m)^" + Pattern.quote(sample) + " (\\S+)$").matcher(scraped());
    return line.find() ? Double.parseDouble(line.group(1)) : Double.NaN;
  }

  @Test
  void everySampleThatAlertsAndDashboardAskForIsThere() throws Exception {
    source.sql("UPDATE org_roles SET name = name || ' (all)'");
    source.drain();
    Set<String> promised =
        Files.readAllLines(Path.of("src/test/resources/metrics.txt")).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> exposed =
        scraped()
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.split("[{ ]")[0])
            .collect(Collectors.toSet());
    assertThat(exposed).containsAll(promised);
    assertThat(exposed.stream().filter(name -> name.startsWith("neo4j_sync_")))
        .as("what is exposed and not promised, but for the peak of a timer")
        .allMatch(
            name -> promised.contains(name) || promised.contains(name.replace("_max", "_sum")));
  }

  @Test
  void theGaugesOfTheQueueAreWhatTheQueueIs() throws Exception {
    source.sql(
        "INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation, status) SELECT 'gauged', gen_random_uuid(), 'UPDATE', 'failed' FROM generate_series(1, 7)");
    Awaitility.await("the next look")
        .atMost(Duration.ofSeconds(40))
        .until(() -> value("neo4j_sync_queue_events{status=\"failed\"}") >= 7);
    source.sql("DELETE FROM neo4j_sync_queue WHERE entity_type = 'gauged'");
    assertThat(value("neo4j_sync_queue_oldest_pending_age_seconds")).isNotNegative();
    assertThat(value("neo4j_sync_oldest_transaction_age_seconds")).isNotNegative();
    assertThat(value("neo4j_sync_full_sync_running")).isZero();
    assertThat(value("neo4j_sync_full_sync_last_failed")).isZero();
    assertThat(value("neo4j_sync_observed_timestamp_seconds"))
        .isCloseTo(System.currentTimeMillis() / 1000.0, within(60.0));
  }

  @Test
  void eventsLagAndDeadLettersAreCounted() throws Exception {
    String updates = "neo4j_sync_events_total{operation=\"UPDATE\",table=\"tools\"}";
    source.sql("UPDATE tools SET name = name || '.'");
    source.drain();
    Awaitility.await().until(() -> value(updates) >= 1);
    double before = value(updates);
    double lags = value("neo4j_sync_lag_seconds_count");
    long tools = source.number("SELECT count(*) FROM tools");
    source.sql("UPDATE tools SET name = name || '!'");
    source.drain();
    Awaitility.await().until(() -> value(updates) == before + tools);
    assertThat(value("neo4j_sync_lag_seconds_count")).isGreaterThanOrEqualTo(lags + tools);
    assertThat(value("neo4j_sync_leader")).isEqualTo(1);
    assertThat(value("neo4j_sync_epoch")).isPositive();

    for (String kind : Faults.KINDS) {
      assertThat(
              value(
                  "neo4j_sync_dead_letters_total{camelContext=\"neo4j-sync\",reason=\""
                      + kind
                      + "\"}"))
          .isNotNaN();
    }
    String unmapped = "neo4j_sync_dead_letters_total{camelContext=\"neo4j-sync\",reason=\"row\"}";
    double deadBefore = value(unmapped);
    source.sql(
        "INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation) VALUES ('unmapped', gen_random_uuid(), 'UPDATE')");
    source.drain();
    Awaitility.await("one more has died").until(() -> value(unmapped) == deadBefore + 1);
  }

  @Test
  void aReloadOfRoutesLosesNoCount() throws Exception {
    String updates = "neo4j_sync_events_total{operation=\"UPDATE\",table=\"skills\"}";
    source.sql("UPDATE skills SET name = name || '.'");
    source.drain();
    Awaitility.await().until(() -> value(updates) >= 1);
    double before = value(updates);
    CamelContext camel = source.sync().camel();
    Resource route =
        PluginHelper.getResourceLoader(camel)
            .resolveResource("file:routes/entities/skills.camel.yaml");
    PluginHelper.getRoutesLoader(camel).updateRoutes(route);
    assertThat(value(updates)).isEqualTo(before);
    source.sql("UPDATE skills SET name = name || '!'");
    source.drain();
    Awaitility.await()
        .until(() -> value(updates) == before + source.number("SELECT count(*) FROM skills"));
  }
}
