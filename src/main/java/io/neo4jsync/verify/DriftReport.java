package io.neo4jsync.verify;

import io.neo4jsync.graph.Difference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a verification has found. */
public final class DriftReport {

  /** Samples kept of each kind for each table. */
  private static final int SAMPLES = 5;

  /** Characters kept of a value. */
  private static final int LONGEST = 1_000;

  /**
   * What was found of one table.
   *
   * @param checked live rows compared
   * @param missing nodes and relationships the graph does not have
   * @param different those it has with other properties or ends
   * @param extra those no live row demands
   * @param unwritable rows the graph cannot hold
   * @param inFlight rows that differ while the queue still has events about them
   */
  public record Table(
      long checked, long missing, long different, long extra, long unwritable, long inFlight) {

    private Table plus(Table other) {
      return new Table(
          checked + other.checked,
          missing + other.missing,
          different + other.different,
          extra + other.extra,
          unwritable + other.unwritable,
          inFlight + other.inFlight);
    }

    /** Whether the graph is not what the table demands. */
    public boolean isDrift() {
      return missing + different + extra + unwritable > 0;
    }
  }

  /**
   * One thing found.
   *
   * @param kind missing, different, extra or unwritable
   * @param row the key of the row, as the texts of its key columns
   * @param element the node or relationship
   * @param property the property that differs; null when the element as a whole does
   */
  public record Sample(
      String table,
      String kind,
      List<String> row,
      String element,
      String property,
      String expected,
      String found) {}

  private static final Table NONE = new Table(0, 0, 0, 0, 0, 0);

  private final Map<String, Table> tables = new LinkedHashMap<>();
  private final List<Sample> samples = new ArrayList<>();
  private final Map<String, String> problems = new LinkedHashMap<>();

  private void add(String table, Table counts) {
    tables.merge(table, counts, Table::plus);
  }

  void checked(String table, long rows) {
    add(table, new Table(rows, 0, 0, 0, 0, 0));
  }

  void inFlight(String table, long rows) {
    add(table, new Table(0, 0, 0, 0, 0, rows));
  }

  void unwritable(String table, List<String> row, String reason) {
    add(table, new Table(0, 0, 0, 0, 1, 0));
    sample(new Sample(table, "unwritable", row, null, null, null, reason));
  }

  void extra(String table, long count, List<String> sample) {
    add(table, new Table(0, 0, 0, count, 0, 0));
    sample.forEach(text -> sample(new Sample(table, "extra", List.of(), table, null, null, text)));
  }

  /** Differences of one row; several properties of one element count as one. */
  void drift(String table, List<Difference> differences) {
    Map<String, Difference> elements = new LinkedHashMap<>();
    for (Difference difference : differences) {
      String identity =
          difference.kind() + " " + difference.element() + " " + difference.elementId();
      elements.putIfAbsent(identity, difference);
      sample(
          new Sample(
              table,
              difference.kind().name().toLowerCase(java.util.Locale.ROOT),
              difference.row(),
              difference.element(),
              difference.property(),
              text(difference.expected()),
              text(difference.found())));
    }
    for (Difference difference : elements.values()) {
      add(
          table,
          switch (difference.kind()) {
            case MISSING -> new Table(0, 1, 0, 0, 0, 0);
            case DIFFERENT -> new Table(0, 0, 1, 0, 0, 0);
            case EXTRA -> new Table(0, 0, 0, 1, 0, 0);
          });
    }
  }

  private static String text(Object value) {
    String text = value == null ? null : String.valueOf(value);
    return text == null || text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  private void sample(Sample sample) {
    long known =
        samples.stream()
            .filter(s -> s.table().equals(sample.table()) && s.kind().equals(sample.kind()))
            .count();
    if (known < SAMPLES) {
      samples.add(sample);
    }
  }

  void problem(String table, String reason) {
    problems.put(table, reason);
  }

  /** Why tables, or strays of a label or type, could not be compared. */
  public Map<String, String> problems() {
    return problems;
  }

  /** By table, in the order they were looked at. */
  public Map<String, Table> tables() {
    return tables;
  }

  public List<Sample> samples() {
    return samples;
  }

  /** Everything, by the names that {@code verify --json} uses. */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("total", total());
    map.put("tables", tables);
    map.put("samples", samples);
    map.put("problems", problems);
    return map;
  }

  /** All tables together. */
  public Table total() {
    return tables.values().stream().reduce(NONE, Table::plus);
  }

  public boolean isDrift() {
    return total().isDrift();
  }
}
