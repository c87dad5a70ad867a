package io.neo4jsync.testing;

import io.neo4jsync.fullsync.RunScope;
import io.neo4jsync.fullsync.Runs;
import io.neo4jsync.fullsync.Runs.Request;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** Asks a running sync for full syncs, as the command does. */
public final class FullSyncs {

  private final Runs runs;

  public FullSyncs(RunningSync sync) {
    runs = new Runs(sync.parts().postgres(), sync.parts().settings().required("sync.cluster"));
  }

  /** Waits for the end of a run; returns its columns. */
  public Map<String, Object> run(RunScope scope) {
    return run(scope, false);
  }

  public Map<String, Object> run(RunScope scope, boolean allowPrune) {
    return await(request(new Request(scope, false, allowPrune, 0, "test")));
  }

  public long request(Request request) {
    return runs.request(request).id();
  }

  public Map<String, Object> await(long id) {
    Awaitility.await("run " + id)
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> runs.status(id).get("finished_at") != null);
    return runs.status(id);
  }

  public Runs runs() {
    return runs;
  }
}
