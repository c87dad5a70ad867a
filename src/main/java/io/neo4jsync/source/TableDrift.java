package io.neo4jsync.source;

import io.neo4jsync.mapping.EdgeMapping;
import io.neo4jsync.mapping.EdgeMapping.End;
import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.source.TableShape.Column;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What has become of a table since {@code install} last saw it, as far as its route needs it.
 *
 * <p>A column that is gone stops the table until somebody decides: bring it back, correct the
 * route, or accept the loss by another {@code install}. So does a key the graph can no longer be
 * searched by. Any other alteration stops nothing, but makes payloads captured before it outdated.
 */
public final class TableDrift {

  private final TableMapping mapping;
  private final SourceTable table;
  private final DriftWords words;
  private final Set<String> needed = new LinkedHashSet<>();
  private final List<String> mismatches = new ArrayList<>();
  private Optional<String> keyFault = Optional.empty();
  private Optional<String> fault = Optional.empty();
  private boolean altered;

  private TableDrift(
      TableMapping mapping, SourceTable table, String schema, String softDeleteColumn) {
    this.mapping = mapping;
    this.table = table;
    this.words = new DriftWords(mapping, table, schema, softDeleteColumn);
    needed.addAll(mapping.columns());
    needed.add(softDeleteColumn);
    if (mapping.wholeRow()) {
      needed.addAll(table.installed().columns().keySet());
    }
  }

  /** Looks at the table, and at those it refers to, as the catalogue remembers them. */
  public static TableDrift of(SourceCatalog catalog, TableMapping mapping, String softDeleteColumn)
      throws SQLException {
    SourceTable table = catalog.table(mapping.table());
    TableDrift drift = new TableDrift(mapping, table, catalog.schema(), softDeleteColumn);
    for (EdgeMapping edge : mapping.edges()) {
      for (End end : List.of(edge.from(), edge.to())) {
        if (!end.own()) {
          drift.compare(end, catalog.table(end.node().table()));
        }
      }
    }
    return drift.judge();
  }

  /** Looks at the table alone, through a connection at hand. */
  public static TableDrift of(
      Connection connection, String schema, TableMapping mapping, String softDeleteColumn)
      throws SQLException {
    SourceTable table = SourceCatalog.read(connection, schema, mapping.table());
    return new TableDrift(mapping, table, schema, softDeleteColumn).judge();
  }

  /** The tables that have a say in it: the mapped one, and those it refers to. */
  public static Set<String> tables(TableMapping mapping) {
    Set<String> tables = new LinkedHashSet<>();
    tables.add(mapping.table());
    for (EdgeMapping edge : mapping.edges()) {
      tables.add(edge.from().node().table());
      tables.add(edge.to().node().table());
    }
    return tables;
  }

  /** A relationship between ends of different kinds would be looked for again and again. */
  private void compare(End end, SourceTable target) {
    for (int i = 0; i < end.columns().size(); i++) {
      String column = end.columns().get(i);
      String key = end.node().key().get(i);
      Column own = table.shape().columns().get(column);
      Column other = target.shape().columns().get(key);
      if (own != null && other != null && !family(own).equals(family(other))) {
        mismatches.add(words.mismatch(column, own, target.name(), key, other));
      }
    }
  }

  /** What values must share to be found equal in the graph. */
  private static String family(Column column) {
    String kind = column.kind().split(" ")[0];
    return switch (kind) {
      case "INTEGER", "NUMERIC", "FLOAT" -> "number";
      case "TEXT", "PADDED_TEXT", "JSON", "COMPOSITE" -> "text";
      default -> kind;
    };
  }

  private TableDrift judge() {
    if (table.columns().isEmpty()) {
      keyFault = isCaptured() ? Optional.of(words.gone()) : Optional.empty();
    } else {
      keyFault = mapping.key().stream().flatMap(column -> faultOfKey(column).stream()).findFirst();
    }
    fault = keyFault;
    if (!table.columns().isEmpty()) {
      fault = fault.or(() -> needed.stream().filter(table::lost).findFirst().map(words::lost));
    }
    fault = fault.or(() -> mismatches.stream().findFirst());
    altered = isCaptured() && differs(table.installed());
    return this;
  }

  private boolean isCaptured() {
    return !table.installed().columns().isEmpty();
  }

  private Optional<String> faultOfKey(String column) {
    if (table.lost(column)) {
      return Optional.of(words.lost(column));
    }
    Column before = table.installed().columns().get(column);
    Column now = table.shape().columns().get(column);
    return before == null
            || now == null
            || before.position() == 0
            || family(before).equals(family(now))
        ? Optional.empty()
        : Optional.of(words.retypedKey(column, before, now));
  }

  /** Why nothing can be done with events of the table; empty if nothing stands against it. */
  public Optional<String> keyFault() {
    return keyFault;
  }

  /** Why no row of the table can be written; empty if nothing stands against it. */
  public Optional<String> fault() {
    return fault;
  }

  /** Throws what stands against writing rows of the table. */
  public void requireReadable() {
    require(fault);
  }

  /** Throws what stands against telling rows of the table by their keys. */
  public void requireKeys() {
    require(keyFault);
  }

  /** Throws if the table had this column when capture was installed, and has it no longer. */
  public void requireColumn(String column) {
    require(table.lost(column) ? Optional.of(words.lost(column)) : Optional.empty());
  }

  private static void require(Optional<String> fault) {
    if (fault.isPresent()) {
      throw new SourceException(fault.get(), null);
    }
  }

  /** Whether a row captured before now may have been captured under another shape of the table. */
  public boolean isAltered() {
    return altered;
  }

  /** Whether a column that the route needs was another one then. */
  public boolean differs(TableShape then) {
    TableShape now = table.shape();
    return then.relation() != 0
        && (then.relation() != now.relation()
            || needed.stream()
                .anyMatch(name -> !same(then.columns().get(name), now.columns().get(name))));
  }

  private static boolean same(Column one, Column other) {
    return one == null ? other == null : one.equals(other);
  }

  /** The columns the route needs, and the soft delete column. */
  public Set<String> needed() {
    return needed;
  }

  public SourceTable table() {
    return table;
  }

  public TableMapping mapping() {
    return mapping;
  }

  /**
   * What may have left the graph different from the table, though rows can be written; in words.
   */
  public List<String> changes() {
    TableShape then = table.installed();
    if (then.relation() == 0 || table.columns().isEmpty()) {
      return List.of();
    }
    return then.relation() == table.shape().relation()
        ? words.changes(needed)
        : List.of("it was created anew");
  }

  /** What another install accepts, in words: columns that are gone, and the {@link #changes}. */
  public List<String> accepted() {
    List<String> accepted = new ArrayList<>();
    needed.stream().filter(table::lost).forEach(column -> accepted.add(words.accepted(column)));
    accepted.addAll(changes());
    return accepted;
  }

  /** The command that makes the graph equal again after such an alteration. */
  public String remedy() {
    return keyFault.isEmpty() ? "full-sync --entity " + mapping.table() : "full-sync --allow-prune";
  }
}
