package io.neo4jsync.http;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;

/**
 * Who asks, and what that one may do.
 *
 * @param name for the log
 * @param operator whether it may change anything; if not, it may only read
 */
record Caller(String name, boolean operator) {

  /** The role of those that may start, cancel and retry. */
  static final String OPERATE = "operate";

  /** The role of those that may only look. */
  static final String READ = "read";

  /** Whoever can reach the loopback interface, while no credentials are set up. */
  static final Caller LOCAL = new Caller("local", true);

  /** As Vert.x hands it on to the routes. */
  User asUser() {
    return User.create(
        new JsonObject().put("username", name).put("role", operator ? OPERATE : READ));
  }
}
