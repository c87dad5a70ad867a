package io.neo4jsync.api;

import io.neo4jsync.mapping.MappingRegistry;
import io.neo4jsync.queue.Faults;
import io.neo4jsync.verify.Verifications;
import io.vertx.ext.auth.User;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares source and graph, one comparison at a time, and tells what was found. */
public final class VerifyView {

  private static final Logger LOG = LoggerFactory.getLogger("io.neo4jsync.api");
  private static final int SHOWN = 10;

  /**
   * Compares a table, or all of them if it is null, and keeps the report. Ends with a {@link
   * CancellationException} soon after the report is unwanted.
   */
  @FunctionalInterface
  public interface Comparison {
    void of(String table, BooleanSupplier unwanted) throws Exception;
  }

  /** A comparison that is under way. */
  private static final class UnderWay {
    private final String requester;
    private volatile String stoppedBy;

    UnderWay(String requester) {
      this.requester = requester;
    }

    boolean stopped() {
      return stoppedBy != null;
    }
  }

  private final Verifications verifications;
  private final MappingRegistry mappings;
  private final Comparison comparison;
  private final AtomicReference<UnderWay> underWay = new AtomicReference<>();
  private volatile String lastFault;

  public VerifyView(Verifications verifications, MappingRegistry mappings, Comparison comparison) {
    this.verifications = verifications;
    this.mappings = mappings;
    this.comparison = comparison;
  }

  /**
   * The newest reports; whether a comparison is under way on this instance, who asked for it, and
   * whether it has been asked to stop; and how the last one here has ended, if not with a report.
   */
  public Map<String, Object> reports() {
    UnderWay now = underWay.get();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("running", now != null);
    answer.put("stopping", now != null && now.stopped());
    answer.put("requestedBy", now == null ? null : now.requester);
    answer.put("fault", lastFault);
    answer.put(
        "verifications", verifications.latest(SHOWN).stream().map(VerifyView::readable).toList());
    return answer;
  }

  /** Begins one. */
  public Map<String, Object> begin(@Body String body, @Header(Requester.HEADER) User user) {
    Fields fields = Fields.of(body);
    fields.allow("entity");
    String table = fields.table("entity", mappings);
    UnderWay begun = new UnderWay(Requester.name(user));
    if (!underWay.compareAndSet(null, begun)) {
      throw new RequestException(409, "a comparison is under way already");
    }
    Thread thread = new Thread(() -> compare(table, begun), "verify");
    thread.setDaemon(true);
    thread.start();
    return Map.of("running", true);
  }

  /** Asks the one under way to stop before its next page; its report is not kept. */
  public Map<String, Object> cancel(@Header(Requester.HEADER) User user) {
    UnderWay now = underWay.get();
    if (now == null) {
      throw RequestException.notFound(
          "no comparison is under way on this instance; one that another instance was asked for stops there");
    }
    now.stoppedBy = Requester.name(user);
    return reports();
  }

  private void compare(String table, UnderWay begun) {
    try {
      lastFault = null;
      comparison.of(table, begun::stopped);
    } catch (CancellationException e) {
      lastFault = "stopped by " + begun.stoppedBy;
      LOG.info("The comparison that {} has asked for was {}", begun.requester, lastFault);
    } catch (Exception e) {
      lastFault = Faults.text(e);
      LOG.warn("The comparison that {} has asked for has ended: {}", begun.requester, lastFault);
    } finally {
      underWay.set(null);
    }
  }

  private static Map<String, Object> readable(Map<String, Object> row) {
    return JsonColumn.read(row, "found");
  }
}
