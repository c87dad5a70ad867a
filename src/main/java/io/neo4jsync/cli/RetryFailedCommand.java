package io.neo4jsync.cli;

import io.neo4jsync.app.SyncParts;
import io.neo4jsync.queue.QueueStatus;
import picocli.CommandLine.Command;

@Command(name = "retry-failed", description = "Puts failed events back into the queue.")
final class RetryFailedCommand extends PartsCommand {

  @Override
  Needs needs() {
    return Needs.POSTGRES;
  }

  @Override
  int call(SyncParts parts) throws Exception {
    QueueStatus queue = new QueueStatus(parts.postgres());
    queue.requireInstalled();
    out().println(queue.retryFailed() + " events are pending again");
    return 0;
  }
}
