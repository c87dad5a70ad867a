package io.neo4jsync.chaos;

final class FailOver {
  private FailOver() {}

  static void measure() {}
}
