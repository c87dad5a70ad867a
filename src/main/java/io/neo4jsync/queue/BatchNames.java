package io.neo4jsync.queue;

import java.util.List;
import java.util.Map;
import org.slf4j.MDC;

/** Names batches, and puts the name on every line that is logged about one. */
public final class BatchNames {

  private static final String KEY = "batch";

  /**
   * The name of the batch that has just been claimed: the writer's epoch and the first event's
   * {@code seq}. None if nothing was claimed.
   */
  public String name(List<Map<String, Object>> rows, long epoch) {
    if (rows.isEmpty()) {
      MDC.remove(KEY);
      return "";
    }
    String name = epoch + "-" + rows.get(0).get("seq");
    MDC.put(KEY, name);
    return name;
  }
}
