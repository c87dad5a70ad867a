package io.neo4jsync.capture;

import io.neo4jsync.mapping.MappingRegistry;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.source.SourceCatalog;
import io.neo4jsync.source.TableDrift;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Says where tables are no longer as {@code install} left them: rows cannot be written, changes are
 * not captured, or the graph may have fallen behind without a change that was captured.
 */
public final class CaptureCheck {

  private static final Duration FORGOTTEN = Duration.ofMinutes(3);

  private final DataSource dataSource;
  private final SourceCatalog catalog;
  private final MappingRegistry mappings;
  private final String softDeleteColumn;
  private Set<Problem> told = Set.of();
  private volatile Look last;

  /** What was found, and when ({@link System#nanoTime}). */
  private record Look(List<Problem> problems, long at) {

    boolean isOlderThan(Duration age) {
      return System.nanoTime() - at > age.toNanos();
    }
  }

  public CaptureCheck(
      DataSource dataSource,
      SourceCatalog catalog,
      MappingRegistry mappings,
      String softDeleteColumn) {
    this.dataSource = dataSource;
    this.catalog = catalog;
    this.mappings = mappings;
    this.softDeleteColumn = softDeleteColumn;
  }

  /** What is wrong with a table, and what to do. */
  public record Problem(String table, String text) {

    @Override
    public String toString() {
      return table + ": " + text;
    }
  }

  /** The problems that were not there the last time this was asked. */
  public synchronized List<Problem> news() throws SQLException {
    List<Problem> all = problems(mappings.current());
    List<Problem> news = all.stream().filter(problem -> !told.contains(problem)).toList();
    told = new LinkedHashSet<>(all);
    return news;
  }

  /**
   * The problems there were when somebody last looked. Empty when that is longer ago than the
   * leader leaves it: an instance that no longer looks must not keep an alert going.
   */
  public List<Problem> last() {
    Look look = last;
    return look == null || look.isOlderThan(FORGOTTEN) ? List.of() : look.problems;
  }

  /**
   * The problems, as they were at most that long ago. The leader looks once a minute by itself; on
   * other instances, who asks makes it look.
   */
  public synchronized List<Problem> within(Duration age) throws SQLException {
    Look look = last;
    return look == null || look.isOlderThan(age) ? problems(mappings.current()) : look.problems;
  }

  /** All problems there are with the tables of this mapping. */
  public synchronized List<Problem> problems(Mappings current) throws SQLException {
    List<Problem> problems = new ArrayList<>();
    catalog.renew(current.all().stream().map(TableMapping::table).toList());
    try (Connection connection = dataSource.getConnection()) {
      for (TableMapping mapping : current.all()) {
        TableDrift drift = TableDrift.of(catalog, mapping, softDeleteColumn);
        drift.fault().ifPresent(fault -> problems.add(new Problem(mapping.table(), fault)));
        List<String> due = new ArrayList<>();
        if (drift.keyFault().isEmpty() && !drift.table().columns().isEmpty()) {
          due.addAll(drift.changes());
          due.addAll(
              new CaptureGaps(connection, catalog.schema(), mapping, softDeleteColumn).all());
        }
        if (!due.isEmpty()) {
          problems.add(
              new Problem(
                  mapping.table(),
                  String.join(", ", due)
                      + "; run install, then full-sync --entity "
                      + mapping.table()));
        }
      }
    }
    last = new Look(List.copyOf(problems), System.nanoTime());
    return problems;
  }
}
