package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.it.Commands.Outcome;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.Oracle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.Driver;

/**
 * The steps of docs/from-the-sketch.md, on a queue and a graph as the strategy's sketch left them.
 */
class FromSketchIT {

  private static final List<String> TABLES =
      List.of("org_functions", "org_departments", "org_roles", "personas", "jtbd");

  @Test
  void aFilledQueueAndAGraphOfTheSketchBecomeEqualToTheSource() throws Exception {
    String url = Databases.newDatabase();
    Databases.emptyGraph();
    Commands commands = Commands.on(url.replaceAll("[?].*", ""));
    try (Connection connection = Databases.connect(url);
        Statement sql = connection.createStatement()) {
      sql.execute(Files.readString(Path.of("demo", "schema.sql")));
      sql.execute(Files.readString(Path.of("demo", "ontology.sql")));
      sketchGraph(sql);
      sketchQueue(sql);

      Outcome refused = commands.run("install");
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.out()).contains("org_roles                5 triggers installed");
      assertThat(refused.err()).contains("neo4j_sync_function_id", "Both Node(");
      sql.execute(
          """
          UPDATE neo4j_sync_queue SET error = payload ->> 'error', payload = payload - 'error'
           WHERE status = 'failed' AND error IS NULL""");
      Databases.driver()
          .executableQuery(
              """
              MATCH (n:Function) WITH n.id AS id, collect(n) AS nodes WHERE size(nodes) > 1
              UNWIND tail(nodes) AS surplus DETACH DELETE surplus""")
          .execute();
      assertThat(commands.run("install").code()).isZero();
      assertThat(commands.run("status").out())
          .containsPattern("pending +40 ")
          .containsPattern("processing +1 ")
          .contains("3  org_roles: Connection refused");
      assertThat(commands.run("retry-failed").out()).startsWith("3 events are pending again");
      assertThat(commands.run("process-queue").out()).startsWith("the queue is empty");
      Outcome synced = commands.run("full-sync", "--allow-prune");
      assertThat(synced.code()).as(synced.err()).isZero();
      assertThat(synced.out()).contains("2 removed, 0 failed");
      Outcome verified = commands.run("verify");
      assertThat(verified.code()).as(verified.out()).isZero();
      new Oracle(url, Databases.driver()).assertEqual();
    }
  }

  /** What its full sync wrote, before the queue's last changes; and what it left behind. */
  private static void sketchGraph(Statement sql) throws Exception {
    Driver graph = Databases.driver();
    for (String[] node :
        new String[][] {
          {"org_functions", "Function"}, {"org_departments", "Department"}, {"org_roles", "Role"}
        }) {
      try (var rows = sql.executeQuery("SELECT id::text, name, slug FROM " + node[0])) {
        while (rows.next()) {
          graph
              .executableQuery(
                  "MERGE (n:%s {id: $id}) SET n.name = $name, n.slug = $slug, n.updated_at = datetime()"
                      .formatted(node[1]))
              .withParameters(
                  Map.of(
                      "id",
                      rows.getString(1),
                      "name",
                      rows.getString(2),
                      "slug",
                      rows.getString(3)))
              .execute();
        }
      }
    }
    graph
        .executableQuery(
            """
            MATCH (d:Department), (f:Function) WITH d, f ORDER BY d.id, f.id
            WITH d, collect(f)[0] AS f MERGE (d)-[:BELONGS_TO]->(f)""")
        .execute();
    // two writers at once, without a constraint; and rows that were deleted while nobody looked
    graph
        .executableQuery("MATCH (f:Function) WITH f LIMIT 1 CREATE (:Function {id: f.id})")
        .execute();
    graph.executableQuery("CREATE (:Role {id: 'gone', name: 'Gone'})").execute();
  }

  private static void sketchQueue(Statement sql) throws Exception {
    sql.execute(Files.readString(Path.of("bench", "strategy.sql")));
    for (String table : TABLES) {
      sql.execute(
          """
          CREATE TRIGGER sync_%s_to_neo4j AFTER INSERT OR UPDATE OR DELETE ON %s
              FOR EACH ROW EXECUTE FUNCTION queue_neo4j_sync()"""
              .formatted(table, table));
    }
    sql.execute("UPDATE org_roles SET name = name || ' (renamed)'");
    sql.execute("UPDATE org_departments SET name = name || ' (renamed)'");
    sql.execute("DELETE FROM tools WHERE slug = (SELECT max(slug) FROM tools)");
    sql.execute(
        """
        UPDATE neo4j_sync_queue SET status = 'completed', processed_at = now()
         WHERE entity_type = 'org_departments'""");
    sql.execute(
        """
        UPDATE neo4j_sync_queue SET status = 'failed', payload = payload || '{"error": "Connection refused"}'
         WHERE id IN (SELECT id FROM neo4j_sync_queue WHERE entity_type = 'org_roles' ORDER BY id LIMIT 3)""");
    sql.execute(
        """
        UPDATE neo4j_sync_queue SET status = 'processing'
         WHERE id = (SELECT id FROM neo4j_sync_queue WHERE status = 'pending' ORDER BY id LIMIT 1)""");
  }
}
