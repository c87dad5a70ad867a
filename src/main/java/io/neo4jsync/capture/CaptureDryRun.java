package io.neo4jsync.capture;

import io.neo4jsync.capture.CaptureInstaller.Line;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.source.TableDrift;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What {@code install} would do to the source's tables; looks only. */
final class CaptureDryRun {

  private final Connection connection;
  private final String schema;
  private final String softDeleteColumn;

  CaptureDryRun(Connection connection, String schema, String softDeleteColumn) {
    this.connection = connection;
    this.schema = schema;
    this.softDeleteColumn = softDeleteColumn;
  }

  List<Line> of(Mappings mappings, boolean always) throws SQLException {
    List<Line> lines = new ArrayList<>();
    boolean installed = isInstalled();
    for (TableMapping mapping : mappings.all()) {
      lines.add(of(mapping, always, installed));
    }
    if (installed) {
      for (String table : CaptureTable.captured(connection)) {
        if (mappings.table(table).isEmpty()) {
          int triggers = CaptureTable.drops(connection, table).size();
          lines.add(
              new Line(
                  table, true, "no route maps it any more: " + triggers + " triggers to drop"));
        }
      }
    }
    return lines;
  }

  /** Whether the queue of this version is there, without which nothing is noted of the tables. */
  private boolean isInstalled() throws SQLException {
    return CaptureTable.strings(
            connection,
            """
            SELECT to_regprocedure('neo4j_sync_may_not_fit(oid)') IS NOT NULL
               AND EXISTS (SELECT FROM pg_attribute
                            WHERE attrelid = to_regclass('neo4j_sync_capture') AND attname = 'changed_seq')""")
        .contains("t");
  }

  private Line of(TableMapping mapping, boolean always, boolean installed) throws SQLException {
    CaptureTable table = new CaptureTable(connection, schema, mapping, softDeleteColumn);
    Set<String> columns = table.columns();
    Optional<TableDrift> drift =
        installed
            ? Optional.of(TableDrift.of(connection, schema, mapping, softDeleteColumn))
            : Optional.empty();
    Optional<Line> hindrance = table.hindrance(columns, drift.flatMap(TableDrift::keyFault));
    if (hindrance.isPresent()) {
      return hindrance.get();
    }
    int created = 0;
    int replaced = 0;
    int dropped = 0;
    List<String> relations = table.relations();
    for (String relation : relations) {
      List<String> arguments = installed ? table.arguments(relation, columns) : null;
      TriggerPlan plan = table.planFor(relation, arguments, always);
      Optional<String> refusal = refusal(relation, plan);
      if (refusal.isPresent()) {
        return new Line(mapping.table(), false, refusal.get());
      }
      created += plan.created();
      replaced += plan.replaced();
      dropped += plan.dropped();
    }
    return new Line(
        mapping.table(),
        true,
        table.summary(
            words(created, replaced, dropped),
            relations.size(),
            columns,
            drift.isEmpty() ? List.of() : table.found(drift.get()),
            drift.map(TableDrift::remedy).orElse("")));
  }

  private static String words(int created, int replaced, int dropped) {
    List<String> words = new ArrayList<>();
    if (created > 0) {
      words.add(created + " triggers to create");
    }
    if (replaced > 0) {
      words.add(replaced + " triggers to replace");
    }
    if (dropped > 0) {
      words.add(dropped + " triggers of the strategy's to drop");
    }
    return words.isEmpty() ? "nothing to do" : String.join(", ", words);
  }

  private Optional<String> refusal(String relation, TriggerPlan plan) throws SQLException {
    if (plan.changes() == 0) {
      return Optional.empty();
    }
    String sql =
        plan.takesOwner()
            ? "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(?)"
            : "SELECT has_table_privilege(to_regclass(?), 'TRIGGER')";
    return CaptureTable.strings(connection, sql, relation).contains("t")
        ? Optional.empty()
        : Optional.of(
            "triggers would be refused: the user needs to own "
                + relation
                + (plan.takesOwner() ? "" : " or have TRIGGER on it"));
  }
}
