package io.neo4jsync.insights;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.RunningSync;
import io.neo4jsync.testing.VitalOntology;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A sync whose Neo4j has no Graph Data Science says so once, however often it would compute. */
class WithoutGdsIT {

  /** Keeps what is logged. */
  private static final class Kept extends AbstractAppender {

    private final List<String> messages = new CopyOnWriteArrayList<>();

    Kept() {
      super("kept", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      messages.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
    }
  }

  @Test
  void itIsSaidOnce() throws Exception {
    Databases.clearGraph();
    String url = Databases.newDatabase();
    Kept kept = new Kept();
    kept.start();
    Logger logger = (Logger) LogManager.getLogger(InsightJobs.class);
    logger.addAppender(kept);
    try (Connection connection = Databases.connect(url);
        RunningSync sync =
            RunningSync.on(
                url,
                "camel.management.enabled",
                "true",
                "management.port",
                "0",
                "insights.cron",
                "* * * * * ?")) {
      VitalOntology.createSchemaWithConstraints(connection);
      sync.install();
      sync.start();
      Awaitility.await("three ticks of the schedule")
          .atMost(Duration.ofMinutes(1))
          .until(() -> sync.exchanges("refresh-unattended") >= 3);
    } finally {
      logger.removeAppender(kept);
    }
    // ticks that meet a run that is not over say so
    assertThat(kept.messages.stream().filter(message -> message.contains("Graph Data Science")))
        .singleElement()
        .asString()
        .startsWith("INFO The insights were not computed: Neo4j has no Graph Data Science")
        .contains("install the plug-in");
  }
}
