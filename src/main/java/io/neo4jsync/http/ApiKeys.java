package io.neo4jsync.http;

import io.neo4jsync.settings.SettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The API keys of a file, of which it holds only the SHA-256 sums. Each line is {@code NAME
 * sha256:SUM ROLE} with the role {@code read} or {@code operate}, or {@code NAME sha256:SUM ask
 * TENANTS}; lines that begin with # say nothing.
 */
final class ApiKeys {

  private static final Pattern SUM = Pattern.compile("sha256:[0-9a-fA-F]{64}");

  private record Key(byte[] sum, Caller caller) {}

  private final List<Key> keys;

  private ApiKeys(List<Key> keys) {
    this.keys = keys;
  }

  /**
   * Reads the file.
   *
   * @throws SettingsException when it cannot be read, or a line of it; names the line, never its
   *     content
   */
  static ApiKeys read(String file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      throw new SettingsException(
          "setting http.api.keys.file (HTTP_API_KEYS_FILE) names "
              + file
              + ", which cannot be read ("
              + e.getClass().getSimpleName()
              + ")");
    }
    List<Key> keys = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        Key key = key(line, file + ", line " + (i + 1));
        if (!names.add(key.caller.name())) {
          throw new SettingsException(
              file + ", line " + (i + 1) + ": there is a key of this name already");
        }
        keys.add(key);
      }
    }
    if (keys.isEmpty()) {
      throw new SettingsException(
          "setting http.api.keys.file (HTTP_API_KEYS_FILE) names " + file + ", which has no key");
    }
    return new ApiKeys(keys);
  }

  private static Key key(String line, String where) {
    String[] parts = line.split("\\s+");
    if (parts.length < 3 || parts.length > 4 || !SUM.matcher(parts[1]).matches()) {
      throw new SettingsException(
          where
              + ": a line is NAME sha256:SUM ROLE, and TENANTS for the role ask, where SUM is the"
              + " SHA-256 sum of the key in 64 hexadecimal digits");
    }
    if (!Caller.ROLES.contains(parts[2])) {
      throw new SettingsException(where + ": the role is read, operate or ask");
    }
    if (parts[2].equals(Caller.ASK) != (parts.length == 4)) {
      throw new SettingsException(
          where
              + ": the role ask, and only it, is followed by tenants: their ids with commas between"
              + " them, or * for all");
    }
    return new Key(
        HexFormat.of().parseHex(parts[1].substring("sha256:".length())),
        new Caller(
            parts[0],
            parts[2],
            parts.length < 4 || parts[3].equals(Caller.ALL_TENANTS)
                ? Optional.empty()
                : Optional.of(tenants(parts[3], where))));
  }

  private static List<String> tenants(String text, String where) {
    List<String> tenants = List.of(text.split(","));
    if (tenants.isEmpty() || tenants.contains("") || tenants.contains(Caller.ALL_TENANTS)) {
      throw new SettingsException(
          where + ": tenants are their ids with commas between them, or a single *");
    }
    return tenants;
  }

  /** Whose key it is; takes as long for a wrong one as for a right one. */
  Optional<Caller> caller(String key) {
    byte[] sum = sum(key);
    Caller found = null;
    for (Key known : keys) {
      if (MessageDigest.isEqual(known.sum, sum)) {
        found = known.caller;
      }
    }
    return Optional.ofNullable(found);
  }

  private static byte[] sum(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
