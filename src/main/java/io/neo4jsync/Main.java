package io.neo4jsync;

import io.neo4jsync.cli.SyncCommand;

/** Entry point of the jar. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    Thread.setDefaultUncaughtExceptionHandler(Main::uncaught);
    System.exit(SyncCommand.execute(arguments));
  }

  /**
   * A thread that dies of an error, such as a lack of memory, may be the one that writes: no
   * process at all is better than one that only seems to work. What it was at is taken up by the
   * next.
   */
  private static void uncaught(Thread thread, Throwable cause) {
    try {
      System.err.println("neo4j-sync: the thread '" + thread.getName() + "' has died.");
      cause.printStackTrace();
    } finally {
      if (cause instanceof Error) {
        Runtime.getRuntime().halt(1);
      }
    }
  }
}
