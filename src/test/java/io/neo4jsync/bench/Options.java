package io.neo4jsync.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the benchmark is told to do.
 *
 * @param scenarios in the order given; empty: all that belong to the default run
 * @param scale multiplies sizes
 * @param rounds how often every variant is measured
 * @param minutes how long the scenario churn lasts
 * @param out the folder for the results
 */
record Options(List<String> scenarios, double scale, int rounds, double minutes, Path out) {

  static final Path RESULTS = Path.of("bench/results");

  static final String USAGE =
      """
      arguments: scenarios, and
        --scale=0.1    multiplies sizes (default 1)
        --rounds=3     how often each variant is measured (default 3)
        --minutes=60   how long churn lasts (default 60)
        --out=FOLDER   where the results go (default bench/results)
      scenarios: %s""";

  /** The arguments are wrong; the message says how. */
  static final class WrongUsage extends Exception {

    private static final long serialVersionUID = 1L;

    WrongUsage(String message, Set<String> known) {
      super(message + "\n" + USAGE.formatted(String.join(", ", known)));
    }
  }

  static Options parse(String[] arguments, Set<String> known) throws WrongUsage {
    List<String> scenarios = new ArrayList<>();
    double scale = 1;
    int rounds = 3;
    double minutes = 60;
    Path out = RESULTS;
    for (String argument : arguments) {
      String value = argument.substring(argument.indexOf('=') + 1);
      try {
        switch (argument.startsWith("--") ? argument.replaceFirst("=.*", "=") : "") {
          case "--scale=" -> scale = positive(Double.parseDouble(value));
          case "--rounds=" -> rounds = (int) positive(Integer.parseInt(value));
          case "--minutes=" -> minutes = positive(Double.parseDouble(value));
          case "--out=" -> out = Path.of(value);
          case "" -> scenarios.add(argument);
          default -> throw new WrongUsage("'" + argument + "' is no option", known);
        }
      } catch (NumberFormatException e) {
        throw new WrongUsage("'" + argument + "' wants a number above 0", known);
      }
    }
    for (String scenario : scenarios) {
      if (!known.contains(scenario)) {
        throw new WrongUsage("'" + scenario + "' is no scenario", known);
      }
    }
    return new Options(List.copyOf(scenarios), scale, rounds, minutes, out);
  }

  private static double positive(double number) {
    if (number > 0) {
      return number;
    }
    throw new NumberFormatException();
  }

  /** The size, scaled; never so small that nothing can be seen. */
  int scaled(int size, int least) {
    return Math.max(Math.min(size, least), (int) Math.round(size * scale));
  }
}
