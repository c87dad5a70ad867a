package io.neo4jsync.queue;

import io.neo4jsync.graph.WriteFailedException;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;

/** What the routes say of an exception they have caught. */
public final class Faults {

  /** Whether dividing the batch would find out no more about its fault. */
  public boolean isOne(Exchange exchange, ChangeBatch batch) {
    return batch.isOneFault(caught(exchange));
  }

  /** The reason to write on the failed rows. */
  public String reason(Exchange exchange, ChangeBatch batch) {
    Throwable fault = caught(exchange);
    if (fault instanceof BadRowsException bad && batch.isOneFault(fault)) {
      return bad.reasons().getOrDefault(batch.changes().get(0), bad.getMessage());
    }
    return fault.getMessage();
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

  /** The parts of a batch that could not be written as a whole. */
  public Object parts(Exchange exchange, ChangeBatch batch) {
    return batch.parts(caught(exchange));
  }

  /** What went wrong, and its innermost cause if that says more. */
  public static String text(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String outer = String.valueOf(thrown.getMessage());
    String inner = String.valueOf(cause.getMessage());
    return (outer.contains(inner) ? outer : outer + ": " + inner) + remedy(cause);
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
    while (caught instanceof CamelExchangeException && caught.getCause() != null) {
      caught = caught.getCause();
    }
    return caught;
  }
}
