package io.neo4jsync.chaos;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** What happened how often. */
final class Tally {

  private final Map<String, Long> counts = new ConcurrentSkipListMap<>();

  void count(String what) {
    add(what, 1);
  }

  void add(String what, long many) {
    counts.merge(what, many, Long::sum);
  }

  long of(String what) {
    return counts.getOrDefault(what, 0L);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    counts.forEach((what, many) -> text.append("%-44s %,12d%n".formatted(what, many)));
    return text.toString();
  }
}
