package io.neo4jsync.fullsync;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** A run as {@code neo4j_sync_run} has it, and as the leader advances it. */
final class SyncRun {

  final long id;
  final RunScope scope;
  final boolean allowPrune;
  final int pruneAtLeast;
  final boolean dry;
  String state;
  String worker;
  boolean cancelRequested;
  String phase;
  String table;
  List<String> cursor;
  Long expected;
  long processed;
  long failed;
  String error;
  final Map<String, TableCounts> tables = new TreeMap<>();

  SyncRun(long id, RunScope scope, boolean allowPrune, int pruneAtLeast, boolean dry) {
    this.id = id;
    this.scope = scope;
    this.allowPrune = allowPrune;
    this.pruneAtLeast = pruneAtLeast;
    this.dry = dry;
  }

  TableCounts counts(String name) {
    return tables.computeIfAbsent(name, n -> new TableCounts());
  }

  /** Notes what the run could not or would not do. */
  void note(String text) {
    String line = TableCounts.clean(text);
    error = error == null ? line : error + "\n" + line;
  }

  /** The same, unless an earlier step has noted it. */
  void noteOnce(String where, String text) {
    if (error == null || !error.contains(TableCounts.clean(text))) {
      note(where + text);
    }
  }

  /** Comes to the beginning of a step. */
  void go(RunStep step) {
    phase = step.phase();
    table = step.table();
    cursor = null;
  }

  /** The step it has come to. */
  String where() {
    return phase + (table == null ? "" : " " + table);
  }

  /** How far it has come. */
  String progress() {
    return this + ": " + where() + ", " + processed + " of about " + expected;
  }

  /** What it has done. */
  String summary() {
    return "%d rows read, %d written, %d removed, %d failed"
        .formatted(
            sum(counts -> counts.read),
            sum(counts -> counts.written),
            sum(counts -> counts.pruned),
            failed);
  }

  /** Of all tables. */
  long sum(ToLongFunction<TableCounts> count) {
    return tables.values().stream().mapToLong(count).sum();
  }

  /** Whether it is neither waiting nor under way. */
  boolean isOver() {
    return !isPending() && !state.equals("running");
  }

  boolean isPending() {
    return state.equals("pending");
  }

  @Override
  public String toString() {
    return (dry ? "dry full sync " : "full sync ") + id + " (" + scope + ")";
  }
}
