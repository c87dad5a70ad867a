package io.neo4jsync.http;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;

/**
 * Lets an answer have the headers that the routes set, and no others: what a request has as headers
 * and query parameters are headers of the message too, which Camel would send back, so that a link
 * could make the server say whatever somebody likes.
 */
public final class AnswerHeaders extends HttpHeaderFilterStrategy {

  private static final Set<String> SENT =
      Set.of("content-type", "content-encoding", "etag", "cache-control", "vary");

  /** Sets it for all routes that are served. */
  public static void in(CamelContext context) {
    context
        .getComponent("platform-http", PlatformHttpComponent.class)
        .setHeaderFilterStrategy(new AnswerHeaders());
  }

  /** Whether the header is left out. */
  @Override
  public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
    return !SENT.contains(name.toLowerCase(Locale.ROOT));
  }
}
