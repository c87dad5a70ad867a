package io.neo4jsync.capture;

import io.neo4jsync.capture.CaptureTable.Existing;
import io.neo4jsync.mapping.TableMapping;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Changes of a table that its triggers do not capture as its route needs it. */
final class CaptureGaps {

  private final Connection connection;
  private final CaptureTable table;
  private final Set<String> needed;
  private final CaptureNotes notes;

  CaptureGaps(Connection connection, String schema, TableMapping mapping, String softDeleteColumn)
      throws SQLException {
    this.connection = connection;
    this.table = new CaptureTable(connection, schema, mapping, softDeleteColumn);
    this.needed = table.needed(table.columns());
    this.notes = new CaptureNotes(connection, schema, mapping);
  }

  /** The gaps in words; {@code install} closes them. */
  List<String> all() throws SQLException {
    List<String> relations = table.relations();
    List<String> gaps = new ArrayList<>();
    for (String relation : relations) {
      String where = relation.equals(relations.get(0)) ? "" : " on " + relation;
      of(relation).stream().map(gap -> gap + where).forEach(gaps::add);
    }
    gaps.addAll(notes.changes(relations.size() - 1));
    return gaps;
  }

  private List<String> of(String relation) throws SQLException {
    List<String> wanted = table.arguments(relation, table.columns());
    Map<String, Existing> existing = table.existing(relation);
    Set<String> silent = new TreeSet<>();
    Set<String> unseen = new LinkedHashSet<>();
    boolean other = false;
    for (String event : CaptureTable.TRIGGERS.keySet()) {
      Existing there = existing.get(CaptureTable.triggerName(event));
      if (there == null || there.isSilent()) {
        silent.add(event);
        continue;
      }
      List<String> arguments = there.list();
      other |= arguments.size() < 3 || !arguments.subList(0, 2).equals(wanted.subList(0, 2));
      if (arguments.size() > 2) {
        unseen.addAll(
            CaptureTable.strings(connection, "SELECT unnest(CAST(? AS text[]))", arguments.get(2)));
      }
    }
    unseen.retainAll(needed);
    if (!silent.isEmpty()) {
      return List.of("triggers for " + silent + " are missing or disabled");
    }
    if (other) {
      return List.of("the triggers know another key than the route");
    }
    return unseen.isEmpty() ? List.of() : List.of("changes of " + unseen + " are not captured");
  }
}
