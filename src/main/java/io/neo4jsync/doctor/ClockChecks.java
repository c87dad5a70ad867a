package io.neo4jsync.doctor;

import io.neo4jsync.app.SyncParts;
import io.neo4jsync.doctor.Doctor.Limits;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.springframework.jdbc.core.JdbcTemplate;

/** How far the clocks of the servers are from that of this host. */
final class ClockChecks {

  private static final String POSTGRES =
      "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint";

  private final SyncParts parts;
  private final Limits limits;

  ClockChecks(SyncParts parts, Limits limits) {
    this.parts = parts;
    this.limits = limits;
  }

  void postgres(Findings findings) {
    JdbcTemplate jdbc = new JdbcTemplate(parts.postgres());
    compare(
        "PostgreSQL",
        findings,
        () -> {
          Long millis = jdbc.queryForObject(POSTGRES, Long.class);
          return millis == null ? 0 : millis;
        });
  }

  void neo4j(Findings findings) {
    try (Session session = parts.driver().session(SessionConfig.forDatabase(parts.database()))) {
      compare(
          "Neo4j",
          findings,
          () ->
              session
                  .run("RETURN datetime.realtime().epochMillis AS millis")
                  .single()
                  .get("millis")
                  .asLong());
    }
  }

  private void compare(String server, Findings findings, LongSupplier clock) {
    // once for nothing: the first answer may have to wait for a connection or a plan
    clock.getAsLong();
    long asked = limits.here().millis();
    long there = clock.getAsLong();
    long answered = limits.here().millis();
    double seconds = (there - (asked + answered) / 2.0) / 1000;
    double unsure = (answered - asked) / 2000.0;
    String text =
        String.format(
            Locale.ROOT,
            "%.1f s %s that of this host",
            Math.abs(seconds),
            seconds < 0 ? "behind" : "ahead of");
    if (Math.abs(seconds) - unsure > limits.difference().toMillis() / 1000.0) {
      findings.warning(
          "clock of " + server,
          text + ", so ages and times that are shown do not fit together",
          "let all hosts keep time by NTP");
    } else {
      findings.ok("clock of " + server, text);
    }
  }
}
