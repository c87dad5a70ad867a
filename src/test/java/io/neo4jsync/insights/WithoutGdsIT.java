package io.neo4jsync.insights;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.KeptLog;
import io.neo4jsync.testing.KeptLog.Line;
import io.neo4jsync.testing.RunningSync;
import io.neo4jsync.testing.VitalOntology;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A sync whose Neo4j has no Graph Data Science says so once, however often it would compute. */
class WithoutGdsIT {

  @Test
  void itIsSaidOnce() throws Exception {
    Databases.clearGraph();
    String url = Databases.newDatabase();
    List<Line> lines;
    try (KeptLog log = new KeptLog(InsightJobs.class.getName());
        Connection connection = Databases.connect(url);
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
      lines = log.lines();
    }
    // ticks that meet a run that is not over say so
    assertThat(lines.stream().map(Line::text).filter(text -> text.contains("Graph Data Science")))
        .singleElement()
        .asString()
        .startsWith("INFO The insights were not computed: Neo4j has no Graph Data Science")
        .contains("install the plug-in");
  }
}
