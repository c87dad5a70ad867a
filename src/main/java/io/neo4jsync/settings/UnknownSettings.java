package io.neo4jsync.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Settings that somebody has made and nobody reads, most likely because of a slip of the pen. */
public final class UnknownSettings {

  /** Keys of Camel's own, which are more than application.properties names. */
  private static final String CAMEL = "camel.";

  private UnknownSettings() {}

  /**
   * A setting that nobody reads.
   *
   * @param meant the known name that is closest to it, if one is close
   */
  public record Unknown(String name, Optional<String> meant) {}

  /**
   * The unknown keys of a file in this folder.
   *
   * @throws SettingsException when the file cannot be read
   */
  public static List<Unknown> inFile(Path folder) {
    Set<String> known = SettingsFile.shipped().stringPropertyNames();
    List<Unknown> unknown = new ArrayList<>();
    for (String key :
        new TreeSet<>(SettingsFile.read(folder.resolve(SettingsFile.NAME)).stringPropertyNames())) {
      if (!known.contains(key) && !key.startsWith(CAMEL)) {
        unknown.add(new Unknown(key, closest(key, known, key.length() / 3)));
      }
    }
    return unknown;
  }

  /**
   * The variables that are nearly one of ours. Others are other people's, so a variable that is far
   * from all of ours is none.
   */
  public static List<Unknown> inEnvironment(Map<String, String> environment) {
    Set<String> known =
        SettingsFile.shipped().stringPropertyNames().stream()
            .filter(key -> !key.startsWith(CAMEL))
            .map(SettingsFile::variable)
            .collect(Collectors.toSet());
    List<Unknown> unknown = new ArrayList<>();
    for (String name : new TreeSet<>(environment.keySet())) {
      if (!known.contains(name)) {
        Optional<String> meant = closest(name, known, 2);
        meant.ifPresent(near -> unknown.add(new Unknown(name, meant)));
      }
    }
    return unknown;
  }

  private static Optional<String> closest(String name, Collection<String> known, int most) {
    return known.stream()
        .filter(other -> distance(name, other) <= most)
        .min(Comparator.<String>comparingInt(other -> distance(name, other)).thenComparing(o -> o));
  }

  /** How many letters have to be put in, taken out or exchanged. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int exchanged = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(exchanged, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
