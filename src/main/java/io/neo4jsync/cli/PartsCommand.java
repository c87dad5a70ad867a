package io.neo4jsync.cli;

import io.neo4jsync.app.Databases;
import io.neo4jsync.app.SyncParts;
import io.neo4jsync.settings.Settings;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that needs settings and databases. */
abstract class PartsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public final Integer call() throws Exception {
    Settings settings = Settings.load(System.getenv(), overrides());
    // before the pool sets anything on sessions that may be other people's
    Databases.lockSessions(settings).requireKept();
    try (SyncParts parts = new SyncParts(settings)) {
      return call(parts);
    } finally {
      out().flush();
    }
  }

  /** Does the work; returns the exit code. */
  abstract int call(SyncParts parts) throws Exception;

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
