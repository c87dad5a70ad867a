package io.neo4jsync.cli;

import io.neo4jsync.app.SyncApplication;
import io.neo4jsync.app.SyncParts;
import io.neo4jsync.fullsync.Runs;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.main.Main;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;

/**
 * Follows a run to its end. This process takes part like any other instance: it does the work
 * itself if no other one leads, and takes over if the leader dies.
 */
final class RunFollower {

  /** Settings of a process that only lives as long as its run. */
  static final Map<String, String> OVERRIDES =
      // the ports may belong to an instance that runs beside the command
      Map.of(
          "camel.management.enabled",
          "false",
          "camel.server.enabled",
          "false",
          "sync.full.cron",
          "",
          "insights.cron",
          "",
          "insights.after.full.sync",
          "false");

  private static final long LOOK_MILLIS = 200;
  private static final long STOP_SECONDS = 30;

  private final SyncParts parts;
  private final Runs runs;

  RunFollower(SyncParts parts, Runs runs) {
    this.parts = parts;
    this.runs = runs;
  }

  /** Returns the run's columns once it is over. */
  Map<String, Object> follow(long run, RunProgress progress) throws Exception {
    Main main = SyncApplication.main(parts);
    CountDownLatch over = new CountDownLatch(1);
    Thread onSignal = new Thread(() -> stop(run, over, progress), "stop-run");
    // before the start: another instance may be at work on the run already
    Runtime.getRuntime().addShutdownHook(onSignal);
    try {
      main.start();
      Map<String, Object> status = runs.status(run);
      while (status.get("finished_at") == null) {
        progress.show(status);
        Thread.sleep(LOOK_MILLIS);
        status = look(run, status);
      }
      return status;
    } finally {
      progress.end();
      main.stop();
      over.countDown();
      removeHook(onSignal);
    }
  }

  /** The run's columns; those of before while PostgreSQL does not answer. */
  private Map<String, Object> look(long run, Map<String, Object> before) {
    try {
      return runs.status(run);
    } catch (TransientDataAccessException | DataAccessResourceFailureException e) {
      return before;
    }
  }

  private void stop(long run, CountDownLatch over, RunProgress progress) {
    progress.end();
    progress.say("stopping run " + run + " after the chunk under way");
    runs.cancel(run);
    try {
      if (!over.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        progress.say("run " + run + " has not stopped yet; the leader stops it as soon as it can");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the signal has come, and the hook is what waits for us
    }
  }
}
