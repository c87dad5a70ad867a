package io.neo4jsync.api;

import io.vertx.ext.auth.User;

/** Who has sent a request, as logs and records of runs name him. */
final class Requester {

  /** The header with which Camel's HTTP server hands on whom the guard has let in. */
  static final String HEADER = "CamelVertxPlatformHttpAuthenticatedUser";

  private static final int LONGEST = 100;

  private Requester() {}

  /**
   * {@code API (NAME)}: the name of the key, the subject of the token, or {@code local} where no
   * credentials are set up. Long names are cut, and what a terminal would obey is left out.
   */
  static String name(User user) {
    if (user == null) {
      return "API";
    }
    String name = String.valueOf(user.principal().getValue("username"));
    name = name.replaceAll("\\p{Cntrl}+", " ");
    return "API (" + (name.length() <= LONGEST ? name : name.substring(0, LONGEST) + "…") + ")";
  }
}
