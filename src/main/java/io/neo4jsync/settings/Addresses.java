package io.neo4jsync.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The databases' addresses. Passwords have settings of their own, which nothing prints. */
final class Addresses {

  private static final String JDBC = "jdbc:postgresql:";

  /** Up to the last @, whatever a password in front of it may hold. */
  private static final Pattern USER = Pattern.compile("^([^@/?]*//)?.*@", Pattern.DOTALL);

  /** sslpassword too, which opens the key file of a client certificate. */
  private static final Pattern PASSWORD =
      Pattern.compile("([?&][^=&]*password=)[^&]*", Pattern.CASE_INSENSITIVE);

  private static final Pattern BOLT = Pattern.compile("(bolt|neo4j)([+]s(sc)?)?://.+");

  private static final Pattern LOGIN_PASSWORD =
      Pattern.compile("[?&]password=", Pattern.CASE_INSENSITIVE);

  private Addresses() {}

  /** Refuses an address that holds a password, and one of another kind than its database takes. */
  static void check(String key, String address) {
    String database = key.substring(0, key.indexOf('.'));
    if (USER.matcher(address).find() || LOGIN_PASSWORD.matcher(address).find()) {
      throw new SettingsException(
          "setting "
              + key
              + " is "
              + masked(address)
              + "; user and password do not belong there: set %s.user and %1$s.password (or %1$s.password.file)"
                  .formatted(database));
    }
    if (database.equals("postgres") && !address.startsWith(JDBC)) {
      throw new SettingsException(
          "setting "
              + key
              + " is "
              + masked(address)
              + "; it takes a JDBC address such as "
              + JDBC
              + "//host:5432/database");
    }
    if (database.equals("neo4j") && !BOLT.matcher(address).matches()) {
      throw new SettingsException(
          "setting "
              + key
              + " is "
              + masked(address)
              + "; it takes an address such as bolt://host:7687, neo4j://host:7687 or neo4j+s://host");
    }
  }

  static String masked(String address) {
    Matcher user = USER.matcher(address);
    String masked = address;
    if (user.find()) {
      masked =
          (user.group(1) == null ? "" : user.group(1)) + "***@" + address.substring(user.end());
    }
    return PASSWORD.matcher(masked).replaceAll("$1***");
  }
}
