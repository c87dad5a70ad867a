package io.neo4jsync.cli;

import io.neo4jsync.app.Preflight;
import io.neo4jsync.app.SyncApplication;
import io.neo4jsync.app.SyncParts;
import org.apache.camel.main.Main;
import picocli.CommandLine.Command;

@Command(name = "run", description = "Runs the live sync until it is stopped (the default).")
final class RunCommand extends PartsCommand {

  @Override
  Needs needs() {
    return Needs.POSTGRES;
  }

  @Override
  int call(SyncParts parts) throws Exception {
    Preflight.neo4jUser(parts);
    requireQueue(parts);
    Main main = SyncApplication.main(parts);
    main.run();
    return main.getExitCode();
  }
}
