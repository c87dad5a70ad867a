package io.neo4jsync.insights;

import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is computed by itself: the whole graph, or what one tenant sees. What a step answers is a
 * parameter of the steps after it.
 */
public final class JobScope {

  /** The whole graph's. */
  static final String ALL = "all";

  private static final List<String> TOLD =
      List.of("roles", "jobs", "relationships", "communities", "modularity", "islands");

  private final String name;
  private final boolean whole;
  private final Map<String, Object> parameters = new HashMap<>();
  private long begin;
  private double seconds;
  private String fault;

  private JobScope(boolean whole, String scope, String name, ZonedDateTime at) {
    this.name = name;
    this.whole = whole;
    parameters.put("scope", scope);
    parameters.put("everything", whole);
    parameters.put("tenants", whole ? List.of() : List.of(scope));
    parameters.put("at", at);
    // what stays so where there is nothing to compute it from
    parameters.put("scale", 1.0);
    parameters.put("communities", 0L);
    parameters.put("modularity", null);
    parameters.put("islands", 0L);
    parameters.put("similar_roles", 0L);
    parameters.put("similar_jobs", 0L);
  }

  static JobScope ofEverything(ZonedDateTime at) {
    return new JobScope(true, ALL, "the whole graph", at);
  }

  static JobScope ofTenant(String tenant, String name, ZonedDateTime at) {
    return new JobScope(false, tenant, "tenant " + (name == null ? tenant : name), at);
  }

  /** For people. */
  public String getName() {
    return name;
  }

  /** Whether this is the whole graph. */
  public boolean isWhole() {
    return whole;
  }

  /** How many nodes there are, once they are counted. */
  public long getNodes() {
    return number("nodes");
  }

  /** How many of them are roles and jobs. */
  public long getWorkers() {
    return number("roles") + number("jobs");
  }

  /** How many of them are roles. */
  public long getRoles() {
    return number("roles");
  }

  /** How many of them are jobs. */
  public long getJobs() {
    return number("jobs");
  }

  private long number(String answer) {
    return parameters.get(answer) instanceof Long number ? number : 0;
  }

  void begin() {
    begin = System.nanoTime();
  }

  void end() {
    seconds = (System.nanoTime() - begin) / 1e9;
  }

  void failed(String reason) {
    fault = reason;
  }

  /** Why there are no new results; null when there are. */
  public String fault() {
    return fault;
  }

  Map<String, Object> parameters() {
    Map<String, Object> all = new HashMap<>(parameters);
    all.put("seconds", (System.nanoTime() - begin) / 1e9);
    return all;
  }

  void answered(Map<String, Object> answer) {
    parameters.putAll(answer);
  }

  /** What came of it, by name; with {@code fault} instead of results where it failed. */
  public Map<String, Object> report() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("scope", parameters.get("scope"));
    report.put("name", name);
    report.put("seconds", seconds);
    if (fault == null) {
      TOLD.forEach(told -> report.put(told, parameters.get(told)));
      report.put("similarities", number("similar_roles") + number("similar_jobs"));
    } else {
      report.put("fault", fault);
    }
    return report;
  }
}
