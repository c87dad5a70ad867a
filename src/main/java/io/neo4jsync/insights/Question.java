package io.neo4jsync.insights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One question to the graph, as its file has it. The file begins with comments: what it asks, then
 * lines {@code answers …}, {@code parameter …} and {@code cursor …}; the rest is Cypher with {@link
 * Macros}.
 *
 * @param cursor the columns that a page is continued by
 */
record Question(
    String name,
    String about,
    Answers answers,
    List<Parameter> parameters,
    List<String> cursor,
    String cypher) {

  /** The shape of the answer. */
  enum Answers {
    /**
     * An object with the members of the one record; no record: what was asked about is not there.
     */
    ONE,
    /**
     * An object with {@code items}, an object each, and {@code next}, the cursor of the next page.
     */
    LIST,
    /** The columns nodes and edges of the one record as a graph; the others as metadata. */
    GRAPH,
    /** The cheapest path as a graph; the Cypher is asked again for each step, see {@link Paths}. */
    PATH
  }

  /** A column that is only there for the cursor. */
  static final String KEY = "key";

  /** The value that pages go on after: a list, or null for the first page. */
  static final String AFTER = "after";

  private static final Pattern LINE = Pattern.compile("(answers|parameter|cursor) (.*)");
  private static final Pattern SCOPE = Pattern.compile("\\$scope\\b");

  /** Whether its answer was computed for one tenant, or the whole graph. */
  boolean isOfScope() {
    return SCOPE.matcher(cypher).find();
  }

  /**
   * Reads the file.
   *
   * @throws IllegalStateException when it is not there or makes no sense; names file and line
   */
  static Question read(Path folder, String name) {
    Path file = folder.resolve(name + ".cypher");
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new IllegalStateException(
          "the question '"
              + name
              + "' has no file "
              + file
              + " that can be read; start in the project's folder or set INSIGHTS_CYPHER",
          e);
    }
    StringBuilder about = new StringBuilder();
    Answers answers = null;
    List<Parameter> parameters = new ArrayList<>();
    List<String> cursor = List.of();
    int n = 0;
    for (; n < lines.size() && lines.get(n).startsWith("//"); n++) {
      String comment = lines.get(n).substring(2).strip();
      Matcher line = LINE.matcher(comment);
      try {
        if (!line.matches()) {
          about.append(about.isEmpty() ? "" : " ").append(comment);
        } else if (line.group(1).equals("answers")) {
          answers = Answers.valueOf(line.group(2).toUpperCase(Locale.ROOT));
        } else if (line.group(1).equals("parameter")) {
          parameters.add(Parameter.declared(line.group(2)));
        } else {
          cursor = List.of(line.group(2).split(", "));
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalStateException(file + ", line " + (n + 1) + ": " + e.getMessage(), e);
      }
    }
    if (answers == null) {
      throw new IllegalStateException(
          file + ": it lacks the line // answers one, list, graph or path");
    }
    String cypher = lines.stream().skip(n).collect(Collectors.joining("\n"));
    return new Question(name, about.toString(), answers, List.copyOf(parameters), cursor, cypher);
  }
}
