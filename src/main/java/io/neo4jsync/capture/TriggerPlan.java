package io.neo4jsync.capture;

import io.neo4jsync.capture.CaptureTable.Existing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What has to be done on one table or partition so that its triggers are as they should be.
 *
 * @param statements in their order
 */
record TriggerPlan(List<String> statements, int created, int replaced, int dropped) {

  /**
   * @param function as the triggers name it
   * @param arguments of the triggers as they should be; null when that cannot be told yet
   * @param existing the triggers that there are, by name
   */
  static TriggerPlan of(
      String relation,
      String function,
      List<String> arguments,
      Map<String, Existing> existing,
      boolean always) {
    List<String> statements = new ArrayList<>();
    Map<String, Existing> others = new LinkedHashMap<>(existing);
    int created = 0;
    int replaced = 0;
    for (var trigger : new TreeMap<>(CaptureTable.TRIGGERS).entrySet()) {
      String name = CaptureTable.triggerName(trigger.getKey());
      Existing there = others.remove(name);
      String enabled = always || (there != null && there.enabled().equals("A")) ? "A" : "O";
      if (arguments != null && new Existing(CaptureTable.hex(arguments), enabled).equals(there)) {
        continue;
      }
      statements.add(
          "CREATE OR REPLACE TRIGGER %s AFTER %s ON %s %s FOR EACH STATEMENT EXECUTE FUNCTION %s(%s)"
              .formatted(
                  name,
                  trigger.getKey(),
                  relation,
                  trigger.getValue(),
                  function,
                  arguments == null
                      ? "…"
                      : arguments.stream()
                          .map(CaptureTable::literal)
                          .collect(Collectors.joining(", "))));
      if (enabled.equals("A") || (there != null && !there.enabled().equals(enabled))) {
        // needs the table's owner, unlike creating the trigger
        statements.add(
            "ALTER TABLE %s ENABLE %s TRIGGER %s"
                .formatted(relation, enabled.equals("A") ? "ALWAYS" : "", name));
      }
      created += there == null ? 1 : 0;
      replaced += there == null ? 0 : 1;
    }
    for (String foreign : others.keySet()) {
      // row triggers made by the strategy's own SQL would queue every change twice
      statements.add("DROP TRIGGER %s ON %s".formatted(CaptureTable.quoted(foreign), relation));
    }
    return new TriggerPlan(statements, created, replaced, others.size());
  }

  int changes() {
    return created + replaced + dropped;
  }

  /** Whether the statements take the table's owner, and not just TRIGGER on it. */
  boolean takesOwner() {
    return statements.stream().anyMatch(statement -> !statement.startsWith("CREATE"));
  }
}
