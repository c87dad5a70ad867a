package io.neo4jsync.queue;

import io.neo4jsync.graph.GraphBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Events taken from the queue together, in order of {@code seq}; or rows like them. */
public class ChangeBatch {

  private final List<Change> changes;

  public ChangeBatch(List<Change> changes) {
    this.changes = List.copyOf(changes);
  }

  /** What has been claimed, cut before and after each event of a whole table. */
  public static List<ChangeBatch> stretches(List<Change> claimed) {
    return new ChangeBatch(claimed).stretches();
  }

  public final List<Change> changes() {
    return changes;
  }

  /** An empty plan for the transaction of this batch. */
  public GraphBatch newGraphBatch() {
    return new GraphBatch(lastSeq());
  }

  public final int getSize() {
    return changes.size();
  }

  /** Whether it was taken from the queue. */
  public boolean isOfEvents() {
    return true;
  }

  /** The positions of the queue rows, comma-separated. */
  public final String getSeqs() {
    return changes.stream()
        .map(change -> String.valueOf(change.seq()))
        .collect(Collectors.joining(","));
  }

  /** Whether this is an event that concerns all rows of its table; it always stands alone. */
  public final boolean isOfTable() {
    return isTruncate() || isFullSync();
  }

  /** Whether this is a TRUNCATE, which always stands alone. */
  public final boolean isTruncate() {
    return getSize() == 1 && changes.get(0).isTruncate();
  }

  /** Whether this asks for a full sync of a table; it always stands alone. */
  public final boolean isFullSync() {
    return getSize() == 1 && changes.get(0).isFullSync();
  }

  /** How often they have been taken; of several the most. */
  public final int getAttempts() {
    return changes.stream().mapToInt(Change::attempts).max().orElse(0);
  }

  /** Highest position in the queue. */
  public final long lastSeq() {
    return changes.get(changes.size() - 1).seq();
  }

  /**
   * Cuts the batch before and after each event that concerns all rows of its table and so cannot
   * share a transaction with their other events.
   */
  List<ChangeBatch> stretches() {
    List<ChangeBatch> stretches = new ArrayList<>();
    List<Change> stretch = new ArrayList<>();
    for (Change change : changes) {
      if (change.isTruncate() || change.isFullSync()) {
        addTo(stretches, stretch);
        stretches.add(new ChangeBatch(List.of(change)));
        stretch = new ArrayList<>();
      } else {
        stretch.add(change);
      }
    }
    addTo(stretches, stretch);
    return stretches;
  }

  /**
   * Divides a batch that cannot be written as a whole: events that are known to be at fault stand
   * after the rest, those of one reason together; where the guilty one is not known, in halves.
   */
  public List<ChangeBatch> parts(Throwable failure) {
    List<ChangeBatch> parts = new ArrayList<>();
    if (failure instanceof BadRowsException bad) {
      Map<String, List<Change>> guilty = new LinkedHashMap<>();
      List<Change> rest = new ArrayList<>();
      for (Change change : changes) {
        String reason = bad.reasons().get(change);
        (reason == null ? rest : guilty.computeIfAbsent(reason, r -> new ArrayList<>()))
            .add(change);
      }
      addTo(parts, rest);
      guilty.values().forEach(changes -> addTo(parts, changes));
    } else {
      addTo(parts, changes.subList(0, getSize() / 2));
      addTo(parts, changes.subList(getSize() / 2, getSize()));
    }
    return parts;
  }

  /**
   * Whether all events are at fault for one and the same reason, so that dividing finds no more.
   */
  boolean isOneFault(Throwable failure) {
    return getSize() == 1
        || (failure instanceof BadRowsException bad
            && changes.stream()
                    .map(change -> bad.reasons().getOrDefault(change, ""))
                    .distinct()
                    .count()
                == 1
            && bad.reasons().containsKey(changes.get(0)));
  }

  private static void addTo(List<ChangeBatch> batches, List<Change> changes) {
    if (!changes.isEmpty()) {
      batches.add(new ChangeBatch(changes));
    }
  }

  @Override
  public String toString() {
    if (getSize() == 1) {
      return changes.get(0).toString();
    }
    return getSize() + " events from seq " + changes.get(0).seq() + " to " + lastSeq();
  }
}
