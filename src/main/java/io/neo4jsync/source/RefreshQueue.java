package io.neo4jsync.source;

import io.neo4jsync.graph.FollowUps;
import io.neo4jsync.graph.FollowUps.Created;
import io.neo4jsync.graph.FollowUps.Missing;
import io.neo4jsync.mapping.EdgeMapping;
import io.neo4jsync.mapping.MappingRegistry;
import io.neo4jsync.mapping.Mappings;
import io.neo4jsync.mapping.Mappings.Reference;
import io.neo4jsync.mapping.TableMapping;
import io.neo4jsync.queue.QueueEvents;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Queues source rows to be looked at again: events without a payload, for which the writer reads
 * the row at the moment it writes it. This is done before the graph transaction commits, so a crash
 * in between costs a superfluous look and never a relationship.
 */
public final class RefreshQueue {

  private final DataSource dataSource;
  private final SourceCatalog catalog;
  private final MappingRegistry mappings;
  private final String softDeleteColumn;

  public RefreshQueue(
      DataSource dataSource,
      SourceCatalog catalog,
      MappingRegistry mappings,
      String softDeleteColumn) {
    this.dataSource = dataSource;
    this.catalog = catalog;
    this.mappings = mappings;
    this.softDeleteColumn = softDeleteColumn;
  }

  /**
   * Queues what the batch leaves to be looked at again. Tables that cannot be read at this moment
   * are no reason to hold up the batch: what is to be looked at there is queued all the same, fails
   * for that table's reason, and is done when it is retried.
   */
  public void add(FollowUps followUps) throws SQLException {
    if (followUps.isEmpty()) {
      return;
    }
    Mappings current = mappings.current();
    catalog.renew(tables(followUps, current));
    try (Connection connection = dataSource.getConnection()) {
      for (var entry : followUps.created().entrySet()) {
        referrers(connection, current, entry.getKey(), entry.getValue());
      }
      for (var entry : followUps.missing().entrySet()) {
        missing(connection, current, entry.getKey(), entry.getValue());
      }
      for (var entry : followUps.vacated().entrySet()) {
        EdgeMapping edge = entry.getKey();
        List<String> pair = new ArrayList<>(edge.from().columns());
        pair.addAll(edge.to().columns());
        refresh(connection, current, edge.table(), pair, entry.getValue());
      }
    }
  }

  /** The tables that are going to be read. */
  private static Set<String> tables(FollowUps followUps, Mappings current) {
    Set<String> tables = new HashSet<>();
    for (Created created : followUps.created().keySet()) {
      current
          .referencesTo(created.node())
          .forEach(reference -> tables.add(reference.edge().table()));
    }
    for (Missing missing : followUps.missing().keySet()) {
      tables.add(missing.edge().table());
      tables.add(missing.end().node().table());
    }
    followUps.vacated().keySet().forEach(edge -> tables.add(edge.table()));
    return tables;
  }

  private void referrers(
      Connection connection, Mappings current, Created created, Set<List<String>> keys)
      throws SQLException {
    for (Reference reference : current.referencesTo(created.node())) {
      String table = reference.edge().table();
      List<String> columns = reference.end().columns();
      if (!created.fresh()
          || !catalog.isEnforced(
              connection, table, columns, created.node().table(), created.node().key())) {
        refresh(connection, current, table, columns, keys);
      }
    }
  }

  /**
   * A row refers to a node that is not in the graph. If the source does not have it either, the
   * relationship is rightly absent. If its own event failed, that row stands for both: once it is
   * written its referrers are queued. Otherwise its event is on its way, or was never captured:
   * queue both. Where the source cannot be asked, queue the node's row: it fails, and stands for
   * both.
   */
  private void missing(
      Connection connection,
      Mappings current,
      Missing missing,
      Map<List<String>, Set<List<String>>> rows)
      throws SQLException {
    String endTable = missing.end().node().table();
    List<String> endKey = missing.end().node().key();
    Set<List<String>> live = new HashSet<>();
    boolean readable =
        inParts(
            endTable, rows.keySet(), part -> live.addAll(live(connection, endTable, endKey, part)));
    if (!readable) {
      QueueEvents.refresh(connection, null, endTable, rows.keySet());
      return;
    }
    if (live.isEmpty()) {
      return;
    }
    refresh(connection, current, endTable, endKey, live);
    Set<List<String>> referring = new HashSet<>();
    live.forEach(key -> referring.addAll(rows.getOrDefault(key, Set.of())));
    TableMapping table = current.table(missing.edge().table()).orElseThrow();
    refresh(connection, current, table.table(), table.key(), referring);
  }

  /** What is done with values of a table's columns. */
  @FunctionalInterface
  private interface Work {
    void on(Collection<List<String>> values) throws SQLException;
  }

  /**
   * Does it; without those values that are none of the columns' types, for no row has them.
   *
   * @return whether the table can be read that way
   */
  private boolean inParts(String table, Collection<List<String>> values, Work work)
      throws SQLException {
    SourceTable source = catalog.table(table);
    if (source.columns().isEmpty()) {
      return source.installed().columns().isEmpty();
    }
    try {
      work.on(values);
      return true;
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      if (state.startsWith("42")) {
        return false;
      }
      if (!RowSql.isFaultOfValue(e) || (values.size() == 1 && !state.startsWith("22"))) {
        throw SourceReader.readable(e, table);
      }
    }
    List<List<String>> list = List.copyOf(values);
    int half = list.size() / 2;
    return half == 0
        || (inParts(table, list.subList(0, half), work)
            && inParts(table, list.subList(half, list.size()), work));
  }

  private Set<List<String>> live(
      Connection connection, String table, List<String> key, Collection<List<String>> keys)
      throws SQLException {
    SourceTable source = catalog.table(table);
    Set<List<String>> live = new HashSet<>();
    String sql =
        """
        SELECT %s
          FROM %s t%s
         CROSS JOIN LATERAL (SELECT %s AS keys) x
         WHERE %s
           AND NOT EXISTS (
                 SELECT FROM neo4j_sync_queue q
                  WHERE q.entity_type = ? AND q.status = 'failed'
                    AND coalesce(q.entity_key, q.entity_id::text) = neo4j_sync_entity_key(x.keys))
        """
            .formatted(
                key.stream()
                    .map(column -> RowSql.text("t", column))
                    .collect(Collectors.joining(", ")),
                SourceReader.qualified(catalog.schema(), table),
                SourceReader.join(source, key),
                RowSql.texts("t", key),
                source.columns().containsKey(softDeleteColumn)
                    ? "t." + SourceReader.quoted(softDeleteColumn) + " IS NULL"
                    : "TRUE");
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      SourceReader.setKeys(query, 1, keys, key.size());
      query.setString(1 + key.size(), table);
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          List<String> texts = new ArrayList<>();
          for (int i = 1; i <= key.size(); i++) {
            texts.add(result.getString(i));
          }
          live.add(texts);
        }
      }
    }
    return live;
  }

  /** Queues the rows of the table whose columns have one of the value combinations. */
  private void refresh(
      Connection connection,
      Mappings current,
      String table,
      List<String> columns,
      Collection<List<String>> values)
      throws SQLException {
    TableMapping mapping = current.table(table).orElse(null);
    if (mapping == null || values.isEmpty()) {
      return;
    }
    if (!inParts(table, values, part -> refresh(connection, mapping, columns, part))) {
      QueueEvents.fullSync(connection, table);
    }
  }

  private void refresh(
      Connection connection,
      TableMapping mapping,
      List<String> columns,
      Collection<List<String>> values)
      throws SQLException {
    String table = mapping.table();
    String sql =
        """
        INSERT INTO neo4j_sync_queue (entity_type, entity_id, entity_key, operation)
        SELECT ?, e.id, CASE WHEN e.id IS NULL THEN neo4j_sync_entity_key(x.keys) END, 'UPDATE'
          FROM (SELECT %s AS keys FROM %s t%s) x
         CROSS JOIN LATERAL (SELECT neo4j_sync_entity_id(x.keys) AS id) e
        """
            .formatted(
                RowSql.texts("t", mapping.key()),
                SourceReader.qualified(catalog.schema(), table),
                SourceReader.join(catalog.table(table), columns));
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, table);
      SourceReader.setKeys(insert, 2, values, columns.size());
      insert.executeUpdate();
    }
  }
}
