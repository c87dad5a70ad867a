package io.neo4jsync.testing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Compares what one label or relationship type must hold with what is found, one by one. */
final class Comparison {

  private static final int SAMPLES = 10;
  private static final int LONGEST_VALUE = 120;

  /** One sort of finding: all are counted, the first few are kept. */
  private static final class Findings {
    final String name;
    final List<String> samples = new ArrayList<>();
    int count;

    Findings(String name) {
      this.name = name;
    }

    void add(String finding) {
      if (count++ < SAMPLES) {
        samples.add(finding);
      }
    }
  }

  private final String name;
  private final Map<String, Map<String, Object>> expected;
  private final Set<String> seen = new HashSet<>();
  private final Findings missing = new Findings("missing");
  private final Findings extra = new Findings("extra");
  private final Findings different = new Findings("different");
  private final Findings duplicate = new Findings("duplicate");
  private int found;
  private long properties;

  Comparison(String name, Map<String, Map<String, Object>> expected) {
    this.name = name;
    this.expected = expected;
  }

  /** Takes in one node or relationship of the graph. */
  void found(String key, Map<String, Object> actual) {
    found++;
    Map<String, Object> wanted = expected.get(key);
    if (wanted == null) {
      extra.add(key);
    } else if (!seen.add(key)) {
      duplicate.add(key);
    } else {
      properties += wanted.size();
      Set<String> names = new TreeSet<>(wanted.keySet());
      names.addAll(actual.keySet());
      List<String> differences =
          names.stream()
              .filter(property -> !Objects.equals(wanted.get(property), actual.get(property)))
              .map(property -> difference(property, wanted.get(property), actual.get(property)))
              .toList();
      if (!differences.isEmpty()) {
        different.add(key + " " + String.join("; ", differences));
      }
    }
  }

  /** The number of expected nodes or relationships that were found. */
  int compared() {
    return seen.size();
  }

  /** The number of expected properties on what was found. */
  long properties() {
    return properties;
  }

  /** Empty when everything is equal; to be asked once, after all is found. */
  String report() {
    expected.keySet().stream().filter(key -> !seen.contains(key)).forEach(missing::add);
    List<Findings> all = List.of(missing, extra, different, duplicate);
    if (all.stream().allMatch(findings -> findings.count == 0)) {
      return "";
    }
    StringBuilder report = new StringBuilder();
    report.append(name).append(": ").append(expected.size()).append(" expected, ");
    report.append(found).append(" found");
    all.forEach(
        findings -> report.append(", ").append(findings.count).append(' ').append(findings.name));
    report.append('\n');
    for (Findings findings : all) {
      for (String sample : findings.samples) {
        report.append("  ").append(findings.name).append(' ').append(sample).append('\n');
      }
    }
    return report.toString();
  }

  private static String difference(String property, Object wanted, Object actual) {
    return property + ": expected " + show(wanted) + " but found " + show(actual);
  }

  private static String show(Object value) {
    if (value == null) {
      return "nothing";
    }
    String text = value.toString();
    if (text.length() > LONGEST_VALUE) {
      text = text.substring(0, LONGEST_VALUE) + "… [" + text.length() + " characters]";
    }
    return value instanceof String
        ? '"' + text + '"'
        : text + " (" + value.getClass().getSimpleName() + ")";
  }
}
