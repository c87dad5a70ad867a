package io.neo4jsync.insights;

import io.neo4jsync.leader.LockSessions;
import io.neo4jsync.mapping.MappingRegistry;
import io.neo4jsync.queue.Faults;
import io.neo4jsync.settings.Settings;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the routes of the jobs call: the run, its scopes, and their steps, a Cypher file each. */
public final class InsightJobs {

  private static final Logger LOG = LoggerFactory.getLogger(InsightJobs.class);
  private static final long MEGABYTE = 1 << 20;

  private final JobSettings settings;
  private final LockSessions sessions;
  private final JobCypher cypher;
  private final FullSyncs fullSyncs;
  private final AtomicReference<String> told = new AtomicReference<>();

  /**
   * @param driver of a user who may write, and run the procedures of GDS
   * @param postgres where full syncs are noted
   * @param sessions opens connections that keep their session, for the lock
   */
  public InsightJobs(
      Settings settings,
      Driver driver,
      DataSource postgres,
      LockSessions sessions,
      MappingRegistry mappings) {
    this.settings = JobSettings.of(settings);
    this.sessions = sessions;
    cypher =
        new JobCypher(
            driver,
            settings.required("neo4j.database"),
            mappings,
            settings.required("sync.tenant.column"),
            this.settings.folder(),
            this.settings.timeout());
    fullSyncs = new FullSyncs(postgres, cypher);
  }

  /** Whether a full sync of everything has come to its end since the last run. */
  public boolean isDueAfterFullSync() {
    return fullSyncs.isNewOne();
  }

  /**
   * Takes the lock and finds out what is to be computed.
   *
   * @throws InsightException when a run is under way elsewhere, or Neo4j has no GDS
   */
  public JobRun begin() {
    JobLock lock = JobLock.take(sessions, settings.cluster());
    try {
      ZonedDateTime at = ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS);
      String version = cypher.run("gds-version", Map.of()).get(0).get(0).asString();
      Map<String, Object> all = new HashMap<>();
      all.put("gds_version", version);
      all.put("full_sync", fullSyncs.newest());
      all.put("graph", "neo4j-sync insights " + settings.cluster());
      all.put("sample", settings.sample());
      all.put("similar", settings.similar());
      all.put("least", settings.least());
      List<JobScope> scopes = new ArrayList<>();
      scopes.add(JobScope.ofEverything(at));
      for (Record tenant : cypher.run("list-tenants", Map.of())) {
        scopes.add(
            JobScope.ofTenant(
                tenant.get("tenant").asString(), tenant.get("name").asString(null), at));
      }
      scopes.forEach(scope -> scope.answered(all));
      // a process that died may have left one
      run("drop-projection", scopes.get(0));
      return new JobRun(at, version, List.copyOf(scopes), lock);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** The scope's turn has come; others have not been let in meanwhile. */
  public JobScope enter(JobRun run, JobScope scope) {
    scope.begin();
    run.lock().requireHeld();
    return scope;
  }

  /** Runs a step, {@code <step>.cypher}; its columns become parameters of the later steps. */
  public Map<String, Object> run(String step, JobScope scope) {
    List<Record> records = cypher.run(step, scope.parameters());
    Map<String, Object> answer = records.isEmpty() ? Map.of() : records.get(0).asMap();
    scope.answered(answer);
    return answer;
  }

  /** Runs the step's file for the scope: what it writes stands on nodes or is one tenant's. */
  public Map<String, Object> runOwn(String step, JobScope scope) {
    return run(step + (scope.isWhole() ? "-on-nodes" : "-for-tenant"), scope);
  }

  /**
   * Makes sure that Neo4j has the memory for the scope.
   *
   * @throws InsightException naming needed and allowed bytes, when it has not
   */
  public Map<String, Object> weigh(JobScope scope) {
    run("count", scope);
    Map<String, Object> estimate = run("estimate", scope);
    long needed = (Long) estimate.get("bytes_needed");
    Long free = (Long) estimate.get("bytes_free");
    if (settings.megabytes().isPresent()) {
      long allowed = settings.megabytes().getAsInt() * MEGABYTE;
      require(
          scope, needed, allowed, "INSIGHTS_MEMORY_MEGABYTES allows; allow more if Neo4j has it");
    } else if (free != null) {
      require(
          scope, needed, free, "Neo4j's heap has free; give it more (server.memory.heap.max_size)");
    }
    return estimate;
  }

  private static void require(JobScope scope, long needed, long allowed, String whose) {
    if (needed > allowed) {
      throw new InsightException(
          String.format(
              Locale.ROOT,
              "%s takes up to %,d bytes of memory, more than the %,d bytes that %s",
              scope.getName(),
              needed,
              allowed,
              whose));
    }
  }

  /** Notes why the scope has no new results; those of before stay. */
  public String failed(Exchange exchange, JobScope scope) {
    String reason = Faults.root(Faults.caught(exchange)).getMessage();
    scope.failed(reason);
    return reason;
  }

  /** Drops what is projected, and ends the scope's turn. */
  public JobScope leave(JobScope scope) {
    try {
      run("drop-projection", scope);
    } catch (RuntimeException e) {
      LOG.warn("A projection may be left, which the next run drops: {}", e.getMessage());
    }
    scope.end();
    return scope;
  }

  /** Lets other runs in. */
  public JobRun end(JobRun run) {
    run.lock().close();
    return run;
  }

  /** Logs what came of a run that nobody waits for. */
  public JobRun tell(JobRun run) {
    told.set(null);
    for (JobScope scope : run.getScopes()) {
      if (scope.fault() == null) {
        LOG.info("Insights of {}: {}", scope.getName(), scope.report());
      } else {
        LOG.warn("No new insights of {}: {}", scope.getName(), scope.fault());
      }
    }
    return run;
  }

  /** Logs why there was no run; what stays so until somebody does something only once. */
  public String tellFault(Exchange exchange) {
    Throwable fault = Faults.root(Faults.caught(exchange));
    String message = String.valueOf(fault.getMessage());
    if (!(fault instanceof InsightException known)) {
      LOG.warn("The insights could not be computed: {}", message);
    } else if (!known.isLasting() || !message.equals(told.getAndSet(message))) {
      LOG.info("The insights were not computed: {}", message);
    }
    return message;
  }
}
