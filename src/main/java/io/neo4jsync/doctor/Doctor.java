package io.neo4jsync.doctor;

import com.zaxxer.hikari.HikariDataSource;
import io.neo4jsync.app.Databases;
import io.neo4jsync.app.SyncParts;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.settings.Settings;
import io.neo4jsync.settings.SettingsException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Looks at everything the sync needs, from settings to clocks; changes nothing. */
public final class Doctor {

  /** Reading files does not hang, but may take its time on a busy machine. */
  private static final Duration ROUTES = Duration.ofMinutes(1);

  private final Map<String, String> environment;
  private final Map<String, String> overrides;
  private final Path folder;
  private final Limits limits;
  private final Findings findings;

  /**
   * @param environment variables, such as {@code POSTGRES_URL}
   * @param overrides settings by key, which win
   * @param folder where the file of settings would be
   * @param listener is told each finding as it comes
   */
  public Doctor(
      Map<String, String> environment,
      Map<String, String> overrides,
      Path folder,
      Limits limits,
      Consumer<Finding> listener) {
    this.environment = environment;
    this.overrides = overrides;
    this.folder = folder;
    this.limits = limits;
    this.findings = new Findings(listener);
  }

  /**
   * From when on something is told.
   *
   * @param age of a transaction
   * @param difference between clocks
   * @param patience with a check that does not end
   * @param here the clock of this host
   */
  public record Limits(Duration age, Duration difference, Duration patience, InstantSource here) {

    public static final Limits USUAL =
        new Limits(
            Duration.ofMinutes(15),
            Duration.ofSeconds(2),
            Duration.ofSeconds(15),
            InstantSource.system());
  }

  /** Everything that was looked at, in order; one thing at fault does not end the others. */
  public List<Finding> look() {
    findings.ok(
        "Java",
        "%s of %s, heap up to %d MB"
            .formatted(
                Runtime.version(),
                System.getProperty("java.vendor"),
                Runtime.getRuntime().maxMemory() >> 20));
    SettingsChecks settings = new SettingsChecks(environment, overrides, folder);
    try {
      look(settings);
    } catch (SettingsException e) {
      findings.failed("settings", e.getMessage());
      findings.skipped("all else", "the settings cannot be read");
    }
    return findings.all();
  }

  private void look(SettingsChecks checks) {
    Settings settings = checks.settings();
    HikariDataSource pool = Databases.postgresInShort(settings);
    SyncParts parts;
    try {
      parts = new SyncParts(settings, pool);
    } catch (RuntimeException e) {
      pool.close();
      // an address that only the driver finds fault with
      checks.report(findings);
      findings.failed("settings", String.valueOf(e.getMessage()), "correct the addresses");
      findings.skipped("all else", "the settings cannot be used");
      return;
    }
    try {
      Findings routes = new Findings();
      // building the routes reads the rest of the settings
      Optional<Mappings> mappings =
          routes.run("route files", ROUTES, found -> RouteChecks.look(parts, found));
      Findings access = new Findings();
      access.look("access", limits.patience(), found -> AccessChecks.look(settings, found));
      checks.report(findings);
      findings.addAll(routes);
      findings.addAll(access);
      look(parts, checks, mappings);
    } finally {
      new Findings().look("closing", limits.patience(), found -> parts.close());
    }
  }

  private void look(SyncParts parts, SettingsChecks checks, Optional<Mappings> mappings) {
    boolean postgres = false;
    if (checks.areGood("postgres.url", "postgres.user", "postgres.password.file")) {
      postgres =
          findings
              .run(
                  "PostgreSQL",
                  limits.patience(),
                  found -> PostgresChecks.reach(parts.settings(), found))
              .isPresent();
    } else {
      findings.skipped("PostgreSQL", "its settings are at fault");
    }
    boolean queue = false;
    if (postgres) {
      PostgresChecks server = new PostgresChecks(parts.postgres());
      findings.look("PostgreSQL version", limits.patience(), server::server);
      QueueChecks checksOfQueue = new QueueChecks(parts);
      queue = findings.run("queue", limits.patience(), checksOfQueue::installed).isPresent();
      if (queue) {
        findings.look("privileges", limits.patience(), checksOfQueue::privileges);
        mappings.ifPresent(
            m ->
                findings.look(
                    "tables", limits.patience(), found -> checksOfQueue.tables(m, found)));
        findings.look(
            "session_replication_role", limits.patience(), checksOfQueue::replicationRole);
        findings.look("leader", limits.patience(), checksOfQueue::leader);
      } else {
        findings.skipped("privileges, tables, leader", "the queue is not there");
      }
      VacuumChecks vacuum = new VacuumChecks(parts.postgres(), limits.age());
      findings.look("old transactions", limits.patience(), vacuum::transactions);
      findings.look("prepared transactions", limits.patience(), vacuum::prepared);
      findings.look("replication slots", limits.patience(), vacuum::slots);
      findings.look("autovacuum", limits.patience(), vacuum::autovacuum);
    } else {
      findings.skipped("queue, privileges, tables, leader, vacuum", "PostgreSQL cannot be used");
    }
    boolean neo4j = false;
    Neo4jChecks graph = new Neo4jChecks(parts);
    if (checks.areGood("neo4j.uri", "neo4j.user", "neo4j.password.file", "neo4j.database")) {
      neo4j = findings.run("Neo4j", limits.patience(), graph::reach).isPresent();
    } else {
      findings.skipped("Neo4j", "its settings are at fault");
    }
    if (neo4j) {
      findings.look("Neo4j version", limits.patience(), graph::version);
      mappings.ifPresent(
          m -> findings.look("constraints", limits.patience(), found -> graph.schema(m, found)));
      findings.look("writing to Neo4j", limits.patience(), graph::write);
      if (queue) {
        findings.look("epoch", limits.patience(), graph::epoch);
      }
    } else {
      findings.skipped("constraints, writing to Neo4j", "Neo4j cannot be used");
    }
    ClockChecks clocks = new ClockChecks(parts, limits);
    if (postgres) {
      findings.look("clock of PostgreSQL", limits.patience(), clocks::postgres);
    }
    if (neo4j) {
      findings.look("clock of Neo4j", limits.patience(), clocks::neo4j);
    }
    findings.look("ports", limits.patience(), found -> PortChecks.look(parts.settings(), found));
  }
}
