package io.neo4jsync.queue;

import io.neo4jsync.source.Keys;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/** Which rows the queue has something to say about. */
public final class QueueEvents {

  private final DataSource dataSource;

  public QueueEvents(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * The rows of a table, as their entity keys, about which there are events.
   *
   * @param all whether there is a TRUNCATE, which concerns all rows
   */
  public record Known(Set<String> keys, boolean all) {

    public boolean contains(String entityKey) {
      return all || keys.contains(entityKey);
    }
  }

  /** Those of the rows that have an event on its way. */
  public Known unfinished(String table, Collection<String> entityKeys) throws SQLException {
    return known(
        """
        SELECT coalesce(entity_key, entity_id::text), operation
          FROM neo4j_sync_queue
         WHERE status IN ('pending', 'processing') AND entity_type = ?
           AND (coalesce(entity_key, entity_id::text) = ANY (?) OR operation = 'TRUNCATE')""",
        table,
        entityKeys);
  }

  /**
   * Those of the rows that have an event on its way, or had one completed after a time.
   *
   * @param since seconds of PostgreSQL's clock, from {@link #now}
   */
  public Known touched(String table, Collection<String> entityKeys, double since)
      throws SQLException {
    Known unfinished = unfinished(table, entityKeys);
    Known completed =
        known(
            """
            SELECT coalesce(entity_key, entity_id::text), operation
              FROM neo4j_sync_queue
             WHERE status = 'completed' AND processed_at >= to_timestamp(%s) AND entity_type = ?
               AND (coalesce(entity_key, entity_id::text) = ANY (?) OR operation = 'TRUNCATE')"""
                .formatted(since),
            table,
            entityKeys);
    Set<String> keys = new HashSet<>(unfinished.keys());
    keys.addAll(completed.keys());
    return new Known(keys, unfinished.all() || completed.all());
  }

  /** Those of the rows that have a failed event. */
  public Known failed(String table, Collection<String> entityKeys) throws SQLException {
    return known(
        """
        SELECT coalesce(entity_key, entity_id::text), operation
          FROM neo4j_sync_queue
         WHERE status = 'failed' AND entity_type = ?
           AND coalesce(entity_key, entity_id::text) = ANY (?)""",
        table,
        entityKeys);
  }

  /** Those of the rows that a full sync has queued and that have failed. */
  public Known failedIn(long run, String table, Collection<String> entityKeys) throws SQLException {
    return known(
        """
        SELECT coalesce(entity_key, entity_id::text), operation
          FROM neo4j_sync_queue
         WHERE status = 'failed' AND run_id = %d AND entity_type = ?
           AND coalesce(entity_key, entity_id::text) = ANY (?)"""
            .formatted(run),
        table,
        entityKeys);
  }

  private Known known(String sql, String table, Collection<String> entityKeys) throws SQLException {
    Set<String> keys = new HashSet<>();
    boolean all = false;
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, table);
      // PostgreSQL's texts hold no NUL, so the queue has nothing about such a key
      Object[] possible = entityKeys.stream().filter(key -> key.indexOf('\0') < 0).toArray();
      Array texts = connection.createArrayOf("text", possible);
      query.setArray(2, texts);
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          keys.add(result.getString(1));
          all |= Change.TRUNCATE.equals(result.getString(2));
        }
      }
    }
    return new Known(keys, all);
  }

  /**
   * Has rows with a failed event read and written anew by the queue, which then settles that. Those
   * that have an event on its way, or that this run has queued already, are left alone.
   */
  public void retry(long run, String table, List<List<String>> keys, Known unfinished, Known failed)
      throws SQLException {
    if (failed.keys().isEmpty()) {
      return;
    }
    Known own = failedIn(run, table, failed.keys());
    refresh(
        run,
        table,
        keys.stream()
            .filter(key -> failed.contains(Keys.entityKey(key)))
            .filter(key -> !own.contains(Keys.entityKey(key)))
            .filter(key -> !unfinished.keys().contains(Keys.entityKey(key)))
            .toList());
  }

  /** Queues rows to be read from the source and written, on behalf of a full sync. */
  public void refresh(long run, String table, Collection<List<String>> keys) throws SQLException {
    if (keys.isEmpty()) {
      return;
    }
    try (Connection connection = dataSource.getConnection()) {
      refresh(connection, run, table, keys);
    }
  }

  /**
   * Queues rows to be read from the source and written.
   *
   * @param run the full sync that asks for it; null when none does
   */
  public static void refresh(
      Connection connection, Long run, String table, Collection<List<String>> keys)
      throws SQLException {
    List<String> arrays = new ArrayList<>();
    keys.forEach(key -> arrays.add(arrayLiteral(key)));
    String sql =
        """
        INSERT INTO neo4j_sync_queue (entity_type, entity_id, entity_key, operation, run_id)
        SELECT ?, e.id, CASE WHEN e.id IS NULL THEN neo4j_sync_entity_key(k.keys) END, 'UPDATE', ?
          FROM (SELECT CAST(text AS text[]) AS keys FROM unnest(?) AS x (text)) k
         CROSS JOIN LATERAL (SELECT neo4j_sync_entity_id(k.keys) AS id) e""";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, table);
      insert.setObject(2, run, Types.BIGINT);
      insert.setArray(3, connection.createArrayOf("text", arrays.toArray()));
      insert.executeUpdate();
    }
  }

  /** Queues a full sync of the table: rows of it must be looked at, and cannot be named. */
  public static void fullSync(Connection connection, String table) throws SQLException {
    String sql =
        """
        INSERT INTO neo4j_sync_queue (entity_type, entity_key, operation)
        VALUES (?, '* full sync', 'FULL_SYNC')""";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, table);
      insert.executeUpdate();
    }
  }

  private static String arrayLiteral(List<String> texts) {
    StringBuilder literal = new StringBuilder("{");
    for (String text : texts) {
      literal
          .append(literal.length() == 1 ? "" : ",")
          .append('"')
          .append(text.replace("\\", "\\\\").replace("\"", "\\\""))
          .append('"');
    }
    return literal.append('}').toString();
  }

  /** PostgreSQL's clock, in seconds. */
  public double now() throws SQLException {
    return number("SELECT extract(epoch FROM clock_timestamp())::float8");
  }

  /** How many events are on their way. */
  public long unfinished() throws SQLException {
    return (long)
        number("SELECT count(*) FROM neo4j_sync_queue WHERE status IN ('pending', 'processing')");
  }

  /** How many events of the run are on their way. */
  public long unfinishedOf(long run) throws SQLException {
    return (long)
        number(
            "SELECT count(*) FROM neo4j_sync_queue"
                + " WHERE status IN ('pending', 'processing') AND run_id = "
                + run);
  }

  /** How many events of the run have failed. */
  public long failedOf(long run) throws SQLException {
    return (long)
        number("SELECT count(*) FROM neo4j_sync_queue WHERE status = 'failed' AND run_id = " + run);
  }

  private double number(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query = connection.prepareStatement(sql);
        ResultSet result = query.executeQuery()) {
      result.next();
      return result.getDouble(1);
    }
  }
}
