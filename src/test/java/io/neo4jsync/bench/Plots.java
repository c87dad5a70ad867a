package io.neo4jsync.bench;

import io.neo4jsync.bench.Results.Point;
import java.awt.Color;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the series: one picture each, a line for each of its variants, medians over the rounds. */
final class Plots {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 480;
  private static final int MANY = 60;

  /** An axis that spans more than this is drawn logarithmically. */
  private static final double WIDE = 50;

  private final Results results;

  Plots(Results results) {
    this.results = results;
  }

  /** Returns the names of the files, by scenario. */
  Map<String, List<String>> draw() throws IOException {
    Map<String, Map<String, List<Point>>> pictures = new LinkedHashMap<>();
    for (Point point : results.points()) {
      pictures
          .computeIfAbsent(point.scenario(), s -> new LinkedHashMap<>())
          .computeIfAbsent(point.name(), n -> new ArrayList<>())
          .add(point);
    }
    Map<String, List<String>> files = new LinkedHashMap<>();
    for (var scenario : pictures.entrySet()) {
      for (var picture : scenario.getValue().entrySet()) {
        String file =
            (scenario.getKey() + "-" + picture.getKey()).replaceAll("[^a-zA-Z0-9]+", "-") + ".png";
        draw(scenario.getKey(), picture.getKey(), picture.getValue(), file);
        files.computeIfAbsent(scenario.getKey(), s -> new ArrayList<>()).add(file);
      }
    }
    return files;
  }

  private void draw(String scenario, String name, List<Point> points, String file)
      throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(scenario + ": " + name)
            .xAxisTitle(points.get(0).xName())
            .yAxisTitle(name)
            .build();
    double least = points.stream().mapToDouble(Point::x).min().orElse(0);
    double most = points.stream().mapToDouble(Point::x).max().orElse(0);
    chart.getStyler().setXAxisLogarithmic(least > 0 && most / least > WIDE && points.size() < MANY);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setLegendPosition(LegendPosition.InsideSW);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setYAxisMax(1.1 * points.stream().mapToDouble(Point::y).max().orElse(1));
    Map<String, TreeMap<Double, List<Double>>> lines = new LinkedHashMap<>();
    for (Point point : points) {
      lines
          .computeIfAbsent(point.line(), l -> new TreeMap<>())
          .computeIfAbsent(point.x(), x -> new ArrayList<>())
          .add(point.y());
    }
    chart.getStyler().setLegendVisible(lines.size() > 1);
    lines.forEach(
        (line, values) -> {
          double[] x = values.keySet().stream().mapToDouble(Double::doubleValue).toArray();
          double[] y = values.values().stream().mapToDouble(Report::median).toArray();
          chart
              .addSeries(line, x, y)
              .setMarker(x.length < MANY ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
        });
    BitmapEncoder.saveBitmap(chart, results.folder().resolve(file).toString(), BitmapFormat.PNG);
  }
}
