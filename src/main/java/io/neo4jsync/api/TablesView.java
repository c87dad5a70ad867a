package io.neo4jsync.api;

import io.neo4jsync.graph.GraphCounts;
import io.neo4jsync.mapping.MappingRegistry;
import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.queue.Faults;
import io.neo4jsync.source.SourceCatalog;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.neo4j.driver.exceptions.Neo4jException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How many rows each table has and how many nodes or relationships the graph has of it. Kept for a
 * while, because PostgreSQL has to count.
 */
public final class TablesView {

  private static final long KEPT_NANOS = Duration.ofSeconds(20).toNanos();
  private static final int COUNT_SECONDS = 5;

  private final JdbcTemplate jdbc;
  private final GraphCounts graph;
  private final MappingRegistry mappings;
  private final SourceCatalog catalog;
  private final String softDeleteColumn;
  private Map<String, Object> kept;
  private long keptSince;

  public TablesView(
      DataSource dataSource,
      GraphCounts graph,
      MappingRegistry mappings,
      SourceCatalog catalog,
      String softDeleteColumn) {
    jdbc = new JdbcTemplate(dataSource);
    jdbc.setQueryTimeout(COUNT_SECONDS);
    this.graph = graph;
    this.mappings = mappings;
    this.catalog = catalog;
    this.softDeleteColumn = softDeleteColumn;
  }

  /** By table: live rows, what they become, how many of that there are, and what went wrong. */
  public synchronized Map<String, Object> all() {
    if (kept == null || System.nanoTime() - keptSince > KEPT_NANOS) {
      Collection<TableMapping> all = mappings.current().all();
      Map<String, Long> elements = Map.of();
      String fault = null;
      try {
        elements = graph.of(all);
      } catch (Neo4jException e) {
        fault = "Neo4j does not answer";
      }
      List<Map<String, Object>> tables = new ArrayList<>();
      for (TableMapping mapping : all) {
        tables.add(table(mapping, elements.get(mapping.table()), fault));
      }
      kept = Map.of("tables", tables);
      keptSince = System.nanoTime();
    }
    return kept;
  }

  private Map<String, Object> table(TableMapping mapping, Long elements, String graphFault) {
    Map<String, Object> table = new LinkedHashMap<>();
    table.put("table", mapping.table());
    table.put("element", GraphCounts.pattern(mapping));
    Long rows = null;
    String fault = graphFault;
    try {
      rows = rows(mapping.table());
    } catch (SQLException | DataAccessException e) {
      fault = "the rows cannot be counted within " + COUNT_SECONDS + " s: " + Faults.text(e);
    }
    table.put("rows", rows);
    table.put("elements", elements);
    table.put("fault", fault);
    return table;
  }

  private Long rows(String table) throws SQLException {
    String live =
        catalog.table(table).columns().containsKey(softDeleteColumn)
            ? " WHERE " + SourceCatalog.quoted(softDeleteColumn) + " IS NULL"
            : "";
    return jdbc.queryForObject(
        "SELECT count(*) FROM "
            + SourceCatalog.quoted(catalog.schema())
            + "."
            + SourceCatalog.quoted(table)
            + live,
        Long.class);
  }
}
