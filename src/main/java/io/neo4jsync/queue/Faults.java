package io.neo4jsync.queue;

import io.neo4jsync.graph.WriteFailedException;
import io.neo4jsync.mapping.MappingException;
import io.neo4jsync.source.SourceException;
import org.apache.camel.Exchange;

/** Tells what may be laid at a row's door from what may not. */
public final class Faults {

  /**
   * Whether the exchange failed because of what is in the rows or in the route that takes them.
   * Everything else, a server that is away, a lost lead, a fault in bookkeeping, pauses the sync
   * and fails no row.
   */
  public boolean isFaultOfRows(Exchange exchange) {
    return rowFault(caught(exchange)) != null;
  }

  /** The reason to write on the failed row. */
  public String reason(Exchange exchange, ChangeBatch batch) {
    Throwable fault = rowFault(caught(exchange));
    if (fault instanceof BadRowsException bad && batch.getSize() == 1) {
      return bad.reasons().getOrDefault(batch.changes().get(0), bad.getMessage());
    }
    return fault.getMessage();
  }

  /**
   * The route to write on the failed row: the one whose step failed, else the one that was running.
   */
  public String route(Exchange exchange) {
    if (rowFault(caught(exchange)) instanceof WriteFailedException failed) {
      return failed.routeId();
    }
    return exchange.getProperty(Exchange.FAILURE_ROUTE_ID, String.class);
  }

  /** The parts of a batch that could not be written as a whole. */
  public Object parts(Exchange exchange, ChangeBatch batch) {
    return batch.parts(rowFault(caught(exchange)));
  }

  private static Throwable caught(Exchange exchange) {
    Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    return caught == null ? exchange.getException() : caught;
  }

  private static Throwable rowFault(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof BadRowsException
          || cause instanceof WriteFailedException
          || cause instanceof SourceException
          || cause instanceof MappingException) {
        return cause;
      }
    }
    return null;
  }
}
