package io.neo4jsync.queue;

import io.neo4jsync.graph.WriteFailedException;
import io.neo4jsync.mapping.MappingException;
import io.neo4jsync.source.SourceException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.util.ObjectHelper;

/** What the routes say of an exception they have caught. */
public final class Faults {

  /** A row with less JSON than this, in characters, is not what fills the memory. */
  private static final int HARMLESS = 1_000_000;

  /** The kinds of faults, for the metrics. */
  public static final List<String> KINDS =
      List.of("row", "mapping", "source", "graph", "memory", "too_large", "other");

  /** Whether dividing the batch would find out no more about its fault. */
  public boolean isOne(Exchange exchange, ChangeBatch batch) {
    return batch.isOneFault(caught(exchange));
  }

  /**
   * The reason to write on the failed rows.
   *
   * @throws IllegalStateException when memory ran out, and not because of that row
   */
  public String reason(Exchange exchange, ChangeBatch batch) {
    Throwable fault = caught(exchange);
    if (ObjectHelper.getException(OutOfMemoryError.class, fault) != null) {
      return outOfMemory(batch.changes().get(0));
    }
    if (fault instanceof BadRowsException bad && batch.isOneFault(fault)) {
      return bad.reasons().getOrDefault(batch.changes().get(0), bad.getMessage());
    }
    return fault.getMessage();
  }

  private static String outOfMemory(Change change) {
    if (change.payload() != null && change.payload().length() < HARMLESS) {
      throw new IllegalStateException(
          "out of memory, though only " + change + " was to be written, which is small");
    }
    return "memory ran out at this row alone, with a heap of %d MB: start the process with a larger one (-Xmx), then run retry-failed"
        .formatted(Runtime.getRuntime().maxMemory() >> 20);
  }

  /**
   * The route to write on the failed rows: the one whose step failed, else the one that was
   * running.
   */
  public String route(Exchange exchange) {
    Throwable caught = caught(exchange);
    if (caught instanceof WriteFailedException failed) {
      return failed.routeId();
    }
    Optional<String> found =
        caught instanceof BadRowsException bad ? bad.routeId() : Optional.empty();
    return found.orElseGet(() -> exchange.getProperty(Exchange.FAILURE_ROUTE_ID, String.class));
  }

  /** One of {@link #KINDS}. */
  public String kind(Exchange exchange) {
    Throwable caught = caught(exchange);
    if (ObjectHelper.getException(OutOfMemoryError.class, caught) != null) {
      return "memory";
    }
    if (caught instanceof BatchTooLargeException) {
      return "too_large";
    }
    if (caught instanceof WriteFailedException) {
      return "graph";
    }
    if (caught instanceof SourceException) {
      return "source";
    }
    if (caught instanceof MappingException) {
      return "mapping";
    }
    return caught instanceof BadRowsException ? "row" : "other";
  }

  /** The parts of a batch that could not be written as a whole. */
  public Object parts(Exchange exchange, ChangeBatch batch) {
    return batch.parts(caught(exchange));
  }

  /** What went wrong, and its innermost cause if that says more. */
  public static String text(Throwable thrown) {
    Throwable cause = root(thrown);
    String outer = String.valueOf(thrown.getMessage());
    String inner = String.valueOf(cause.getMessage());
    return (outer.contains(inner) ? outer : outer + ": " + inner) + remedy(cause);
  }

  /** Its innermost cause. */
  public static Throwable root(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** What to do if PostgreSQL refused something for want of a privilege; else nothing. */
  private static String remedy(Throwable cause) {
    return cause instanceof SQLException e && "42501".equals(e.getSQLState())
        ? "; if it is the sync's user who lacks it, the owner of the queue gives it with: install --grant-to USER"
        : "";
  }

  /** What went wrong, without the wrappers in which Camel's split hands it on. */
  public static Throwable caught(Exchange exchange) {
    Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    while ((caught instanceof CamelExchangeException || caught instanceof CamelExecutionException)
        && caught.getCause() != null) {
      caught = caught.getCause();
    }
    return caught;
  }
}
