package io.neo4jsync.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Every number that was measured; each is written to disk at once. */
final class Results {

  /** A line of raw.csv. */
  record Figure(
      String scenario, String variant, int round, String metric, String unit, double value) {}

  /**
   * A line of series.csv.
   *
   * @param name what grows or falls, with its unit
   * @param xName against what, with its unit
   */
  record Point(
      String scenario, String name, String line, int round, String xName, double x, double y) {}

  /** One variant's metric is to be shown as a multiple of another's, round by round. */
  record Ratio(String scenario, String metric, String over, String under) {}

  private final Path folder;
  private final List<Figure> figures = new ArrayList<>();
  private final List<Point> points = new ArrayList<>();
  private final List<Ratio> ratios = new ArrayList<>();
  private final Map<String, List<String>> notes = new LinkedHashMap<>();
  private final List<String> failures = new ArrayList<>();

  Results(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    try (var old = Files.newDirectoryStream(folder, "*.{png,md,csv}")) {
      for (Path file : old) {
        Files.delete(file);
      }
    }
    Files.writeString(folder.resolve("raw.csv"), "scenario,variant,round,metric,unit,value\n");
    Files.writeString(folder.resolve("series.csv"), "scenario,series,line,round,x_name,x,y\n");
  }

  Path folder() {
    return folder;
  }

  /**
   * @param round 1 for the first; 0 for what is measured once
   */
  void add(String scenario, String variant, int round, String metric, String unit, double value) {
    figures.add(new Figure(scenario, variant, round, metric, unit, value));
    append("raw.csv", scenario, variant, round, metric, unit, number(value));
    System.out.printf(
        Locale.ROOT,
        "  %s  %-24s %-32s %s %s%n",
        round == 0 ? " " : String.valueOf(round),
        variant,
        metric,
        Report.shown(value),
        unit);
  }

  void point(
      String scenario, String name, String line, int round, String xName, double x, double y) {
    points.add(new Point(scenario, name, line, round, xName, x, y));
    append("series.csv", scenario, name, line, round, xName, number(x), number(y));
  }

  void ratio(String scenario, String metric, String over, String under) {
    Ratio ratio = new Ratio(scenario, metric, over, under);
    if (!ratios.contains(ratio)) {
      ratios.add(ratio);
    }
  }

  /** A sentence for the report. */
  void note(String scenario, String text) {
    notes.computeIfAbsent(scenario, s -> new ArrayList<>()).add(text);
  }

  /** Something is wrong: the run will count as failed. */
  void failed(String what) {
    failures.add(what);
    System.out.println("  WRONG: " + what);
  }

  private void append(String file, Object... values) {
    StringBuilder line = new StringBuilder();
    for (Object value : values) {
      String text = String.valueOf(value);
      line.append(line.isEmpty() ? "" : ",").append(text.contains(",") ? '"' + text + '"' : text);
    }
    try {
      Files.writeString(folder.resolve(file), line + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.6g", value);
  }

  List<Figure> figures() {
    return figures;
  }

  List<Point> points() {
    return points;
  }

  List<Ratio> ratios() {
    return ratios;
  }

  List<String> notes(String scenario) {
    return notes.getOrDefault(scenario, List.of());
  }

  List<String> failures() {
    return failures;
  }
}
