package io.neo4jsync.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The settings of one start: application.properties of the jar, over it the file of that name in
 * the working directory, over it environment variables (dots as underscores, in capitals), over it
 * what the command line says.
 */
public final class Settings {

  private static final String FILE = "application.properties";

  private static final List<String> HIDDEN =
      List.of("postgres.password", "neo4j.password", "postgres.url", "http.tls.keystore.password");

  private final Properties values;
  private final Map<String, String> secrets = new ConcurrentHashMap<>();

  private Settings(Properties values) {
    this.values = values;
  }

  /** Reads the settings; {@code overrides} come from the command line. */
  public static Settings load(Map<String, String> environment, Map<String, String> overrides) {
    Properties values = new Properties();
    try (InputStream defaults = Settings.class.getClassLoader().getResourceAsStream(FILE)) {
      values.load(defaults);
      Path file = Path.of(FILE);
      if (Files.exists(file)) {
        try (InputStream own = Files.newInputStream(file)) {
          values.load(own);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsException(FILE + " cannot be read: " + e.getMessage(), e);
    }
    for (String key : values.stringPropertyNames()) {
      String variable = key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
      if (environment.containsKey(variable)) {
        values.setProperty(key, environment.get(variable).strip());
      }
    }
    overrides.forEach(values::setProperty);
    return new Settings(values);
  }

  /**
   * Keys and values for Camel's placeholders, which consoles and JMX may show: without passwords,
   * and without the JDBC address, which may carry that of a key file.
   */
  public Properties asProperties() {
    Properties copy = new Properties();
    copy.putAll(values);
    copy.keySet().removeAll(HIDDEN);
    return copy;
  }

  /**
   * A password: the value of the key, or the content of the file that {@code key.file} names. The
   * file is read once.
   */
  public String secret(String key) {
    return secrets.computeIfAbsent(key, k -> Secrets.read(k, text(k), text(k + ".file")));
  }

  /** A database's address, in which there is no password. */
  public String address(String key) {
    String address = required(key);
    Addresses.check(key, address);
    return address;
  }

  /** The address as it may be printed. */
  public String shownAddress(String key) {
    return Addresses.masked(required(key));
  }

  /** The value, stripped; empty when the key is set to nothing. */
  public String text(String key) {
    String value = values.getProperty(key);
    if (value == null) {
      throw new SettingsException("setting " + key + " is missing from " + FILE);
    }
    return value.strip();
  }

  /** The value, which must not be empty. */
  public String required(String key) {
    String value = text(key);
    if (value.isEmpty()) {
      throw new SettingsException(
          "setting " + key + " is empty; set it in " + FILE + " or as environment variable");
    }
    return value;
  }

  /** A whole number between {@code least} and {@code most}. */
  public int number(String key, int least, int most) {
    String value = required(key);
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // falls through to the one message for both faults
    }
    throw new SettingsException(
        "setting "
            + key
            + " is '"
            + value
            + "'; it takes a whole number from "
            + least
            + " to "
            + most);
  }

  /** A positive number of seconds, with fractions, as a duration of at least one millisecond. */
  public Duration seconds(String key) {
    String value = required(key);
    try {
      double seconds = Double.parseDouble(value);
      if (seconds > 0 && seconds <= 86_400) {
        return Duration.ofMillis(Math.max(1, Math.round(seconds * 1000)));
      }
    } catch (NumberFormatException e) {
      // falls through to the one message for both faults
    }
    throw new SettingsException(
        "setting "
            + key
            + " is '"
            + value
            + "'; it takes a number of seconds above 0, up to 86400");
  }

  /** A percentage from 0 to 100, with fractions. */
  public double percent(String key) {
    String value = required(key);
    try {
      double number = Double.parseDouble(value);
      if (number >= 0 && number <= 100) {
        return number;
      }
    } catch (NumberFormatException e) {
      // falls through to the one message for both faults
    }
    throw new SettingsException(
        "setting " + key + " is '" + value + "'; it takes a number from 0 to 100");
  }

  /** Yes or no. */
  public boolean flag(String key) {
    String value = required(key);
    if (!value.equals("true") && !value.equals("false")) {
      throw new SettingsException("setting " + key + " is '" + value + "'; it takes true or false");
    }
    return value.equals("true");
  }

  /** Names separated by commas; none when the key is set to nothing. */
  public List<String> names(String key) {
    return Stream.of(text(key).split(",")).map(String::strip).filter(n -> !n.isEmpty()).toList();
  }

  /** The folder of the route files; it must exist. */
  public Path routes() {
    Path folder = Path.of(required("sync.routes"));
    if (!Files.isDirectory(folder)) {
      throw new SettingsException(
          "the routes folder '"
              + folder
              + "' does not exist; start in the project's folder or set SYNC_ROUTES");
    }
    return folder;
  }
}
