package io.neo4jsync.fullsync;

import io.neo4jsync.graph.GraphBatch;
import io.neo4jsync.queue.Change;
import io.neo4jsync.queue.ChangeBatch;
import io.neo4jsync.source.Keys;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A piece of a run that is written in one Neo4j transaction: rows on their way through the routes
 * of their table, like a batch of the queue, and how far the run has come once they are written.
 */
public final class Chunk extends ChangeBatch {

  private final SyncRun run;
  private final RunStep step;
  private final GraphBatch graphBatch;
  private final Collection<List<String>> keys;
  private final List<String> after;
  private final List<String> cursor;
  private final int looked;
  private final int leftToQueue;
  private boolean mayPrune;

  /**
   * @param keys the keys of its rows
   * @param after the key up to which the step had come before it
   * @param cursor the key up to which the step has come with this chunk; null when it is done
   * @param looked how many rows the chunk stands for
   * @param leftToQueue how many of them it leaves out, because the queue has them
   */
  Chunk(
      SyncRun run,
      RunStep step,
      GraphBatch graphBatch,
      List<Change> changes,
      Collection<List<String>> keys,
      List<String> after,
      List<String> cursor,
      int looked,
      int leftToQueue) {
    super(changes);
    this.run = run;
    this.step = step;
    this.graphBatch = graphBatch;
    this.keys = keys;
    this.after = after;
    this.cursor = cursor;
    this.looked = looked;
    this.leftToQueue = leftToQueue;
  }

  /** Nothing to write, and the step is done. */
  static Chunk nothing(SyncRun run, RunStep step) {
    return nothing(run, step, run.cursor);
  }

  /** The same, behind a chunk that is not yet written. */
  static Chunk nothing(SyncRun run, RunStep step, List<String> after) {
    return new Chunk(run, step, null, List.of(), List.of(), after, null, 0, 0);
  }

  /** Says whether what a CHECK has found may be removed. */
  Chunk allowPrune(boolean may) {
    mayPrune = may;
    return this;
  }

  boolean mayPrune() {
    return mayPrune;
  }

  /** Whether it removes what no row can have made. */
  boolean isStrays() {
    return step.kind() == RunStep.Kind.STRAYS;
  }

  /**
   * Whether the run has come to where this chunk begins. One that was read ahead is not wanted when
   * the one before has to be read again.
   */
  public boolean isNext() {
    return step.isWhere(run) && Objects.equals(run.cursor, after);
  }

  /** Whether it is known where the chunk after this one begins. */
  boolean isFollowed() {
    return step.kind() == RunStep.Kind.LOAD && cursor != null;
  }

  /** Notes on the run what has been done with this chunk, and that the next one has its turn. */
  void note(RunPlan plan) {
    if (looked > 0) {
      run.counts(step.table()).add(this);
    }
    if (step.kind() == RunStep.Kind.LOAD || step.kind() == RunStep.Kind.CHECK) {
      run.processed += looked;
    }
    advance(plan);
  }

  /** The next chunk has its turn. */
  void advance(RunPlan plan) {
    run.cursor = cursor;
    if (cursor == null) {
      RunStep next = plan.after(step);
      boolean skipped = next.kind() == RunStep.Kind.PRUNE && !mayPrune;
      run.go(skipped ? plan.after(next) : next);
    }
  }

  /** Whether there is something to write. */
  public boolean isWork() {
    return graphBatch != null && (getSize() > 0 || isStrays());
  }

  SyncRun run() {
    return run;
  }

  RunStep step() {
    return step;
  }

  /** The keys of these rows of it. */
  List<List<String>> keys(Collection<Change> changes) {
    Set<String> wanted = changes.stream().map(Change::entityKey).collect(Collectors.toSet());
    return keys.stream().filter(key -> wanted.contains(Keys.entityKey(key))).toList();
  }

  List<String> cursor() {
    return cursor;
  }

  int looked() {
    return looked;
  }

  int leftToQueue() {
    return leftToQueue;
  }

  GraphBatch graphBatch() {
    return graphBatch;
  }

  @Override
  public boolean isOfEvents() {
    return false;
  }

  @Override
  public GraphBatch newGraphBatch() {
    return graphBatch;
  }

  @Override
  public String toString() {
    return run + ", " + step.phase() + " " + step.table() + ", " + getSize() + " rows";
  }
}
