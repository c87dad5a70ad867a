package io.neo4jsync.insights;

import io.neo4jsync.api.RequestException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A parameter that a question's file declares, and what a request may say for it.
 *
 * @param kind what its value is
 * @param least the smallest number
 * @param most the largest number
 * @param otherwise what it is when the request says nothing; null: the request must say it
 */
record Parameter(String name, Kind kind, double least, double most, String otherwise) {

  /** What values are in Cypher. */
  enum Kind {
    /** A text of at most {@link #LONGEST} characters. */
    TEXT,
    /** A whole number. */
    NUMBER,
    /** A number with fractions. */
    DECIMAL,
    /** A node as {@link Vocabulary} writes it; a map for the macro find. */
    NODE,
    /** Words to search for; a map of them as {@code words} and of Lucene's {@code query}. */
    WORDS,
    /** Labels of the mapping, separated by commas; a list. */
    LABELS
  }

  private static final int LONGEST = 500;
  private static final int MOST_WORDS = 12;
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

  /** Stands for a parameter that may be left out and then is null. */
  private static final String NOTHING = "none";

  private static final Pattern DECLARATION =
      Pattern.compile(
          "(\\w+): (text|words|node|labels|number|decimal)(?: (-?[0-9.]+)\\.\\.(-?[0-9.]+))?(?: = (\\S+))?");

  /**
   * @param text for example {@code limit: number 1..100 = 20}
   * @throws IllegalArgumentException when it is no declaration
   */
  static Parameter declared(String text) {
    Matcher matcher = DECLARATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' declares no parameter; it reads NAME: text, words, node, labels, number A..B or decimal A..B,"
              + " and = DEFAULT if it may be left out");
    }
    Kind kind = Kind.valueOf(matcher.group(2).toUpperCase(Locale.ROOT));
    boolean counts = kind == Kind.NUMBER || kind == Kind.DECIMAL;
    if (counts != (matcher.group(3) != null)) {
      throw new IllegalArgumentException(
          "'" + text + "': numbers, and only they, have a range such as 1..100");
    }
    return new Parameter(
        matcher.group(1),
        kind,
        counts ? Double.parseDouble(matcher.group(3)) : 0,
        counts ? Double.parseDouble(matcher.group(4)) : 0,
        matcher.group(5));
  }

  /**
   * The value for Cypher.
   *
   * @param said what the request says; may be null
   * @throws RequestException when it makes no sense, with the remedy
   */
  Object value(Object said, Vocabulary vocabulary) {
    if (said instanceof Collection<?> && kind != Kind.LABELS) {
      throw RequestException.wrong(name + " is given more than once");
    }
    String text = said == null ? "" : text(said);
    if (text.isEmpty()) {
      if (otherwise == null) {
        throw RequestException.wrong(name + " is missing");
      }
      if (otherwise.equals(NOTHING)) {
        return null;
      }
      text = otherwise;
    }
    if (text.length() > LONGEST) {
      throw RequestException.wrong(name + " has more than " + LONGEST + " characters");
    }
    return switch (kind) {
      case TEXT -> text;
      case NUMBER -> (long) number(text, true);
      case DECIMAL -> number(text, false);
      case WORDS -> words(text);
      case NODE -> node(text, vocabulary);
      case LABELS -> labels(text, vocabulary);
    };
  }

  private static String text(Object said) {
    return said instanceof Collection<?> several
        ? String.join(",", several.stream().map(String::valueOf).toList())
        : String.valueOf(said).strip();
  }

  private double number(String text, boolean whole) {
    try {
      double number = whole ? Long.parseLong(text) : Double.parseDouble(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw RequestException.wrong(
        "%s is '%s'; it takes a %snumber from %s to %s"
            .formatted(name, text, whole ? "whole " : "", shown(least), shown(most)));
  }

  private static String shown(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }

  /** All of the words, of which the last may go on. */
  private Map<String, Object> words(String text) {
    List<String> words =
        NO_WORD
            .splitAsStream(text.toLowerCase(Locale.ROOT))
            .filter(word -> !word.isEmpty())
            .limit(MOST_WORDS)
            .toList();
    if (words.isEmpty()) {
      throw RequestException.wrong(name + " has no word");
    }
    // letters and digits only, in lower case: none of them means anything special to Lucene
    return Map.of("words", words, "query", String.join(" AND ", words) + "*");
  }

  private Map<String, Object> node(String text, Vocabulary vocabulary) {
    return vocabulary
        .key(text)
        .orElseThrow(
            () ->
                RequestException.wrong(
                    "%s is '%s'; a node is named LABEL:KEY with one of the labels %s"
                        .formatted(name, text, String.join(", ", vocabulary.labels()))));
  }

  private List<String> labels(String text, Vocabulary vocabulary) {
    List<String> labels =
        Stream.of(text.split(",")).map(String::strip).filter(l -> !l.isEmpty()).distinct().toList();
    for (String label : labels) {
      if (!vocabulary.labels().contains(label)) {
        throw RequestException.wrong(
            "%s names '%s'; there are %s"
                .formatted(name, label, String.join(", ", vocabulary.labels())));
      }
    }
    return labels;
  }
}
