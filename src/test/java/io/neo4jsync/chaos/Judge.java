package io.neo4jsync.chaos;

import io.neo4jsync.testing.Oracle;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** When all is healthy again: waits until nothing is left to be done, then looks for any fault. */
final class Judge {

  /**
   * What the injected faults explain. Camel stops the first step of a route behind master: when the
   * lead is lost; a timer that fires at that moment finds it stopped, and does nothing.
   */
  private static final Pattern EXPLAINED =
      Pattern.compile(
          "deadletter .*("
              + Routes.STEP
              + "|chaos|payload is (string|array), not)"
              + "|SafeRouteReload .*Edited routes refused"
              + "|PostgreSQL failed while|the columns of \\w+ cannot be read"
              + "|TimerConsumer .*SendProcessor has not been started: direct://empty-queue");

  private static final Pattern BUG =
      Pattern.compile(
          " ERROR |NullPointerException|IllegalState|IllegalArgument|ClassCast|IndexOutOfBounds"
              + "|ConcurrentModification|UnsupportedOperation|NoSuchElement|StackOverflow"
              + "|OutOfMemory|NoClassDefFound|NoSuchMethod|ClassNotFound|^\\s+at ");

  private static final Duration LIMIT = Duration.ofMinutes(6);

  private final Cluster cluster;
  private final Audit audit;
  private final Oracle oracle;
  private final int[] linesSeen;

  Judge(Cluster cluster, Audit audit) {
    this.cluster = cluster;
    this.audit = audit;
    this.oracle = new Oracle(cluster.postgres().jdbcUrl(), cluster.neo4j().driver());
    this.linesSeen = new int[cluster.instances().size()];
  }

  /** Resets failed rows as an operator does, until none is left and nothing is under way. */
  void awaitQuiet() throws Exception {
    cluster.routes().repairAll();
    for (Instance instance : cluster.instances()) {
      instance.heal();
    }
    cluster.awaitReady();
    try {
      Awaitility.await("queue and runs are done")
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(500))
          .until(this::isQuiet);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("the sync does not come to rest: " + audit.problems(), e);
    }
  }

  private boolean isQuiet() throws SQLException, IOException {
    boolean poisoned = !audit.removePoison();
    long open =
        cluster.number(
            """
            SELECT (SELECT count(*) FROM neo4j_sync_queue WHERE status IN ('pending', 'processing'))
                 + (SELECT count(*) FROM neo4j_sync_run WHERE finished_at IS NULL)""");
    if (open > 0 || poisoned) {
      return false;
    }
    if (cluster.number("SELECT count(*) FROM neo4j_sync_queue WHERE status = 'failed'") == 0) {
      return true;
    }
    cluster.sql("UPDATE neo4j_sync_queue SET status = 'pending' WHERE status = 'failed'");
    return false;
  }

  /** Everything that is not as it must be; empty when all is well. */
  List<String> problems() throws SQLException {
    List<String> problems = new ArrayList<>(audit.problems());
    String difference = oracle.difference();
    if (!difference.isEmpty()) {
      problems.add("the graph differs from the source\n" + difference);
    }
    for (int i = 0; i < linesSeen.length; i++) {
      InstanceLogs logs = cluster.instances().get(i).logs();
      List<InstanceLogs.Line> lines = logs.after(linesSeen[i]);
      linesSeen[i] += lines.size();
      lines.stream()
          .filter(line -> BUG.matcher(line.text()).find())
          .filter(line -> !EXPLAINED.matcher(line.text()).find())
          .limit(20)
          .forEach(line -> problems.add(line.file().getFileName() + ": " + line.text()));
    }
    return problems;
  }

  Oracle.Counts counts() {
    return oracle.counts();
  }
}
