package io.neo4jsync.bench;

import io.neo4jsync.app.PlannedBatches;
import io.neo4jsync.app.SyncParts;
import io.neo4jsync.bench.Database.Stretch;
import io.neo4jsync.graph.GraphBatch;
import io.neo4jsync.graph.PlannedWriter;
import io.neo4jsync.queue.Change;
import io.neo4jsync.queue.ChangeBatch;
import io.neo4jsync.settings.Settings;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Neo4j alone: the same statements that neo4j-sync runs, planned beforehand by its own classes and
 * run from memory, transaction by transaction. Many batches are planned and run in slices, of which
 * only the running counts.
 */
final class GraphVariant implements Variant {

  static final String NAME = "neo4j-alone";

  /** Batches that are held in memory at a time. */
  private static final int SLICE = 1000;

  private final Lab lab;
  private final Database database;
  private final SyncParts parts;
  private final int batchSize;

  GraphVariant(Lab lab, Database database, int batchSize) {
    this.lab = lab;
    this.database = database;
    this.batchSize = batchSize;
    parts = new SyncParts(Settings.load(Map.of(), lab.settings(database)));
  }

  @Override
  public Drained drain(Stretch stretch) throws Exception {
    long epoch = database.number("SELECT nextval('neo4j_sync_epoch')");
    PlannedWriter writer = new PlannedWriter(lab.graph(), parts.database(), epoch);
    long nanos = 0;
    long next = stretch.first();
    while (next <= stretch.last()) {
      List<ChangeBatch> batches = batches(next, stretch.last());
      next = batches.get(batches.size() - 1).lastSeq() + 1;
      List<GraphBatch> planned = PlannedBatches.of(parts, batches);
      long began = System.nanoTime();
      planned.forEach(writer::write);
      nanos += System.nanoTime() - began;
    }
    database.execute("UPDATE neo4j_sync_queue SET status = 'completed', processed_at = now()");
    return new Drained(nanos / 1e9, Map.of());
  }

  private List<ChangeBatch> batches(long first, long last) throws SQLException {
    List<ChangeBatch> batches = new ArrayList<>();
    List<Change> batch = new ArrayList<>();
    String sql =
        """
        SELECT id::text, seq, entity_type, coalesce(entity_key, entity_id::text), operation, payload::text
          FROM neo4j_sync_queue WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT ?""";
    try (PreparedStatement statement = database.connection().prepareStatement(sql)) {
      statement.setLong(1, first);
      statement.setLong(2, last);
      statement.setInt(3, SLICE * batchSize);
      ResultSet row = statement.executeQuery();
      while (row.next()) {
        batch.add(
            new Change(
                row.getString(1),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                1));
        if (batch.size() == batchSize) {
          batches.add(new ChangeBatch(batch));
          batch.clear();
        }
      }
    }
    if (!batch.isEmpty()) {
      batches.add(new ChangeBatch(batch));
    }
    return batches;
  }

  @Override
  public void close() {
    parts.close();
  }
}
