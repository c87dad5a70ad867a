package io.neo4jsync.cli;

import io.neo4jsync.app.Preflight;
import io.neo4jsync.app.SyncParts;
import io.neo4jsync.capture.SyncPrivileges;
import io.neo4jsync.capture.SyncPrivileges.Missing;
import io.neo4jsync.queue.QueueStatus;
import io.neo4jsync.settings.Settings;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that needs settings and databases. */
abstract class PartsCommand implements Callable<Integer> {

  /** The databases that must answer before the command begins. */
  enum Needs {
    NOTHING,
    POSTGRES,
    BOTH
  }

  private static final Logger LOG = LoggerFactory.getLogger(PartsCommand.class);

  @Spec private CommandSpec spec;

  @Override
  public final Integer call() throws Exception {
    check();
    Settings settings = Settings.load(SyncCommand.environment(spec), overrides());
    if (needs() != Needs.NOTHING) {
      // before the pool sets anything on sessions that may be other people's
      Preflight.postgres(settings);
    }
    try (SyncParts parts = new SyncParts(settings)) {
      if (needs() == Needs.BOTH) {
        Preflight.neo4j(parts);
      }
      return call(parts);
    } finally {
      out().flush();
    }
  }

  /** Refuses wrong arguments before anything else is looked at. */
  void check() {}

  /** Does the work; returns the exit code. */
  abstract int call(SyncParts parts) throws Exception;

  Needs needs() {
    return Needs.BOTH;
  }

  /**
   * Makes sure that the queue is there and that this user may run the sync, and says which tables
   * it may not read.
   */
  static QueueStatus requireQueue(SyncParts parts) throws SQLException {
    QueueStatus queue = new QueueStatus(parts.postgres());
    queue.requireInstalled();
    for (Missing missing : new SyncPrivileges(parts.postgres()).require()) {
      LOG.warn(
          "Rows cannot be read for want of {}; who may give it runs: {}",
          missing,
          missing.remedy());
    }
    return queue;
  }

  /** Settings that the command's options change. */
  Map<String, String> overrides() {
    return Map.of();
  }

  /** Refuses an argument; the command ends as wrongly used. */
  final CommandLine.ParameterException wrongUsage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
