package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.neo4jsync.it.Jar.Outcome;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.RandomWorkload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Full sync and verify as processes: answers, exit codes, kills, and who does the work. */
class FullSyncJarIT {

  /** So small that a run takes a while. */
  private static final Map<String, String> SMALL = Map.of("SYNC_FULL_CHUNK_SIZE", "10");

  @TempDir private Path folder;
  private Jar jar;
  private SmallSource source;

  @BeforeEach
  void prepare() throws Exception {
    jar = new Jar(folder);
    source = SmallSource.ofDemo();
  }

  @AfterEach
  void end() throws Exception {
    jar.close();
    source.close();
  }

  private static JsonNode json(Outcome outcome) throws Exception {
    return JsonMapper.builder().build().readTree(outcome.answer());
  }

  @Test
  void commandsAnswerAndEndWithTheirCodes() throws Exception {
    Outcome first = jar.run(source, "full-sync", "--json");
    assertThat(first.code()).as(first.text()).isZero();
    assertThat(json(first).path("state").asText()).isEqualTo("completed");
    assertThat(json(first).path("tables").path("org_roles").path("written").asLong()).isPositive();
    source.oracle().assertEqual();
    Databases.driver()
        .executableQuery(
            "MATCH (t:Tool) WITH t ORDER BY t.id LIMIT 1 SET t.name = 'spoilt' CREATE (:Tool {id: 'nobody'})")
        .execute();
    Outcome drift = jar.run(source, "verify", "--json");
    assertThat(drift.code()).as(drift.text()).isEqualTo(3);
    assertThat(json(drift).path("drift").asBoolean()).isTrue();
    assertThat(json(drift).path("found").path("tables").path("tools").path("different").asLong())
        .isEqualTo(1);
    assertThat(drift.answer()).contains("\"property\":\"name\"", "nobody");
    assertThat(jar.run(source, "verify", "--repair"))
        .satisfies(o -> assertThat(o.code()).as(o.text()).isZero())
        .satisfies(o -> assertThat(o.text()).contains("Drift: ", "The graph equals the source"));
    source.oracle().assertEqual();

    assertThat(jar.run(source, "full-sync", "--entity", "nowhere"))
        .satisfies(o -> assertThat(o.code()).isEqualTo(2))
        .satisfies(o -> assertThat(o.text()).contains("no route maps table 'nowhere'"));
    assertThat(jar.run(source, "full-sync", "--entity", "tools", "--tenant-id", "x").code())
        .isEqualTo(2);
  }

  @Test
  void killedAtRandomMomentsUnderFireItGoesOnWhereItWas() throws Exception {
    Random random = new Random(7);
    RandomWorkload workload = new RandomWorkload(source.url(), 70).truncating();
    long started = 0;
    for (int kill = 0; kill < 2; kill++) {
      Process process = jar.start(source, SMALL, "full-sync", "--allow-prune");
      long from = started;
      Awaitility.await("the run gets on")
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(10))
          .until(() -> processed() > from + 30 + random.nextInt(60));
      workload.run(20);
      process.destroyForcibly().waitFor();
      started = processed();
      assertThat(source.rows("SELECT state FROM neo4j_sync_run"))
          .as("one run, taken up each time")
          .containsExactly(Map.of("state", "running"));
    }
    Outcome last = jar.run(source, SMALL, "full-sync", "--allow-prune");
    assertThat(last.code()).as(last.text()).isZero();
    assertThat(last.text()).contains("joining run 1");
    source.start().drain();
    source.oracle().assertEqual();
  }

  private long processed() throws Exception {
    return source.number("SELECT coalesce(max(processed), 0) FROM neo4j_sync_run");
  }

  @Test
  void aRunningInstanceDoesTheWorkAndASignalStopsIt() throws Exception {
    Process leader = jar.start(source, SMALL, "run");
    Awaitility.await("the instance leads")
        .atMost(Duration.ofSeconds(60))
        .until(() -> SmallSource.graph("MATCH (s:SyncState) RETURN coalesce(s.epoch, 0)") > 0);
    long epoch = SmallSource.graph("MATCH (s:SyncState) RETURN s.epoch");
    Process follower = jar.start(source, Map.of(), "full-sync");
    Awaitility.await("the run gets on")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> processed() > 20);
    follower.destroy();
    assertThat(follower.waitFor(40, TimeUnit.SECONDS)).isTrue();
    assertThat(source.rows("SELECT state FROM neo4j_sync_run"))
        .containsExactly(Map.of("state", "cancelled"));
    assertThat(leader.isAlive()).isTrue();

    Outcome whole = jar.run(source, "full-sync");
    assertThat(whole.code()).as(whole.text()).isZero();
    assertThat(SmallSource.graph("MATCH (s:SyncState) RETURN s.epoch"))
        .as("the lead has not changed")
        .isEqualTo(epoch);
    source.oracle().assertEqual();
  }

  @Test
  void aScheduleAsksOnceHoweverManyInstancesThereAre() throws Exception {
    Map<String, String> everySecond = Map.of("SYNC_FULL_CRON", "* * * * * ?");
    jar.start(source, everySecond, "run");
    jar.start(source, everySecond, "run");
    Awaitility.await("scheduled runs")
        .atMost(Duration.ofSeconds(90))
        .until(
            () ->
                source.number(
                        "SELECT count(*) FROM neo4j_sync_run WHERE state = 'completed' AND scheduled_for IS NOT NULL")
                    >= 3);
    assertThat(
            source.number(
                "SELECT count(*) - count(DISTINCT date_trunc('second', scheduled_for)) FROM neo4j_sync_run"))
        .as("ticks that were asked for twice")
        .isZero();
    source.oracle().assertEqual();
  }
}
