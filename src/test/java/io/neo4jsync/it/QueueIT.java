package io.neo4jsync.it;

import static io.neo4jsync.it.SmallSource.graph;
import static io.neo4jsync.it.SmallSource.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.Oracle;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.api.management.ManagedCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * What the strategy and its readers do with the queue by hand, and what happens to rows that are
 * bad.
 */
class QueueIT {

  private static final String MONITORING =
      """
      SELECT
          status,
          COUNT(*) as count,
          MIN(created_at) as oldest,
          MAX(created_at) as newest
      FROM neo4j_sync_queue
      GROUP BY status;
      """;

  private static final String FAILED =
      """
      SELECT * FROM neo4j_sync_queue
      WHERE status = 'failed'
      ORDER BY created_at DESC
      LIMIT 10;
      """;

  private static final String RESET =
      "UPDATE neo4j_sync_queue SET status = 'pending' WHERE status = 'failed';";

  @Test
  void rowsPutIntoTheQueueByHandAreSyncedFromTheirPayload() throws Exception {
    try (SmallSource source = new SmallSource().start()) {
      UUID id = UUID.randomUUID();
      source.sql(
          """
          INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation, payload)
          VALUES ('org_functions', '%s', 'INSERT',
                  '{"id": "%s", "name": "By hand", "strategic_priority": 7}')"""
              .formatted(id, id));
      source.drain();
      assertThat(value("MATCH (f:Function {id: $p0}) RETURN f.name", id)).isEqualTo("By hand");
      assertThat(value("MATCH (f:Function {id: $p0}) RETURN f.strategic_priority", id))
          .isEqualTo(7L);
      source.sql(
          "INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation) VALUES ('org_functions', '%s', 'DELETE')"
              .formatted(id));
      source.drain();
      assertThat(graph("MATCH (f:Function) RETURN count(f)")).isZero();
      assertThat(source.rows(MONITORING))
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.get("status")).isEqualTo("completed");
                assertThat(row.get("count")).isEqualTo(2L);
              });
    }
  }

  @Test
  void threePoisonRowsInABatchOfAThousandCostThreeRows() throws Exception {
    try (SmallSource source = new SmallSource("sync.batch.size", "1000")) {
      source.sql(
          """
          INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation, payload)
          SELECT 'tools', k.id, 'INSERT',
                 CASE n WHEN 100 THEN '["no", "object"]'
                        WHEN 500 THEN jsonb_build_object('id', k.id, 'name', 'x', 'is_active', 'perhaps')
                        WHEN 900 THEN jsonb_build_object('id', gen_random_uuid(), 'name', 'x')
                        ELSE jsonb_build_object('id', k.id, 'name', 'tool ' || n) END
            FROM (SELECT n, gen_random_uuid() AS id FROM generate_series(1, 1000) n) k ORDER BY n""");
      source.start().drain();
      assertThat(graph("MATCH (t:Tool) RETURN count(t)")).isEqualTo(997);
      List<Map<String, Object>> failed = source.rows(FAILED);
      assertThat(failed).hasSize(3);
      assertThat(failed.stream().map(row -> row.get("failed_route")))
          .containsExactlyInAnyOrder("process-batch", "process-batch", "entity-tools");
      assertThat(failed.stream().map(row -> (String) row.get("error")))
          .anyMatch(error -> error.contains("not a JSON object"))
          .anyMatch(error -> error.startsWith("column is_active: the value \"perhaps\""))
          .anyMatch(error -> error.contains("must be the same"));
      assertThat(source.number("SELECT count(*) FROM neo4j_sync_queue WHERE status = 'completed'"))
          .isEqualTo(997);
    }
  }

  @Test
  void aRowThatOnlyNeo4jRefusesIsFoundByHalvingAndNamesItsStep() throws Exception {
    try (SmallSource source = new SmallSource("sync.batch.size", "1000")) {
      source.sql(
          """
          INSERT INTO neo4j_sync_queue (entity_type, entity_key, operation, payload)
          SELECT 'tools', k.id, 'INSERT', jsonb_build_object('id', k.id, 'name', 'tool ' || n)
            FROM (SELECT n, CASE n WHEN 300 THEN repeat('too long for an index of Neo4j ', 2000)
                            ELSE 'tool-' || n END AS id FROM generate_series(1, 500) n) k ORDER BY n""");
      source.start().drain();
      assertThat(graph("MATCH (t:Tool) RETURN count(t)")).isEqualTo(499);
      assertThat(source.rows(FAILED))
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.get("failed_route")).isEqualTo("entity-tools");
                assertThat((String) row.get("error"))
                    .contains("step merge-tool")
                    .contains("too large");
              });
    }
  }

  @Test
  void anUnknownTableAnUnknownOperationAndHostileNamesFailAlone() throws Exception {
    try (SmallSource source = new SmallSource().start()) {
      UUID good = source.tool("good");
      for (String entity :
          List.of(
              "nowhere",
              "tools`) DETACH DELETE n //",
              "tools; DROP TABLE tools; --",
              "org_roles?failIfNoConsumers=false&x=${sys.user.home}",
              "../entities/tools",
              "{{neo4j.password}}",
              "")) {
        try (var insert =
            source
                .connection()
                .prepareStatement(
                    "INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation, payload) VALUES (?, gen_random_uuid(), 'UPDATE', '{}')")) {
          insert.setString(1, entity);
          insert.execute();
        }
      }
      source.sql(
          "INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation, payload) VALUES ('tools', gen_random_uuid(), 'MERGE (n) DETACH DELETE n', '{}')");
      source.drain();
      assertThat(source.number("SELECT count(*) FROM neo4j_sync_queue WHERE status = 'failed'"))
          .isEqualTo(8);
      assertThat(source.rows(FAILED))
          .allSatisfy(
              row ->
                  assertThat((String) row.get("error"))
                      .containsAnyOf("no route maps", "is none of INSERT"));
      assertThat(graph("MATCH (t:Tool {id: $p0}) RETURN count(t)", good)).isEqualTo(1);
      assertThat(source.number("SELECT count(*) FROM tools")).isEqualTo(1);
    }
  }

  @Test
  void resettingAnOldFailedRowNeverBringsBackAnOlderValue() throws Exception {
    try (SmallSource source = new SmallSource().start()) {
      UUID tool = source.tool("hammer");
      source.drain();
      source.sql(
          """
          INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation, payload)
          VALUES ('tools', '%s', 'UPDATE', '{"id": "%s", "name": "old", "is_active": "perhaps"}')"""
              .formatted(tool, tool));
      source.drain();
      assertThat(source.rows(FAILED)).hasSize(1);
      source.sql("UPDATE tools SET name = 'new' WHERE id = '%s'".formatted(tool));
      source.drain();
      assertThat(source.rows(FAILED)).as("overtaken by a newer event").isEmpty();
      assertThat(
              source.number(
                  "SELECT count(*) FROM neo4j_sync_queue WHERE superseded_by IS NOT NULL"))
          .isEqualTo(1);
      source.sql(RESET);
      source.drain();
      assertThat(value("MATCH (t:Tool {id: $p0}) RETURN t.name", tool)).isEqualTo("new");
    }
  }

  @Test
  void aFailedRowIsRepairedAndRetried() throws Exception {
    try (SmallSource source = new SmallSource().start()) {
      UUID tool = UUID.randomUUID();
      source.sql(
          "INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation, payload) VALUES ('tools', '%s', 'INSERT', '[]')"
              .formatted(tool));
      source.drain();
      assertThat(source.rows(FAILED)).hasSize(1);
      source.sql(
          "UPDATE neo4j_sync_queue SET payload = '{\"name\": \"repaired\"}' WHERE status = 'failed'");
      source.sql(RESET);
      source.drain();
      assertThat(value("MATCH (t:Tool {id: $p0}) RETURN t.name", tool)).isEqualTo("repaired");
      assertThat(source.rows("SELECT * FROM neo4j_sync_queue"))
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.get("status")).isEqualTo("completed");
                assertThat(row.get("error")).isNull();
                assertThat(row.get("attempts")).isEqualTo(2);
              });
    }
  }

  @Test
  void rowsLeftProcessingByADeadProcessAreWritten() throws Exception {
    try (SmallSource source = new SmallSource()) {
      UUID tool = source.tool("orphan");
      source.sql(
          "UPDATE neo4j_sync_queue SET status = 'processing', claimed_by = 'dead', claimed_at = now()");
      source.start().drain();
      assertThat(graph("MATCH (t:Tool {id: $p0}) RETURN count(t)", tool)).isEqualTo(1);
    }
  }

  @Test
  void aWriterThatIsFencedOffWritesNothingAndFailsNothing() throws Exception {
    try (SmallSource source = new SmallSource()) {
      value("MERGE (s:SyncState {id: 'neo4j-sync'}) SET s.epoch = 99 RETURN s.epoch");
      source.tool("t");
      source.start();
      Awaitility.await("the writer has tried")
          .atMost(Duration.ofSeconds(30))
          .until(() -> pauses(source) > 1);
      assertThat(graph("MATCH (t:Tool) RETURN count(t)")).isZero();
      assertThat(source.sync().queue().count("pending")).isEqualTo(1);
      value("MATCH (s:SyncState {id: 'neo4j-sync'}) SET s.epoch = 0 RETURN s.epoch");
      source.drain();
      assertThat(graph("MATCH (t:Tool) RETURN count(t)")).isEqualTo(1);
    }
  }

  private static long pauses(SmallSource source) throws Exception {
    return source
        .sync()
        .camel()
        .getCamelContextExtension()
        .getContextPlugin(ManagedCamelContext.class)
        .getManagedRoute("outage")
        .getExchangesTotal();
  }

  @Test
  void completedRowsAreRemovedAfterTheirTimeInSmallSteps() throws Exception {
    try (SmallSource source =
        new SmallSource("sync.retention.hours", "1", "sync.retention.step", "10")) {
      source.sql(
          """
          INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation, status, processed_at)
          SELECT 'tools', gen_random_uuid(), 'DELETE', 'completed', now() - interval '2 hours' FROM generate_series(1, 95)""");
      source.sql(
          """
          INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation, status, processed_at)
          VALUES ('tools', gen_random_uuid(), 'DELETE', 'completed', now()), ('tools', gen_random_uuid(), 'DELETE', 'failed', NULL)""");
      source.start();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> source.number("SELECT count(*) FROM neo4j_sync_queue") == 2);
    }
  }

  @Test
  void hostileTextInEveryColumnIsJustText() throws Exception {
    try (SmallSource source = new SmallSource().start()) {
      String hostile =
          "x'}) DETACH DELETE n // \" \\ `Role` ${body} {{neo4j.password}} $rows \uD83D\uDE00 '; DROP TABLE tools; --";
      UUID id = UUID.randomUUID();
      try (var insert =
          source
              .connection()
              .prepareStatement(
                  "INSERT INTO tools (id, name, slug, category, vendor, description, tool_type) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
        insert.setObject(1, id);
        for (int i = 2; i <= 7; i++) {
          insert.setString(i, hostile);
        }
        insert.execute();
      }
      source.drain();
      assertThat(source.rows(FAILED)).isEmpty();
      assertThat(value("MATCH (t:Tool {id: $p0}) RETURN t.description", id)).isEqualTo(hostile);
      new Oracle(source.url(), Databases.driver()).assertEqual();
    }
  }

  /** Their events carry the key alone. */
  @Test
  void statementsOfVeryManyRowsArriveExactly() throws Exception {
    try (SmallSource source = new SmallSource()) {
      source.role("many", source.function("f"), source.department("d", source.function("g")));
      source.tools(2500);
      source.sql(
          "INSERT INTO role_tools (role_id, tool_id, usage_frequency)"
              + " SELECT (SELECT id FROM org_roles), id, 'daily' FROM tools");
      source.start().drain();
      source.oracle().assertEqual();
      assertThat(graph("MATCH (:Role)-[r]->(:Tool) RETURN count(r)")).isEqualTo(2500);
      source.sql("UPDATE tools SET vendor = 'new' WHERE slug < 'tool-2'");
      source.sql("UPDATE role_tools SET usage_frequency = 'rare', id = gen_random_uuid()");
      source.drain();
      source.oracle().assertEqual();
      source.sql("DELETE FROM tools WHERE slug > 'tool-15'");
      source.drain();
      assertThat(source.sync().queue().failures(5)).isEmpty();
      source.oracle().assertEqual();
      assertThat(source.number("SELECT count(*) FROM neo4j_sync_queue WHERE payload IS NULL"))
          .isGreaterThan(12_500);
    }
  }
}
