package io.neo4jsync.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The settings of one start: application.properties of the jar, over it the file of that name in
 * the working directory, over it environment variables (dots as underscores, in capitals), over it
 * what the command line says.
 */
public final class Settings {

  private static final List<String> HIDDEN =
      List.of(
          "postgres.password",
          "neo4j.password",
          "insights.neo4j.password",
          "postgres.url",
          "http.tls.keystore.password");

  private final Properties values;
  private final BiConsumer<String, SettingsException> faults;
  private final Map<String, String> secrets = new ConcurrentHashMap<>();

  private Settings(Properties values, BiConsumer<String, SettingsException> faults) {
    this.values = values;
    this.faults = faults;
  }

  /** Reads the settings; {@code overrides} come from the command line. */
  public static Settings load(Map<String, String> environment, Map<String, String> overrides) {
    return tolerant(
        environment,
        overrides,
        (key, fault) -> {
          throw fault;
        });
  }

  /**
   * Reads settings of which some may be at fault: those are told with their keys, each time they
   * are read, and count as what they are by default.
   */
  public static Settings tolerant(
      Map<String, String> environment,
      Map<String, String> overrides,
      BiConsumer<String, SettingsException> faults) {
    Properties values = SettingsFile.shipped();
    values.putAll(SettingsFile.read(Path.of(SettingsFile.NAME)));
    for (String key : values.stringPropertyNames()) {
      String variable = SettingsFile.variable(key);
      if (environment.containsKey(variable)) {
        values.setProperty(key, environment.get(variable).strip());
      }
    }
    overrides.forEach(values::setProperty);
    return new Settings(values, faults);
  }

  /**
   * What {@code reader} makes of the setting's text; it throws a {@link SettingsException} if it
   * can make nothing of it.
   */
  public <T> T read(String key, Function<String, T> reader) {
    try {
      return reader.apply(text(key));
    } catch (SettingsException e) {
      faults.accept(key, e);
      return reader.apply(SettingsFile.shipped().getProperty(key, "").strip());
    }
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
    return secrets.computeIfAbsent(
        key, k -> read(k + ".file", file -> Secrets.read(k, text(k), file)));
  }

  /** A database's address, in which there is no password. */
  public String address(String key) {
    return read(
        key,
        text -> {
          Addresses.check(key, filled(key, text));
          return text;
        });
  }

  /** The address as it may be printed. */
  public String shownAddress(String key) {
    return Addresses.masked(required(key));
  }

  /** The value, stripped; empty when the key is set to nothing. */
  public String text(String key) {
    String value = values.getProperty(key);
    if (value == null) {
      throw new SettingsException("setting " + key + " is missing from " + SettingsFile.NAME);
    }
    return value.strip();
  }

  /** The value, which must not be empty. */
  public String required(String key) {
    return read(key, text -> filled(key, text));
  }

  private static String filled(String key, String text) {
    if (text.isEmpty()) {
      throw new SettingsException(
          "setting "
              + key
              + " is empty; set it in "
              + SettingsFile.NAME
              + " or as environment variable");
    }
    return text;
  }

  /** A whole number between {@code least} and {@code most}. */
  public int number(String key, int least, int most) {
    return read(key, text -> Numbers.whole(key, filled(key, text), least, most));
  }

  /** The same; nothing when the key is set to nothing. */
  public OptionalInt optionalNumber(String key, int least, int most) {
    return read(
        key,
        text ->
            text.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(Numbers.whole(key, text, least, most)));
  }

  /** A positive number of seconds, with fractions, as a duration of at least one millisecond. */
  public Duration seconds(String key) {
    double seconds = read(key, text -> Numbers.seconds(key, filled(key, text), 86_400));
    return Duration.ofMillis(Math.max(1, Math.round(seconds * 1000)));
  }

  /** A number of hours, with fractions. */
  public double hours(String key) {
    return read(key, text -> Numbers.between(key, filled(key, text), 1_000_000));
  }

  /** A percentage from 0 to 100, with fractions. */
  public double percent(String key) {
    return read(key, text -> Numbers.between(key, filled(key, text), 100));
  }

  /** Yes or no. */
  public boolean flag(String key) {
    return read(
        key,
        text -> {
          if (!text.equals("true") && !text.equals("false")) {
            throw new SettingsException(
                "setting " + key + " is '" + text + "'; it takes true or false");
          }
          return text.equals("true");
        });
  }

  /** Names separated by commas; none when the key is set to nothing. */
  public List<String> names(String key) {
    return Stream.of(text(key).split(",")).map(String::strip).filter(n -> !n.isEmpty()).toList();
  }

  /** The folder of the route files; it must exist. */
  public Path routes() {
    Path folder = Path.of(required("sync.routes"));
    if (!Files.isDirectory(folder)) {
      faults.accept(
          "sync.routes",
          new SettingsException(
              "the routes folder '"
                  + folder
                  + "' does not exist; start in the project's folder or set SYNC_ROUTES"));
    }
    return folder;
  }
}
