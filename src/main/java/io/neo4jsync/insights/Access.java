package io.neo4jsync.insights;

import io.neo4jsync.api.RequestException;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.auth.User;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConstants;

/**
 * Whose rows a request may see.
 *
 * @param everything whether it sees all there is
 * @param tenants the tenants it acts for, by their ids; rows that belong to no tenant are
 *     everybody's
 */
record Access(boolean everything, List<String> tenants) {

  /** The whole graph. */
  static final Access ALL = new Access(true, List.of());

  /** One tenant and what is everybody's. */
  static Access of(String tenant) {
    return new Access(false, List.of(tenant));
  }

  /**
   * By the request's credentials, narrowed by its parameter {@code tenant}; a request without
   * credentials, which the guard would not let in, sees only what is everybody's.
   *
   * @throws RequestException when it names a tenant that its credentials do not
   */
  static Access of(Message request) {
    User user = request.getHeader(VertxPlatformHttpConstants.AUTHENTICATED_USER, User.class);
    Access granted = user == null ? new Access(false, List.of()) : granted(user);
    String asked = request.getHeader("tenant", String.class);
    if (asked == null || asked.isBlank()) {
      return granted;
    }
    List<String> tenants =
        Stream.of(asked.split(","))
            .map(String::strip)
            .filter(t -> !t.isEmpty())
            .distinct()
            .toList();
    if (!granted.everything && !granted.tenants.containsAll(tenants)) {
      throw new RequestException(403, "the credentials are not for every tenant that is asked for");
    }
    return new Access(false, tenants);
  }

  private static Access granted(User user) {
    JsonArray tenants = user.principal().getJsonArray("tenants");
    return tenants == null
        ? ALL
        : new Access(false, tenants.stream().map(String::valueOf).toList());
  }

  /** As the macro visible takes it. */
  Map<String, Object> parameters() {
    return Map.of("everything", everything, "tenants", tenants);
  }

  /**
   * The tenant whose results a question is about; null for the whole graph.
   *
   * @throws RequestException when it is not one
   */
  String scope() {
    if (everything) {
      return null;
    }
    if (tenants.size() != 1) {
      throw RequestException.wrong(
          tenants.isEmpty()
              ? "this is computed for each tenant, and the credentials name none"
              : "this is computed for each tenant by itself; name one with tenant="
                  + String.join(" or tenant=", tenants));
    }
    return tenants.get(0);
  }
}
