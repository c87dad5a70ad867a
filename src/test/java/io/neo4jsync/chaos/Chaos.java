package io.neo4jsync.chaos;

import java.time.Duration;
import java.util.Arrays;

/**
 * The long run: rounds of chaos until the time is over. Arguments: {@code --minutes=N}, {@code
 * --seed=N}, or {@code fail-over} to measure that instead. Exit code 1 when a round fails.
 */
public final class Chaos {

  private static final int INSTANCES = 3;
  private static final int WRITERS = 3;
  private static final int LONGEST_PAUSE_SECONDS = 8;
  private static final Duration ROUND = Duration.ofSeconds(75);

  private Chaos() {}

  public static void main(String[] arguments) throws Exception {
    if (Arrays.asList(arguments).contains("fail-over")) {
      FailOver.measure();
      System.exit(0);
    }
    long minutes = option(arguments, "minutes", 10);
    long seed = option(arguments, "seed", System.currentTimeMillis() % 1_000_000);
    System.exit(run(seed, minutes) ? 0 : 1);
  }

  private static long option(String[] arguments, String name, long otherwise) {
    String prefix = "--" + name + "=";
    return Arrays.stream(arguments)
        .filter(argument -> argument.startsWith(prefix) && argument.length() > prefix.length())
        .map(argument -> Long.valueOf(argument.substring(prefix.length())))
        .findFirst()
        .orElse(otherwise);
  }

  private static boolean run(long seed, long minutes) throws Exception {
    try (Trial trial = new Trial(seed, INSTANCES, WRITERS, LONGEST_PAUSE_SECONDS)) {
      try {
        for (int round = 1; trial.seconds() < minutes * 60; round++) {
          trial.round(round, ROUND);
        }
        trial.report("no difference");
        return true;
      } catch (AssertionError e) {
        e.printStackTrace(System.out);
        trial.report(e.getMessage());
        return false;
      }
    }
  }
}
