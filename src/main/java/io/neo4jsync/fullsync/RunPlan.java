package io.neo4jsync.fullsync;

import io.neo4jsync.fullsync.RunStep.Kind;
import io.neo4jsync.graph.GraphBatch.Part;
import io.neo4jsync.graph.GraphStrays;
import io.neo4jsync.mapping.EdgeMapping;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.mapping.TableMapping;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The steps of a run, from the mapping alone: nodes before relationships, each table after those
 * its foreign keys point to, and where there is a choice the order of the setting {@code
 * sync.full.order}. A table with foreign keys to itself, or to tables that come later, is read a
 * second time for its relationships when all nodes are there.
 */
final class RunPlan {

  private final List<RunStep> steps = new ArrayList<>();

  RunPlan(Mappings mappings, RunScope scope, List<String> preferred) {
    List<TableMapping> tables = ordered(mappings, scope, preferred);
    List<RunStep> second = new ArrayList<>();
    Set<String> loaded = new LinkedHashSet<>();
    for (TableMapping table : tables) {
      if (table.node().isPresent()) {
        boolean endsCome =
            targets(table).stream().anyMatch(target -> isLater(target, loaded, tables));
        steps.add(RunStep.load(table.table(), endsCome ? Part.NODES : Part.ALL));
        if (endsCome) {
          second.add(RunStep.load(table.table(), Part.RELATIONSHIPS));
        }
        check(table);
        loaded.add(table.table());
      }
    }
    for (TableMapping table : tables) {
      if (table.node().isEmpty()) {
        check(table);
        steps.add(RunStep.load(table.table(), Part.ALL));
      }
    }
    steps.addAll(second);
    if (scope.tenant() == null) {
      GraphStrays.groups(tables).forEach(group -> steps.add(RunStep.strays(group)));
    }
    steps.add(RunStep.of(Kind.SETTLE, null));
  }

  private void check(TableMapping table) {
    steps.add(RunStep.of(Kind.CHECK, table.table()));
    steps.add(RunStep.of(Kind.PRUNE, table.table()));
  }

  private static boolean isLater(String target, Set<String> loaded, List<TableMapping> tables) {
    return !loaded.contains(target)
        && tables.stream().anyMatch(table -> table.table().equals(target));
  }

  private static Set<String> targets(TableMapping table) {
    return table.edges().stream()
        .filter(EdgeMapping::foreignKey)
        .map(edge -> edge.from().own() ? edge.to() : edge.from())
        .map(end -> end.node().table())
        .collect(Collectors.toSet());
  }

  private static List<TableMapping> ordered(
      Mappings mappings, RunScope scope, List<String> preferred) {
    if (scope.table() != null) {
      return mappings.table(scope.table()).stream().toList();
    }
    List<TableMapping> left = new ArrayList<>();
    preferred.forEach(name -> mappings.table(name).ifPresent(left::add));
    mappings.all().stream().filter(table -> !left.contains(table)).forEach(left::add);
    List<TableMapping> ordered = new ArrayList<>();
    Set<String> placed = new LinkedHashSet<>();
    while (!left.isEmpty()) {
      TableMapping next =
          left.stream().filter(table -> isReady(table, placed)).findFirst().orElse(left.get(0));
      left.remove(next);
      placed.add(next.table());
      ordered.add(next);
    }
    return ordered;
  }

  private static boolean isReady(TableMapping table, Set<String> placed) {
    return targets(table).stream()
        .allMatch(target -> target.equals(table.table()) || placed.contains(target));
  }

  List<RunStep> steps() {
    return steps;
  }

  /** The step the run has come to; empty when the mapping no longer has it. */
  Optional<RunStep> current(SyncRun run) {
    return steps.stream().filter(step -> step.isWhere(run)).findFirst();
  }

  /** The step after this one. */
  RunStep after(RunStep step) {
    return steps.get(steps.indexOf(step) + 1);
  }
}
