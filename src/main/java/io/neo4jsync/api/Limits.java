package io.neo4jsync.api;

/** How much one answer may hold. */
final class Limits {

  private Limits() {}

  /** The size of a page; {@code asked} may be null. */
  static int page(Integer asked, int otherwise, int most) {
    if (asked == null) {
      return otherwise;
    }
    if (asked < 1 || asked > most) {
      throw RequestException.wrong("limit is " + asked + "; it takes a number from 1 to " + most);
    }
    return asked;
  }
}
