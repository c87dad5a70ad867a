package io.neo4jsync.bench;

import io.neo4jsync.bench.Database.Stretch;
import io.neo4jsync.mapping.Mappings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.Session;

/**
 * The strategy's process_queue, translated literally: row by row, each statement a transaction of
 * its own, the status updated before and after. In its favour: prepared statements, one session
 * instead of one per row, events in the order of {@code seq} through an index. Its graph is not the
 * source's: relationships of old foreign keys stay, and times are text.
 */
final class SketchVariant implements Variant {

  static final String NAME = "sketch";

  /** The strategy's batch_size. */
  private static final int BATCH_SIZE = 100;

  private static final int MOST = 3000;

  private record Item(String id, String table, String operation, String payload) {}

  private final Lab lab;
  private final Database database;
  private final SketchCypher cypher;

  SketchVariant(Lab lab, Database database, Mappings mappings) {
    this.lab = lab;
    this.database = database;
    cypher = new SketchCypher(mappings);
  }

  @Override
  public int most() {
    return MOST;
  }

  @Override
  public Drained drain(Stretch stretch) throws Exception {
    Connection connection = database.connection();
    long done = 0;
    long began = System.nanoTime();
    try (PreparedStatement processing = update(connection, "'processing'");
        PreparedStatement completed = update(connection, "'completed', processed_at = now()");
        Session session = lab.graph().session()) {
      for (List<Item> items = pending(); !items.isEmpty(); items = pending()) {
        for (Item item : items) {
          update(processing, item);
          cypher
              .of(item.table, item.operation, item.payload)
              .forEach(query -> session.run(query).consume());
          update(completed, item);
          done++;
        }
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    if (done != stretch.events()) {
      throw new WrongResult("%d of %d events were processed".formatted(done, stretch.events()));
    }
    return new Drained(seconds, Map.of());
  }

  private static PreparedStatement update(Connection connection, String status)
      throws SQLException {
    return connection.prepareStatement(
        "UPDATE neo4j_sync_queue SET status = " + status + " WHERE id = ?::uuid");
  }

  private static void update(PreparedStatement statement, Item item) throws SQLException {
    statement.setString(1, item.id);
    statement.executeUpdate();
  }

  private List<Item> pending() throws SQLException {
    List<Item> items = new ArrayList<>();
    String sql =
        """
        SELECT id::text, entity_type, operation, payload::text
          FROM neo4j_sync_queue WHERE status IN ('pending', 'processing') ORDER BY seq LIMIT ?""";
    try (PreparedStatement statement = database.connection().prepareStatement(sql)) {
      statement.setInt(1, BATCH_SIZE);
      ResultSet row = statement.executeQuery();
      while (row.next()) {
        items.add(new Item(row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
      }
    }
    return items;
  }
}
