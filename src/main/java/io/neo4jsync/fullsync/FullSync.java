package io.neo4jsync.fullsync;

import io.neo4jsync.fullsync.RunStep.Kind;
import io.neo4jsync.graph.GraphBatch;
import io.neo4jsync.mapping.MappingException;
import io.neo4jsync.mapping.MappingRegistry;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.queue.BadRowsException;
import io.neo4jsync.queue.Change;
import io.neo4jsync.queue.ChangeBatch;
import io.neo4jsync.queue.Faults;
import io.neo4jsync.source.SourceException;
import io.neo4jsync.value.ValueException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Advances the run that is requested or under way, chunk by chunk, on the leader and in the thread
 * that takes from the queue. A chunk is read while the one before is written, and how far the run
 * has come is saved after each, so the next leader goes on where the last one came to.
 */
public final class FullSync {

  private static final Logger LOG = LoggerFactory.getLogger(FullSync.class);

  /** Full batches of the queue that go before a chunk. */
  private static final int BATCHES_FIRST = 10;

  private static final long LOOK_NANOS = 200_000_000;

  /** So long a run may only read before changes get their turn. */
  private static final long READ_NANOS = 50_000_000;

  private final RunStore store;
  private final MappingRegistry mappings;
  private final RunSource source;
  private final RunLife life;
  private final RunSettings settings;

  private int batches;

  /** The run as it was found when a chunk was last due. */
  private SyncRun due;

  /** The step whose last chunk the graph had nothing of, so that the next is written unseen. */
  private RunStep newSoFar;

  /** Whether the last chunk was read while the one before was being written. */
  private boolean readAhead;

  /** Whether the last chunk that was written has queued events. */
  private boolean queueFirst;

  /** The mapping by which the run under way was planned; null when it is not known. */
  private Mappings planned;

  private long lookAfter = System.nanoTime();

  public FullSync(MappingRegistry mappings, RunSource source, RunSettings settings) {
    this.store = source.store();
    this.mappings = mappings;
    this.source = source;
    this.life = new RunLife(source);
    this.settings = settings;
  }

  /**
   * Whether a run is under way or waiting, and has its turn.
   *
   * @param claimed how many events the last look at the queue found
   */
  public boolean isDue(@Variable("claimed") int claimed) {
    if (claimed >= settings.batchSize() && ++batches < BATCHES_FIRST) {
      return false;
    }
    batches = 0;
    if (System.nanoTime() - lookAfter < 0) {
      return false;
    }
    due = store.current().orElse(null);
    if (due == null) {
      lookAfter = System.nanoTime() + LOOK_NANOS;
    }
    return due != null;
  }

  /**
   * Whether the end of this write must be awaited before the run's next chunk is read. Only behind
   * a chunk it need not, if nothing stops the run there. Events are unfinished until they are
   * marked completed, and a chunk would leave out their rows.
   */
  public boolean isEndAwaited(ChangeBatch written) {
    return written != null
        && !(written instanceof Chunk chunk
            && chunk.isFollowed()
            && chunk.run().id == due.id
            && chunk.run().worker.equals(due.worker)
            && !due.cancelRequested
            && planned == mappings.current());
  }

  /**
   * The next piece of work; null when there is none.
   *
   * @param written the chunk that is being written; null if there is none
   * @param worker the name of this lead
   * @param epoch the epoch of this lead
   * @throws io.neo4jsync.leader.NotLeadingException when another lead has begun since
   */
  public Chunk next(ChangeBatch written, String worker, long epoch) throws SQLException {
    readAhead = written instanceof Chunk;
    if (written instanceof Chunk before) {
      return read(before.run(), before.step(), before.cursor());
    }
    SyncRun run = store.current().orElse(null);
    Chunk chunk = run == null ? null : next(run, worker, epoch);
    if (run != null && run.isOver()) {
      planned = null;
    }
    if (chunk == null) {
      lookAfter = System.nanoTime() + LOOK_NANOS;
    }
    return chunk;
  }

  private Chunk next(SyncRun run, String worker, long epoch) throws SQLException {
    if (run.cancelRequested) {
      life.cancel(run, worker, epoch);
      return null;
    }
    RunPlan plan = plan(run);
    if (run.scope.table() != null && mappings.current().table(run.scope.table()).isEmpty()) {
      store.begin(run, worker, epoch);
      run.note("no route of the leading instance maps table " + run.scope.table());
      life.finish(run, "failed");
      return null;
    }
    if (!worker.equals(run.worker)) {
      source.lookAnew(mappings.current());
      planned = null;
      store.begin(run, worker, epoch);
      LOG.info("{} {}.", run, run.phase == null ? "begins" : "goes on with " + run.where());
    }
    if (run.phase == null && !life.start(run, plan, mappings.current())) {
      return null;
    }
    if (planned != null && planned != mappings.current()) {
      LOG.warn("{}: the routes have changed, it begins again.", run);
      source.lookAnew(mappings.current());
      run.go(plan.steps().get(0));
    }
    planned = mappings.current();
    long began = System.nanoTime();
    Chunk chunk = read(run, plan);
    while (chunk != null && !chunk.isWork() && System.nanoTime() - began < READ_NANOS) {
      chunk.note(plan);
      chunk = read(run, plan);
    }
    return chunk;
  }

  /** The next chunk; null when the run is over, or waits for the queue. */
  private Chunk read(SyncRun run, RunPlan plan) throws SQLException {
    RunStep step = plan.current(run).orElse(null);
    if (step == null) {
      LOG.warn("{}: the routes have changed, it begins again.", run);
      step = plan.steps().get(0);
      run.go(step);
    }
    if (step.kind() == Kind.SETTLE) {
      life.settle(run);
      return null;
    }
    return read(run, step, run.cursor);
  }

  private Chunk read(SyncRun run, RunStep step, List<String> after) throws SQLException {
    try {
      return source.chunk(run, step, after, mappings.current(), step.equals(newSoFar));
    } catch (SourceException | ValueException | MappingException e) {
      LOG.error("{}: {} is left out: {}", run, step.table(), e.getMessage());
      run.noteOnce(step.phase() + " " + step.table() + ": ", e.getMessage());
      return Chunk.nothing(run, step, after);
    }
  }

  /**
   * Whether the chunk was read for nothing: the one before it has to be read again, or has queued
   * events, whose rows are to be left to them no longer than necessary.
   */
  public boolean isReadInVain(Chunk chunk) {
    return !chunk.isNext() || (readAhead && queueFirst);
  }

  /** Notes that the chunk has been written; says how far the run has come. */
  public String done(Chunk chunk) {
    GraphBatch batch = chunk.graphBatch();
    queueFirst = batch != null && batch.hasQueued();
    if (batch != null && batch.isExpectedNew() && !batch.isAllNew()) {
      // the graph had something of it after all: look at it again, and compare
      newSoFar = null;
      return chunk.run().progress();
    }
    newSoFar = batch != null && batch.isAllNew() ? chunk.step() : null;
    chunk.note(plan(chunk.run()));
    store.save(chunk.run());
    return chunk.run().progress();
  }

  private RunPlan plan(SyncRun run) {
    return new RunPlan(mappings.current(), run.scope, settings.order());
  }

  /**
   * The chunk cannot be written because of some of its rows. They are handed to the queue, which
   * finds out which of them are at fault and marks those failed; the others are tried again, or go
   * with them where the guilty ones are not known. Not yet, if the chunk before is read again.
   */
  public String setAside(Exchange exchange, Chunk chunk) throws SQLException {
    Throwable fault = Faults.caught(exchange);
    SyncRun run = chunk.run();
    if (!chunk.isNext()) {
      return run.progress();
    }
    LOG.warn("{}: rows are handed to the queue: {}", chunk, fault.getMessage());
    boolean known = fault instanceof BadRowsException;
    Collection<Change> guilty =
        known ? ((BadRowsException) fault).reasons().keySet() : chunk.changes();
    if (guilty.isEmpty()) {
      run.note(chunk.step().phase() + " " + chunk.step().table() + ": " + fault.getMessage());
    }
    if (!run.dry) {
      source.events().refresh(run.id, chunk.step().table(), chunk.keys(guilty));
    }
    TableCounts counts = run.counts(chunk.step().table());
    counts.queued += guilty.size();
    if (!known || run.dry) {
      counts.read += chunk.step().isFirstLook() ? chunk.looked() : 0;
      run.processed += chunk.looked();
      (chunk.isStrays() ? Chunk.nothing(run, chunk.step()) : chunk).advance(plan(run));
    }
    store.save(run);
    return run.progress();
  }
}
