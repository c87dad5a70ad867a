package io.neo4jsync.chaos;

import java.sql.SQLException;
import java.util.Random;

/** Statements over many rows, as a migration or a nightly job makes them. */
final class Bulk {

  private final Cluster cluster;

  Bulk(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Changes every row of the table. */
  void update(String table, String note) throws SQLException {
    update(table, note, "true");
  }

  /** Changes the rows for which the condition holds. */
  void update(String table, String note, String condition) throws SQLException {
    cluster.patiently(
        "UPDATE %s SET description = '%s of ' || id WHERE %s".formatted(table, note, condition));
  }

  /** Some hundred new rows, or all those of earlier calls away. */
  void insertOrDelete(Random random) throws SQLException {
    int number = random.nextInt(1_000_000);
    switch (random.nextInt(4)) {
      case 0 ->
          cluster.patiently(
              """
              INSERT INTO tools (name, slug)
              SELECT 'bulk %1$d ' || n, 'bulk-%1$d-' || n FROM generate_series(1, 300) n
              ON CONFLICT DO NOTHING"""
                  .formatted(number));
      case 1 ->
          cluster.patiently(
              """
              INSERT INTO role_tools (role_id, tool_id, tool_name)
              SELECT r.id, t.id, t.name FROM org_roles r CROSS JOIN tools t
               ORDER BY md5(r.id::text || t.id || '%d') LIMIT 300"""
                  .formatted(number));
      case 2 -> cluster.patiently("DELETE FROM tools WHERE name LIKE 'bulk %'");
      default ->
          cluster.patiently(
              "DELETE FROM role_tools WHERE id IN (SELECT id FROM role_tools ORDER BY md5(id || '%d') LIMIT 200)"
                  .formatted(number));
    }
  }
}
