package io.neo4jsync.insights;

import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One run over all scopes, as long as it holds the lock. */
public final class JobRun {

  private final ZonedDateTime at;
  private final String gdsVersion;
  private final List<JobScope> scopes;
  private final JobLock lock;

  JobRun(ZonedDateTime at, String gdsVersion, List<JobScope> scopes, JobLock lock) {
    this.at = at;
    this.gdsVersion = gdsVersion;
    this.scopes = scopes;
    this.lock = lock;
  }

  /** The whole graph, then the tenants. */
  public List<JobScope> getScopes() {
    return scopes;
  }

  JobLock lock() {
    return lock;
  }

  /** Whether every scope has new results. */
  public boolean isGood() {
    return scopes.stream().allMatch(scope -> scope.fault() == null);
  }

  /** {@code {computed_at, gds_version, good, scopes: [{…}]}}. */
  public Map<String, Object> report() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("computed_at", at.toString());
    report.put("gds_version", gdsVersion);
    report.put("good", isGood());
    report.put("scopes", scopes.stream().map(JobScope::report).toList());
    return report;
  }
}
