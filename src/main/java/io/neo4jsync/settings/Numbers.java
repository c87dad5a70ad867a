package io.neo4jsync.settings;

/** Settings that are numbers. */
final class Numbers {

  private Numbers() {}

  static int whole(String key, String text, int least, int most) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // falls through to the one message for both faults
    }
    throw refused(key, text, "a whole number from " + least + " to " + most);
  }

  /** Above 0, with fractions. */
  static double seconds(String key, String text, int most) {
    double number = parsed(text);
    if (number > 0 && number <= most) {
      return number;
    }
    throw refused(key, text, "a number of seconds above 0, up to " + most);
  }

  /** From 0 on, with fractions. */
  static double between(String key, String text, int most) {
    double number = parsed(text);
    if (number >= 0 && number <= most) {
      return number;
    }
    throw refused(key, text, "a number from 0 to " + most);
  }

  private static double parsed(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static SettingsException refused(String key, String text, String taken) {
    return new SettingsException("setting " + key + " is '" + text + "'; it takes " + taken);
  }
}
