package io.neo4jsync.doctor;

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

  private static final Duration LIMIT = Duration.ofSeconds(15);

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
   * @param here the clock of this host
   */
  public record Limits(Duration age, Duration difference, InstantSource here) {

    public static final Limits USUAL =
        new Limits(Duration.ofMinutes(15), Duration.ofSeconds(2), InstantSource.system());
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
    SyncParts parts;
    try {
      parts = new SyncParts(settings, Databases.postgresInShort(settings));
    } catch (RuntimeException e) {
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
          routes.run("route files", LIMIT.multipliedBy(2), found -> RouteChecks.look(parts, found));
      checks.report(findings);
      findings.addAll(routes);
      look(parts, checks, mappings);
    } finally {
      new Findings().look("closing", LIMIT, found -> parts.close());
    }
  }

  private void look(SyncParts parts, SettingsChecks checks, Optional<Mappings> mappings) {
    boolean postgres = false;
    if (checks.areGood("postgres.url", "postgres.user", "postgres.password.file")) {
      postgres =
          findings
              .run("PostgreSQL", LIMIT, found -> PostgresChecks.reach(parts.settings(), found))
              .isPresent();
    } else {
      findings.skipped("PostgreSQL", "its settings are at fault");
    }
    boolean queue = false;
    if (postgres) {
      PostgresChecks server = new PostgresChecks(parts.postgres());
      findings.look("PostgreSQL version", LIMIT, server::server);
      QueueChecks checksOfQueue = new QueueChecks(parts);
      queue = findings.run("queue", LIMIT, checksOfQueue::installed).isPresent();
      if (queue) {
        findings.look("privileges", LIMIT, checksOfQueue::privileges);
        mappings.ifPresent(
            m -> findings.look("tables", LIMIT, found -> checksOfQueue.tables(m, found)));
        findings.look("session_replication_role", LIMIT, checksOfQueue::replicationRole);
        findings.look("leader", LIMIT, checksOfQueue::leader);
      } else {
        findings.skipped("privileges, tables, leader", "the queue is not there");
      }
      VacuumChecks vacuum = new VacuumChecks(parts.postgres(), limits.age());
      findings.look("old transactions", LIMIT, vacuum::transactions);
      findings.look("prepared transactions", LIMIT, vacuum::prepared);
      findings.look("replication slots", LIMIT, vacuum::slots);
      findings.look("autovacuum", LIMIT, vacuum::autovacuum);
    } else {
      findings.skipped("queue, privileges, tables, leader, vacuum", "PostgreSQL cannot be used");
    }
    boolean neo4j = false;
    Neo4jChecks graph = new Neo4jChecks(parts);
    if (checks.areGood("neo4j.uri", "neo4j.user", "neo4j.password.file", "neo4j.database")) {
      neo4j = findings.run("Neo4j", LIMIT, graph::reach).isPresent();
    } else {
      findings.skipped("Neo4j", "its settings are at fault");
    }
    if (neo4j) {
      findings.look("Neo4j version", LIMIT, graph::version);
      mappings.ifPresent(m -> findings.look("constraints", LIMIT, found -> graph.schema(m, found)));
      findings.look("writing to Neo4j", LIMIT, graph::write);
      if (queue) {
        findings.look("epoch", LIMIT, graph::epoch);
      }
    } else {
      findings.skipped("constraints, writing to Neo4j", "Neo4j cannot be used");
    }
    ClockChecks clocks = new ClockChecks(parts, limits);
    if (postgres) {
      findings.look("clock of PostgreSQL", LIMIT, clocks::postgres);
    }
    if (neo4j) {
      findings.look("clock of Neo4j", LIMIT, clocks::neo4j);
    }
    findings.look("ports", LIMIT, found -> PortChecks.look(parts.settings(), found));
  }
}
