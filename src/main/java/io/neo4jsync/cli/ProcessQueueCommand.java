package io.neo4jsync.cli;

import io.neo4jsync.app.SyncApplication;
import io.neo4jsync.app.SyncParts;
import io.neo4jsync.queue.QueueStatus;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.main.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "process-queue",
    description = {
      "Works until the queue is empty, then ends. If another instance leads, waits for it to do the work.",
      "Fails if an event could not be written."
    })
final class ProcessQueueCommand extends PartsCommand {

  private static final long LOOK_MILLIS = 100;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Events per transaction, instead of SYNC_BATCH_SIZE.")
  private Integer batchSize;

  @Override
  Map<String, String> overrides() {
    Map<String, String> overrides = new HashMap<>(RunFollower.OVERRIDES);
    if (batchSize != null) {
      overrides.put("sync.batch.size", batchSize.toString());
    }
    return overrides;
  }

  @Override
  int call(SyncParts parts) throws Exception {
    QueueStatus queue = requireQueue(parts);
    long failedBefore = queue.count("failed");
    Main main = SyncApplication.main(parts);
    main.start();
    try {
      while (!queue.isDone()) {
        Thread.sleep(LOOK_MILLIS);
      }
    } finally {
      main.stop();
    }
    long failed = queue.count("failed") - failedBefore;
    out().println(failed > 0 ? failed + " events failed; see status" : "the queue is empty");
    return failed > 0 ? SyncCommand.FAILED : 0;
  }
}
