package io.neo4jsync.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

/** The file application.properties: the one in the jar has all keys, with their defaults. */
final class SettingsFile {

  static final String NAME = "application.properties";

  private SettingsFile() {}

  static Properties shipped() {
    try (InputStream in = SettingsFile.class.getClassLoader().getResourceAsStream(NAME)) {
      return load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(e);
    }
  }

  /** A file of one's own, which need not exist. */
  static Properties read(Path file) {
    if (!Files.exists(file)) {
      return new Properties();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(e);
    }
  }

  private static Properties load(InputStream in) throws IOException {
    Properties values = new Properties();
    values.load(in);
    return values;
  }

  private static SettingsException unreadable(Exception e) {
    return new SettingsException(NAME + " cannot be read: " + e.getMessage(), e);
  }

  /** The environment variable that wins over the key. */
  static String variable(String key) {
    return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
