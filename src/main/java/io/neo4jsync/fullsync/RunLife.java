package io.neo4jsync.fullsync;

import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.source.SourceException;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a run begins and how it ends. */
final class RunLife {

  private static final Logger LOG = LoggerFactory.getLogger(FullSync.class);

  private final RunSource source;
  private final RunStore store;

  RunLife(RunSource source) {
    this.source = source;
    this.store = source.store();
  }

  /** Works out what the run is to do; false if it can do nothing, and has failed. */
  boolean start(SyncRun run, RunPlan plan, Mappings mappings) throws SQLException {
    try {
      source.prepare(run, plan, mappings);
    } catch (SourceException e) {
      run.note(e.getMessage());
      finish(run, "failed");
      return false;
    }
    run.go(plan.steps().get(0));
    store.save(run);
    return true;
  }

  void cancel(SyncRun run, String worker, long epoch) {
    if (run.isPending()) {
      store.cancelPending(run);
      return;
    }
    store.begin(run, worker, epoch);
    finish(run, "cancelled");
  }

  /** Ends the run once the queue has finished what the run handed to it. */
  void settle(SyncRun run) throws SQLException {
    if (source.events().unfinishedOf(run.id) > 0) {
      store.save(run);
      return;
    }
    run.failed = source.events().failedOf(run.id);
    finish(run, run.error == null ? "completed" : "failed");
  }

  void finish(SyncRun run, String state) {
    run.state = state;
    store.save(run);
    store.forgetShared(run.id);
    if (run.error == null) {
      LOG.info("{} {}: {}", run, state, run.summary());
    } else {
      LOG.error("{} {}: {}\n{}", run, state, run.summary(), run.error);
    }
  }
}
