package io.neo4jsync.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Passwords from settings or files. No message repeats what they hold. */
final class Secrets {

  private Secrets() {}

  /**
   * @param value what the key is set to; empty if the file is to tell
   * @param file the file's name; empty if there is none
   */
  static String read(String key, String value, String file) {
    if (file.isEmpty()) {
      return value;
    }
    String setting = "setting " + key + ".file (" + SettingsFile.variable(key) + "_FILE)";
    if (!value.isEmpty()) {
      throw new SettingsException(
          setting
              + " is set, and "
              + key
              + " ("
              + SettingsFile.variable(key)
              + ") too; keep one of them");
    }
    String secret = content(setting, file);
    if (secret.isEmpty()) {
      throw new SettingsException(
          setting + " names " + file + ", which is empty; it must hold the password");
    }
    return secret;
  }

  private static String content(String setting, String file) {
    try {
      return Files.readString(Path.of(file)).replaceFirst("\r?\n\\z", "");
    } catch (IOException | InvalidPathException e) {
      // no cause: what cannot be decoded must not be shown either
      throw new SettingsException(
          setting
              + " names "
              + file
              + ", which cannot be read ("
              + e.getClass().getSimpleName()
              + "); it must be a file of UTF-8 text that the user of this process may read");
    }
  }
}
