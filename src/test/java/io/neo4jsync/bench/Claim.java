package io.neo4jsync.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the sync's claim under EXPLAIN ANALYZE, and takes it back. */
final class Claim {

  private static final Pattern TIME = Pattern.compile("(Planning|Execution) Time: ([\\d.]+) ms");

  private final Database database;

  Claim(Database database) {
    this.database = database;
  }

  /** Milliseconds in PostgreSQL. */
  record Times(double planning, double execution) {}

  Times explain() throws SQLException {
    Connection connection = database.connection();
    QueueSql claim = QueueSql.explained("claim-batch.sql");
    connection.setAutoCommit(false);
    try (PreparedStatement statement = claim.prepare(connection)) {
      long epoch = database.number("SELECT pg_sequence_last_value('neo4j_sync_epoch')");
      claim.bind(statement, QueueSql.claim("bench", epoch));
      double planning = 0;
      double execution = 0;
      ResultSet lines = statement.executeQuery();
      while (lines.next()) {
        Matcher time = TIME.matcher(lines.getString(1));
        if (time.find()) {
          double value = Double.parseDouble(time.group(2));
          if (time.group(1).equals("Planning")) {
            planning = value;
          } else {
            execution = value;
          }
        }
      }
      return new Times(planning, execution);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }
}
