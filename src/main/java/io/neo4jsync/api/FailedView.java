package io.neo4jsync.api;

import io.neo4jsync.queue.FailedEvents;
import io.neo4jsync.queue.FailedEvents.Filter;
import io.vertx.ext.auth.User;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The failed events: which, why, and back with them. */
public final class FailedView {

  private static final Logger LOG = LoggerFactory.getLogger("io.neo4jsync.api");
  private static final int PAGE = 50;
  private static final int LARGEST_PAGE = 500;

  private final FailedEvents events;

  public FailedView(FailedEvents events) {
    this.events = events;
  }

  /** A page of them, the newest first; {@code next} is what {@code before} takes for the next. */
  public Map<String, Object> list(
      @Header("entity") String entity,
      @Header("reason") String reason,
      @Header("before") Long before,
      @Header("limit") Integer limit) {
    int size = Limits.page(limit, PAGE, LARGEST_PAGE);
    Filter filter = new Filter(entity, null, reason, null, null, null);
    List<Map<String, Object>> page = events.list(filter, before == null ? 0 : before, size);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("failed", page);
    answer.put("total", events.count(filter));
    answer.put("next", page.size() < size ? null : page.get(size - 1).get("seq"));
    return answer;
  }

  /** By reason, the most frequent first. */
  public Map<String, Object> reasons() {
    return Map.of("reasons", events.reasons());
  }

  /** The row that one of them carries; values of columns that hold secrets are masked. */
  public Map<String, Object> payload(@Header("id") String id) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("id", id);
    answer.put(
        "payload",
        events
            .payload(id)
            .map(Masking::row)
            .orElseThrow(
                () ->
                    RequestException.notFound(
                        "there is no failed event " + id + " that carries its row")));
    return answer;
  }

  /** Puts those that the body names back into the queue. */
  public Map<String, Object> retry(@Body String body, @Header(Requester.HEADER) User user) {
    Fields fields = Fields.of(body);
    Filter filter = filter(fields);
    if (fields.flag("dryRun")) {
      return Map.of("wouldRetry", events.count(filter));
    }
    int retried = events.retry(filter);
    LOG.info("{} failed events put back into the queue by {}", retried, Requester.name(user));
    return Map.of("retried", retried);
  }

  private static Filter filter(Fields fields) {
    fields.allow("entity", "ids", "reason", "changedBefore", "changedAfter", "limit", "dryRun");
    return new Filter(
        fields.text("entity"),
        fields.texts("ids"),
        fields.text("reason"),
        moment(fields.text("changedBefore")),
        moment(fields.text("changedAfter")),
        fields.number("limit"));
  }

  private static Instant moment(String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw RequestException.wrong("'" + text + "' is no moment such as 2026-01-31T12:00:00Z");
    }
  }
}
