package io.neo4jsync;

import io.neo4jsync.cli.SyncCommand;

/** Entry point of the jar. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(SyncCommand.execute(arguments));
  }
}
