package io.neo4jsync.api;

import io.neo4jsync.capture.CaptureCheck;
import io.neo4jsync.fullsync.Runs;
import io.neo4jsync.health.Outages;
import io.neo4jsync.leader.CurrentLeader;
import io.neo4jsync.leader.Leadership;
import io.neo4jsync.queue.Faults;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** How the sync stands, cheap enough to be asked for every second. */
public final class StatusView {

  private static final int RATE_SECONDS = 10;

  /**
   * The leader looks every minute; asking the catalogue about all tables costs more than the rest.
   */
  private static final Duration PROBLEMS_KEPT = Duration.ofSeconds(90);

  private final JdbcTemplate jdbc;
  private final Runs runs;
  private final Leadership leadership;
  private final Outages outages;
  private final CaptureCheck captureCheck;
  private final CurrentLeader currentLeader;
  private final String observe = resource("sql/metrics/observe.sql");

  public StatusView(
      DataSource dataSource,
      Runs runs,
      Leadership leadership,
      Outages outages,
      CaptureCheck captureCheck,
      CurrentLeader currentLeader) {
    jdbc = new JdbcTemplate(dataSource);
    this.runs = runs;
    this.leadership = leadership;
    this.outages = outages;
    this.captureCheck = captureCheck;
    this.currentLeader = currentLeader;
  }

  private static String resource(String name) {
    try (InputStream text = StatusView.class.getClassLoader().getResourceAsStream(name)) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }

  /**
   * Queue, lag (seconds), rate (events completed per second, of the last ten seconds), this
   * instance, the full sync under way, and problems of tables (at most 90 seconds old); while
   * PostgreSQL is away, what is known without it, and {@code fault}.
   */
  public Map<String, Object> now() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("at", Instant.now().toString());
    status.put("instance", instance());
    status.put("problems", captureCheck.last());
    try {
      status.put("problems", captureCheck.within(PROBLEMS_KEPT));
      Map<String, Object> row = jdbc.queryForMap(observe);
      status.put("queue", queue(row));
      status.put("lagSeconds", row.get("oldest"));
      status.put("eventsPerSecond", rate());
      status.put("oldestTransactionSeconds", row.get("transaction"));
      status.put("leader", currentLeader.find().map(CurrentLeader::words).orElse(null));
      status.put("run", runs.current().orElse(null));
    } catch (DataAccessException | SQLException e) {
      status.put("fault", "PostgreSQL cannot be asked: " + Faults.text(e));
    }
    return status;
  }

  private static Map<String, Object> queue(Map<String, Object> row) {
    Map<String, Object> queue = new LinkedHashMap<>();
    for (String name : List.of("pending", "processing", "failed")) {
      queue.put(name, row.get(name));
    }
    return queue;
  }

  private double rate() {
    Long completed =
        jdbc.queryForObject(
            """
            SELECT count(*) FROM neo4j_sync_queue
             WHERE status = 'completed' AND processed_at > clock_timestamp() - make_interval(secs => ?)""",
            Long.class,
            RATE_SECONDS);
    return completed == null ? 0 : (double) completed / RATE_SECONDS;
  }

  private Map<String, Object> instance() {
    Map<String, Object> instance = new LinkedHashMap<>();
    instance.put("leads", leadership.isLeading());
    instance.put("epoch", leadership.isLeading() ? leadership.epoch() : null);
    instance.put("fault", leadership.fault().orElse(null));
    outages
        .current()
        .ifPresent(
            pause -> {
              instance.put("pausedSince", pause.since().toString());
              instance.put("pausedBecause", pause.reason());
            });
    return instance;
  }
}
