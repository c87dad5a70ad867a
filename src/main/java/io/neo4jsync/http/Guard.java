package io.neo4jsync.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.AuthenticationHandler;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Stands before everything a server serves. Nothing behind it is asked without a valid credential,
 * except that, while none are set up, a server on the loopback interface serves its own machine.
 */
final class Guard implements AuthenticationHandler {

  /** The least a body needs; requests carry a few names and numbers. */
  private static final long MOST_BYTES = 65_536;

  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private static final Pattern LITERAL = Pattern.compile("[0-9.]+|\\[?[0-9a-fA-F:]+]?");

  private final Rules rules;
  private final RequestLimits limits;
  private final Function<HttpServerRequest, Future<Caller>> finder;

  /**
   * What one server lets pass.
   *
   * @param open whether this machine needs no credentials: there are none, and no other can ask
   * @param openHealth the path under which anybody is told whether all is well; null: there is none
   * @param readingPosts the path under which a POST changes nothing; null: there is none
   * @param operatorsOnly the path that only operators may use at all; null: there is none
   * @param questions the paths of which alone those with the role ask may read
   * @param secure whether connections are encrypted
   */
  record Rules(
      boolean open,
      String openHealth,
      String readingPosts,
      String operatorsOnly,
      List<String> questions,
      boolean secure) {}

  Guard(Rules rules, RequestLimits limits, Function<HttpServerRequest, Future<Caller>> finder) {
    this.rules = rules;
    this.limits = limits;
    this.finder = finder;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    Headers.add(context, rules.secure());
    String address = request.remoteAddress().hostAddress();
    if (!limits.request(address) || limits.isBarred(address)) {
      context.response().putHeader(HttpHeaders.RETRY_AFTER, "10");
      Problem.answer(context, 429, "too many requests from this address");
    } else if (isForeign(request)) {
      Problem.answer(context, 403, "the request comes from another site's page");
    } else if (!SAFE.contains(request.method()) && !hasModestBody(request)) {
      Problem.answer(
          context, 413, "a body must state its length, and have at most " + MOST_BYTES + " bytes");
    } else if (isOpenHealth(context)) {
      request.params().set("exposureLevel", "oneline"); // up or down, and no reasons
      context.next();
    } else if (rules.open()) {
      admit(context, Caller.LOCAL);
    } else {
      request.pause();
      finder
          .apply(request)
          .onSuccess(caller -> admit(context, caller))
          .onFailure(failure -> refuse(context, address));
    }
  }

  @SuppressWarnings("deprecation") // its successor is no public API
  private void admit(RoutingContext context, Caller caller) {
    context.request().resume();
    if (caller.onlyAsks() && !isQuestion(context)) {
      Problem.answer(context, 403, "the role " + Caller.ASK + " may only ask the graph");
      return;
    }
    if (!caller.isOperator() && isForOperators(context)) {
      Problem.answer(context, 403, "this takes the role " + Caller.OPERATE);
      return;
    }
    context.setUser(caller.asUser());
    context.next();
  }

  private void refuse(RoutingContext context, String address) {
    if (showsCredential(context)) {
      limits.wrong(address);
    }
    context.request().resume();
    context
        .response()
        .putHeader("WWW-Authenticate", "Basic realm=\"neo4j-sync\", charset=\"UTF-8\"");
    Problem.answer(
        context, 401, "this takes an API key or a token; docs/operations.md says how to get one");
  }

  private static boolean showsCredential(RoutingContext context) {
    return context.request().headers().contains(HttpHeaders.AUTHORIZATION)
        || context.request().headers().contains("X-API-Key");
  }

  private boolean isQuestion(RoutingContext context) {
    return rules.questions().stream().anyMatch(path -> isUnder(context.normalizedPath(), path));
  }

  private boolean isForOperators(RoutingContext context) {
    String path = context.normalizedPath();
    if (isUnder(path, rules.operatorsOnly())) {
      return true;
    }
    return !SAFE.contains(context.request().method()) && !isUnder(path, rules.readingPosts());
  }

  private boolean isOpenHealth(RoutingContext context) {
    return isUnder(context.normalizedPath(), rules.openHealth()) && !showsCredential(context);
  }

  private static boolean isUnder(String path, String prefix) {
    return prefix != null && (path.equals(prefix) || path.startsWith(prefix + "/"));
  }

  /** Browsers send these on their own, with the credentials they know. */
  private boolean isForeign(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    if (authority == null) {
      return true;
    }
    // a name that an attacker lets point to the loopback interface
    if (rules.open() && !isLoopback(authority.host())) {
      return true;
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin != null
        && !SAFE.contains(request.method())
        && !origin.replaceFirst("^https?://", "").equalsIgnoreCase(authority.toString());
  }

  private static boolean isLoopback(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    try {
      // nothing is looked up: a literal is only read
      return LITERAL.matcher(host).matches() && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static boolean hasModestBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      return !request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }
    try {
      return Long.parseLong(length) <= MOST_BYTES;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
