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
  private final String schema;
  private final String softDeleteColumn;
  private final Set<String> needed = new LinkedHashSet<>();
  private final List<String> mismatches = new ArrayList<>();

  private TableDrift(
      TableMapping mapping, SourceTable table, String schema, String softDeleteColumn) {
    this.mapping = mapping;
    this.table = table;
    this.schema = schema;
    this.softDeleteColumn = softDeleteColumn;
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
    return drift;
  }

  /** Looks at the table alone, through a connection at hand. */
  public static TableDrift of(
      Connection connection, String schema, TableMapping mapping, String softDeleteColumn)
      throws SQLException {
    SourceTable table = SourceCatalog.read(connection, schema, mapping.table());
    return new TableDrift(mapping, table, schema, softDeleteColumn);
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

  private void compare(End end, SourceTable target) {
    for (int i = 0; i < end.columns().size(); i++) {
      Column own = table.shape().columns().get(end.columns().get(i));
      Column key = target.shape().columns().get(end.node().key().get(i));
      if (own != null && key != null && !family(own).equals(family(key))) {
        mismatches.add(
            "column %s of table %s has the type %s, but %s of table %s, to which it refers, has %s, so the two can never meet; give both a type of one kind, or correct %s"
                .formatted(
                    end.columns().get(i),
                    table.name(),
                    own.type(),
                    end.node().key().get(i),
                    target.name(),
                    key.type(),
                    file()));
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

  /**
   * Why nothing at all can be done with events of the table; empty if nothing stands against it.
   */
  public Optional<String> keyFault() {
    boolean captured = !table.installed().columns().isEmpty();
    if (table.columns().isEmpty()) {
      return captured ? Optional.of(gone()) : Optional.empty();
    }
    for (String column : mapping.key()) {
      if (table.lost(column)) {
        return Optional.of(lost(column));
      }
      Column before = before(column);
      Column now = table.shape().columns().get(column);
      if (before != null && now != null && !family(before).equals(family(now))) {
        return Optional.of(
            "column %s, the key of table %s, had the type %s when capture was installed and has %s now, so the graph's keys match no longer; run install, then full-sync --allow-prune, which makes its nodes and relationships anew"
                .formatted(column, table.name(), before.type(), now.type()));
      }
    }
    return Optional.empty();
  }

  /** Why no row of the table can be written; empty if nothing stands against it. */
  public Optional<String> fault() {
    Optional<String> fault = keyFault();
    if (fault.isEmpty() && !table.columns().isEmpty()) {
      fault = needed.stream().filter(table::lost).findFirst().map(this::lost);
    }
    return fault.or(() -> mismatches.stream().findFirst());
  }

  /** Throws what stands against writing rows of the table. */
  public void requireReadable() {
    require(fault());
  }

  /** Throws what stands against telling rows of the table by their keys. */
  public void requireKeys() {
    require(keyFault());
  }

  /** Throws if the table had this column when capture was installed, and has it no longer. */
  public void requireColumn(String column) {
    require(table.lost(column) ? Optional.of(lost(column)) : Optional.empty());
  }

  private static void require(Optional<String> fault) {
    fault.ifPresent(
        reason -> {
          throw new SourceException(reason, null);
        });
  }

  /** Whether a row captured before now may have been captured under another shape of the table. */
  public boolean isAltered() {
    return !table.installed().columns().isEmpty() && differs(table.installed());
  }

  /** Whether a column that the route needs was another one then. */
  public boolean differs(TableShape then) {
    if (then.relation() == 0) {
      return false;
    }
    TableShape now = table.shape();
    return then.relation() != now.relation()
        || needed.stream()
            .anyMatch(name -> !same(then.columns().get(name), now.columns().get(name)));
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
    List<String> changes = new ArrayList<>();
    TableShape then = table.installed();
    if (then.relation() == 0 || table.columns().isEmpty()) {
      return changes;
    }
    if (then.relation() != table.shape().relation()) {
      changes.add("it was created anew");
      return changes;
    }
    for (String name : needed) {
      Column before = then.columns().get(name);
      Column now = table.shape().columns().get(name);
      if (before == null || now == null) {
        continue;
      }
      if (before.position() != now.position()) {
        changes.add("column " + name + " was dropped and added anew");
      } else if (!before.kind().equals(now.kind())) {
        changes.add(
            "column %s had the type %s and has %s now".formatted(name, before.type(), now.type()));
      }
    }
    return changes;
  }

  /** What another install accepts, in words: columns that are gone, and the {@link #changes}. */
  public List<String> accepted() {
    List<String> accepted = new ArrayList<>();
    for (String column : needed) {
      if (table.lost(column)) {
        accepted.add(
            column.equals(softDeleteColumn)
                ? "column " + column + " is gone, so every row counts as live"
                : "column " + column + " is gone");
      }
    }
    accepted.addAll(changes());
    return accepted;
  }

  private Column before(String column) {
    Column before = table.installed().columns().get(column);
    return before == null || before.position() == 0 ? null : before;
  }

  private String gone() {
    return "there is no table %s in schema %s any more%s; bring it back under this name, or remove its %s and run install"
        .formatted(table.name(), schema, known(table.whereabouts()), file());
  }

  private String lost(String column) {
    Column before = before(column);
    String renamed = before == null ? null : table.shape().columnAt(before.position());
    String what =
        "column %s is gone from table %s%s since capture was installed"
            .formatted(column, table.name(), known(renamed == null ? "" : "renamed to " + renamed));
    return column.equals(softDeleteColumn) && !mapping.columns().contains(column)
        ? what
            + "; it says which rows are deleted, and without it all would come back: bring it back, or run install to accept that, then full-sync --entity "
            + table.name()
        : what
            + "; correct its %s and run install, or bring the column back, then run retry-failed and full-sync --entity %s"
                .formatted(file(), table.name());
  }

  private static String known(String addition) {
    return addition.isEmpty() ? "" : " (" + addition + ")";
  }

  private String file() {
    return "route file entities/%s.camel.yaml (%s)".formatted(mapping.table(), mapping.routeId());
  }
}
