package io.neo4jsync.queue;

import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.slf4j.MDC;

/** Names batches, and puts the name on every line that is logged about one. */
public final class BatchNames {

  private static final String KEY = "batch";

  /**
   * The name of the batch that has just been claimed: the writer's epoch and the first event's
   * {@code seq}. None if nothing was claimed.
   */
  public String name(@Body List<Change> rows, @Variable("epoch") long epoch) {
    return use(rows.isEmpty() ? "" : epoch + "-" + rows.get(0).seq());
  }

  /** The name that lines carry from now on; none if it is empty. */
  public String use(@Variable("batchName") String name) {
    if (name.isEmpty()) {
      MDC.remove(KEY);
    } else {
      MDC.put(KEY, name);
    }
    return name;
  }
}
