package io.neo4jsync.monitoring;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of PromQL as it takes to find the metrics of an expression. */
final class PromQl {

  /** Texts, and label names, which may look like metrics. */
  private static final Pattern NO_METRICS =
      Pattern.compile(
          "\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]|\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\s*\\(|\\w)");

  private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");

  private PromQl() {}

  /** The names of the metrics, sorted. */
  static Set<String> metrics(String expression) {
    String rest = expression;
    String before;
    do {
      // labels first hold texts, then nothing is left of either
      before = rest;
      rest = NO_METRICS.matcher(before).replaceAll(" ");
    } while (!rest.equals(before));
    Set<String> names = new TreeSet<>();
    Matcher matcher = NAME.matcher(rest);
    while (matcher.find()) {
      if (!OPERATORS.contains(matcher.group())) {
        names.add(matcher.group());
      }
    }
    return names;
  }
}
