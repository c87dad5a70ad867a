package io.neo4jsync.http;

import io.neo4jsync.settings.SettingsException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who asks, and what that one may do.
 *
 * @param name for the log
 * @param role {@link #OPERATE}, {@link #READ} or {@link #ASK}
 * @param tenants whose rows it may see, by the tenants' ids, beside those that belong to nobody;
 *     nothing: all rows there are
 */
record Caller(String name, String role, Optional<List<String>> tenants) {

  /** The role of those that may start, cancel and retry. */
  static final String OPERATE = "operate";

  /** The role of those that may only look at the sync, and at all rows. */
  static final String READ = "read";

  /** The role of those that may only ask the graph. */
  static final String ASK = "ask";

  static final Set<String> ROLES = Set.of(OPERATE, READ, ASK);

  /** In place of tenants: all there are. */
  static final String ALL_TENANTS = "*";

  /** Whoever can reach the loopback interface, while no credentials are set up. */
  static final Caller LOCAL = new Caller("local", OPERATE, Optional.empty());

  /**
   * Whoever operates the sync sees failed rows and counts of all tenants; one that is bound to some
   * cannot.
   */
  Caller {
    if (tenants.isPresent() && !role.equals(ASK)) {
      throw new SettingsException("the role " + role + " sees the rows of all tenants");
    }
  }

  boolean isOperator() {
    return role.equals(OPERATE);
  }

  /** Whether it may use nothing but the questions to the graph. */
  boolean onlyAsks() {
    return role.equals(ASK);
  }

  /** As Vert.x hands it on to the routes. */
  User asUser() {
    JsonObject principal = new JsonObject().put("username", name).put("role", role);
    tenants.ifPresent(ids -> principal.put("tenants", new JsonArray(ids)));
    return User.create(principal);
  }
}
