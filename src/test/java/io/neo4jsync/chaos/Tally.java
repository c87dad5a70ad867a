package io.neo4jsync.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** What happened how often, and in the file {@code events.log} when. */
final class Tally {

  private final Map<String, Long> counts = new ConcurrentSkipListMap<>();
  private final Path log;

  Tally(Path folder) {
    log = folder.resolve("events.log");
  }

  /** Counts it and notes it with the time. */
  void count(String what) {
    count(what, "");
  }

  /**
   * Counts it and notes it with the time.
   *
   * @param where to be noted only
   */
  void count(String what, Object where) {
    add(what, 1);
    note(what + " " + where);
  }

  /** Notes it with the time, to be compared with the instances' logs. */
  synchronized void note(String what) {
    try {
      Files.writeString(
          log,
          LocalDateTime.now() + " " + what + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void add(String what, long many) {
    counts.merge(what, many, Long::sum);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    counts.forEach((what, many) -> text.append("%-44s %,12d%n".formatted(what, many)));
    return text.toString();
  }
}
