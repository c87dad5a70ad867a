package io.neo4jsync.api;

import io.neo4jsync.mapping.MappingRegistry;
import io.neo4jsync.queue.Faults;
import io.neo4jsync.verify.Verifications;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares source and graph, one comparison at a time, and tells what was found. */
public final class VerifyView {

  private static final Logger LOG = LoggerFactory.getLogger("io.neo4jsync.api");
  private static final int SHOWN = 10;

  /** Compares a table, or all of them if it is null, and keeps the report. */
  @FunctionalInterface
  public interface Comparison {
    void of(String table) throws Exception;
  }

  private final Verifications verifications;
  private final MappingRegistry mappings;
  private final Comparison comparison;
  private final AtomicReference<Thread> underWay = new AtomicReference<>();
  private volatile String lastFault;

  public VerifyView(Verifications verifications, MappingRegistry mappings, Comparison comparison) {
    this.verifications = verifications;
    this.mappings = mappings;
    this.comparison = comparison;
  }

  /** The newest reports, and whether a comparison is under way on this instance. */
  public Map<String, Object> reports() {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("running", underWay.get() != null);
    answer.put("fault", lastFault);
    answer.put(
        "verifications", verifications.latest(SHOWN).stream().map(VerifyView::readable).toList());
    return answer;
  }

  /** Begins one. */
  public Map<String, Object> begin(@Body Map<String, Object> body) {
    Fields fields = new Fields(body);
    fields.allow("entity");
    String table = fields.table("entity", mappings);
    Thread thread = new Thread(() -> compare(table), "verify");
    thread.setDaemon(true);
    if (!underWay.compareAndSet(null, thread)) {
      throw new RequestException(409, "a comparison is under way already");
    }
    thread.start();
    return Map.of("running", true);
  }

  private void compare(String table) {
    try {
      lastFault = null;
      comparison.of(table);
    } catch (Exception e) {
      lastFault = Faults.text(e);
      LOG.warn("A comparison asked for by the API has ended: {}", lastFault);
    } finally {
      underWay.set(null);
    }
  }

  private static Map<String, Object> readable(Map<String, Object> row) {
    return JsonColumn.read(row, "found");
  }
}
