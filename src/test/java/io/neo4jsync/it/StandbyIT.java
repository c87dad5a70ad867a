package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.neo4jsync.testing.Web;
import org.junit.jupiter.api.Test;

/** What an instance tells that does not lead. */
class StandbyIT {

  @Test
  void theStatusOfAStandbyHasTheProblemsOfTablesAndNamesTheLeader() throws Exception {
    Web web = new Web();
    try (SmallSource source = new SmallSource(web.settings())) {
      source.sql("SELECT pg_advisory_lock(hashtextextended('neo4j-sync leader neo4j-sync', 0))");
      source.sql("ALTER TABLE tools DISABLE TRIGGER USER");
      source.start();
      JsonNode status = web.json("/api/v1/status");
      assertThat(status.at("/instance/leads").asBoolean()).isFalse();
      assertThat(status.get("leader").asText()).contains("by process");
      assertThat(status.get("problems").findValuesAsText("table")).containsExactly("tools");
      assertThat(web.get("/observe/metrics").body()).contains("neo4j_sync_schema_problems 1.0");
    }
  }
}
