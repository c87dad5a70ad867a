package io.neo4jsync.doctor;

/**
 * What was looked at, and what was found.
 *
 * @param check what was looked at
 * @param remedy what to do; empty if there is nothing to do, or nothing is known
 */
public record Finding(Level level, String check, String found, String remedy) {

  /** How bad it is. */
  public enum Level {
    OK,
    /** Not looked at, because something else is wrong. */
    SKIPPED,
    /** It works, but perhaps not for long, or not as it was meant. */
    WARNING,
    FAILED
  }

  /** A sentence of which the last part, after a semicolon, is the remedy. */
  static Finding of(Level level, String check, String sentence) {
    int end = sentence.lastIndexOf("; ");
    return end < 0
        ? new Finding(level, check, sentence, "")
        : new Finding(level, check, sentence.substring(0, end), sentence.substring(end + 2));
  }

  @Override
  public String toString() {
    return check + ": " + found + (remedy.isEmpty() ? "" : "; " + remedy);
  }
}
