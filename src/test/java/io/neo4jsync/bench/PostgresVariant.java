package io.neo4jsync.bench;

import io.neo4jsync.bench.Database.Stretch;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.StringJoiner;

/** PostgreSQL alone: events are claimed and completed, and nothing is done with them. */
final class PostgresVariant implements Variant {

  static final String NAME = "postgresql-alone";

  private static final String WORKER = "bench";

  private final Database database;

  PostgresVariant(Database database) {
    this.database = database;
  }

  @Override
  public Drained drain(Stretch stretch) throws SQLException {
    long epoch = database.number("SELECT nextval('neo4j_sync_epoch')");
    QueueSql claim = QueueSql.of("claim-batch.sql");
    QueueSql complete = QueueSql.of("complete-batch.sql");
    long taken = 0;
    long began = System.nanoTime();
    try (PreparedStatement claiming = claim.prepare(database.connection());
        PreparedStatement completing = complete.prepare(database.connection())) {
      while (true) {
        claim.bind(claiming, QueueSql.claim(WORKER, epoch));
        StringJoiner seqs = new StringJoiner(",");
        long before = taken;
        try (ResultSet rows = claiming.executeQuery()) {
          while (rows.next()) {
            seqs.add(rows.getString("seq"));
            rows.getString("payload");
            taken++;
          }
        }
        if (taken == before) {
          break;
        }
        complete.bind(completing, Map.of("seqs", seqs.toString(), "worker", WORKER));
        completing.executeUpdate();
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    if (taken != stretch.events()) {
      throw new WrongResult("%d of %d events were claimed".formatted(taken, stretch.events()));
    }
    return new Drained(seconds, Map.of());
  }
}
