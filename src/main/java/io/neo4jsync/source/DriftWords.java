package io.neo4jsync.source;

import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.source.TableShape.Column;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Says of an altered table what has happened, where, and what to do. */
final class DriftWords {

  private final TableMapping mapping;
  private final SourceTable table;
  private final String schema;
  private final String softDeleteColumn;

  DriftWords(TableMapping mapping, SourceTable table, String schema, String softDeleteColumn) {
    this.mapping = mapping;
    this.table = table;
    this.schema = schema;
    this.softDeleteColumn = softDeleteColumn;
  }

  String gone() {
    return "there is no table %s in schema %s any more%s; bring it back under this name, or remove its %s and run install"
        .formatted(table.name(), schema, inBrackets(table.whereabouts()), file());
  }

  String lost(String column) {
    Column before = table.installed().columns().get(column);
    String renamed = before == null ? null : table.shape().columnAt(before.position());
    String what =
        "column %s is gone from table %s%s since capture was installed"
            .formatted(
                column, table.name(), inBrackets(renamed == null ? "" : "renamed to " + renamed));
    return column.equals(softDeleteColumn) && !mapping.columns().contains(column)
        ? what
            + "; it says which rows are deleted, and without it all would come back: bring it back, or run install to accept that, then full-sync --entity "
            + table.name()
        : what
            + "; correct its %s and run install, or bring the column back, then run retry-failed and full-sync --entity %s"
                .formatted(file(), table.name());
  }

  String retypedKey(String column, Column before, Column now) {
    return "column %s, the key of table %s in its %s, had the type %s when capture was installed and has %s now, so the graph's keys match no longer; run install, then full-sync --allow-prune, which makes its nodes and relationships anew"
        .formatted(column, table.name(), file(), before.type(), now.type());
  }

  String mismatch(String column, Column own, String target, String key, Column other) {
    return "column %s of table %s has the type %s, but %s of table %s, to which it refers, has %s, so the two can never meet; give both a type of one kind, or correct its %s"
        .formatted(column, table.name(), own.type(), key, target, other.type(), file());
  }

  /** Which of the columns are other ones than {@code install} saw. */
  List<String> changes(Collection<String> columns) {
    List<String> changes = new ArrayList<>();
    for (String name : columns) {
      Column before = table.installed().columns().get(name);
      Column now = table.shape().columns().get(name);
      if (before == null || now == null) {
        continue;
      }
      if (before.position() != now.position()) {
        changes.add("column " + name + " is another one now (made anew, or renamed to this)");
      } else if (!before.kind().equals(now.kind())) {
        changes.add(
            "column %s had the type %s and has %s now".formatted(name, before.type(), now.type()));
      }
    }
    return changes;
  }

  /** What it means that install no longer asks for a column that is gone. */
  String accepted(String column) {
    return "column "
        + column
        + " is gone"
        + (column.equals(softDeleteColumn) ? ", so every row counts as live" : "");
  }

  private static String inBrackets(String addition) {
    return addition.isEmpty() ? "" : " (" + addition + ")";
  }

  private String file() {
    return "route file entities/%s.camel.yaml (%s)".formatted(mapping.table(), mapping.routeId());
  }
}
