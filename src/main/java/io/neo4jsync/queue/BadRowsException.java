package io.neo4jsync.queue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * These events can never be written as they are; the reason stands with each. Their neighbours can.
 */
public final class BadRowsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Map<Change, String> reasons;
  private final String routeId;

  public BadRowsException(Map<Change, String> reasons) {
    this(reasons, null);
  }

  private BadRowsException(Map<Change, String> reasons, String routeId) {
    super(
        reasons.entrySet().stream()
            .limit(5)
            .map(entry -> entry.getValue() + " [" + entry.getKey() + "]")
            .collect(Collectors.joining("; ")));
    this.reasons = new LinkedHashMap<>(reasons);
    this.routeId = routeId;
  }

  public BadRowsException(Change change, String reason) {
    this(Map.of(change, reason));
  }

  /** The same, found by a step of that route. */
  public BadRowsException in(String route) {
    return new BadRowsException(reasons, route);
  }

  /** The route whose step found it, if one did. */
  public Optional<String> routeId() {
    return Optional.ofNullable(routeId);
  }

  /** The events with the reason for each. */
  public Map<Change, String> reasons() {
    return reasons;
  }
}
