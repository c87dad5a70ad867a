package io.neo4jsync.bench;

import io.neo4jsync.testing.Oracle;

/** One thing that is measured; it can run alone. */
interface Scenario {

  /** How it is called in arguments, in lower case. */
  String name();

  /** What it measures, in a line. */
  String title();

  /** Whether it belongs to a run without arguments. */
  default boolean isDefault() {
    return true;
  }

  void run(Bench bench) throws Exception;

  /** Something that is said on the way. */
  static void say(String text) {
    System.out.println(text);
  }

  /** Fails the run if the graph is not what the database says. */
  static void check(Bench bench, Database database, String what) {
    String difference = new Oracle(database.url(), bench.lab().graph()).difference();
    if (!difference.isEmpty()) {
      bench.results().failed(what + ": the graph differs from the source\n" + difference);
    }
  }
}
