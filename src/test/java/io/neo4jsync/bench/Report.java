package io.neo4jsync.bench;

import io.neo4jsync.bench.Results.Figure;
import io.neo4jsync.bench.Results.Ratio;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes results.md: medians, the spread, and how variants stand to each other. */
final class Report {

  private final Results results;
  private final StringBuilder text = new StringBuilder();

  Report(Results results) {
    this.results = results;
  }

  /**
   * @param setting what it ran on, by name
   * @param titles of the scenarios that ran, by name
   * @param plots of a scenario, by its name
   */
  void write(
      Map<String, String> setting, Map<String, String> titles, Map<String, List<String>> plots)
      throws IOException {
    text.append("# Results of one run\n\nHow it was measured, and what the columns mean: ")
        .append("bench/README.md. Every number: raw.csv, series.csv.\n\n");
    List<String> failures = results.failures();
    text.append(
        failures.isEmpty()
            ? "Every graph was equal to its source.\n"
            : "**This run failed: " + String.join("; ", failures) + "**\n");
    text.append("\n| | |\n|---|---|\n");
    setting.forEach((name, value) -> text.append("| %s | %s |\n".formatted(name, value)));
    titles.forEach((name, title) -> scenario(name, title, plots.getOrDefault(name, List.of())));
    Files.writeString(results.folder().resolve("results.md"), text);
  }

  private void scenario(String name, String title, List<String> plots) {
    text.append("\n## %s: %s\n".formatted(name, title));
    results.notes(name).forEach(note -> text.append('\n').append(note).append('\n'));
    Map<String, List<Figure>> groups = new LinkedHashMap<>();
    for (Figure figure : results.figures()) {
      if (figure.scenario().equals(name)) {
        groups
            .computeIfAbsent(
                figure.metric() + "\0" + figure.variant(), k -> new java.util.ArrayList<>())
            .add(figure);
      }
    }
    if (!groups.isEmpty()) {
      text.append(
          "\n| metric | unit | variant | median | min | max | rounds |\n|---|---|---|--:|--:|--:|--:|\n");
    }
    groups.keySet().stream()
        .map(key -> key.split("\0")[0])
        .distinct()
        .forEach(
            metric ->
                groups.forEach(
                    (key, figures) -> {
                      if (key.startsWith(metric + "\0")) {
                        row(figures);
                      }
                    }));
    List<Ratio> ratios =
        results.ratios().stream().filter(ratio -> ratio.scenario().equals(name)).toList();
    if (!ratios.isEmpty()) {
      text.append(
          "\n| ratio of | over | under | median | min | max |\n|---|---|---|--:|--:|--:|\n");
      ratios.forEach(this::ratio);
    }
    plots.forEach(plot -> text.append("\n![%s](%s)\n".formatted(plot, plot)));
  }

  private void row(List<Figure> figures) {
    Figure first = figures.get(0);
    double[] values = figures.stream().mapToDouble(Figure::value).sorted().toArray();
    text.append(
        "| %s | %s | %s | %s | %s | %s | %d |\n"
            .formatted(
                first.metric(),
                first.unit(),
                first.variant(),
                shown(median(values)),
                shown(values[0]),
                shown(values[values.length - 1]),
                values.length));
  }

  private void ratio(Ratio ratio) {
    Map<Integer, Double> over = byRound(ratio, ratio.over());
    Map<Integer, Double> under = byRound(ratio, ratio.under());
    double[] values =
        over.keySet().stream()
            .filter(under::containsKey)
            .mapToDouble(round -> over.get(round) / under.get(round))
            .sorted()
            .toArray();
    if (values.length > 0) {
      text.append(
          "| %s | %s | %s | **%s** | %s | %s |\n"
              .formatted(
                  ratio.metric(),
                  ratio.over(),
                  ratio.under(),
                  shown(median(values)),
                  shown(values[0]),
                  shown(values[values.length - 1])));
    }
  }

  private Map<Integer, Double> byRound(Ratio ratio, String variant) {
    Map<Integer, Double> values = new TreeMap<>();
    for (Figure figure : results.figures()) {
      if (figure.scenario().equals(ratio.scenario())
          && figure.metric().equals(ratio.metric())
          && figure.variant().equals(variant)) {
        values.put(figure.round(), figure.value());
      }
    }
    return values;
  }

  static double median(Collection<Double> values) {
    return median(values.stream().mapToDouble(Double::doubleValue).sorted().toArray());
  }

  /**
   * @param sorted at least one value
   */
  static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** With three digits, or whole. */
  static String shown(double value) {
    double size = Math.abs(value);
    String format =
        size >= 100 || value == Math.rint(value)
            ? "%,.0f"
            : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3g";
    return String.format(Locale.ROOT, format, value);
  }

  /** The value below which the given share of the values lies; they are sorted by this. */
  static double percentile(double[] values, double share) {
    Arrays.sort(values);
    return values[Math.min(values.length - 1, (int) Math.ceil(share * values.length) - 1)];
  }
}
