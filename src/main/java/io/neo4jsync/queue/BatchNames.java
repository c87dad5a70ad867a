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
    if (rows.isEmpty()) {
      MDC.remove(KEY);
      return "";
    }
    String name = epoch + "-" + rows.get(0).seq();
    MDC.put(KEY, name);
    return name;
  }
}
