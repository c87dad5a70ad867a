package io.neo4jsync.doctor;

import io.neo4jsync.app.Preflight;
import io.neo4jsync.app.SyncParts;
import io.neo4jsync.graph.GraphSchema;
import io.neo4jsync.mapping.Mappings;
import java.util.List;
import java.util.Optional;
import org.neo4j.driver.Record;
import org.neo4j.driver.Result;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.Transaction;
import org.neo4j.driver.exceptions.Neo4jException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Whether Neo4j lets us in, and is as {@code install} left it. */
final class Neo4jChecks {

  private static final String TRIED = "5.26";

  private final SyncParts parts;

  Neo4jChecks(SyncParts parts) {
    this.parts = parts;
  }

  private Session session() {
    return parts.driver().session(SessionConfig.forDatabase(parts.database()));
  }

  /** Something if the database answers. */
  Optional<Boolean> reach(Findings findings) {
    try {
      Preflight.neo4j(parts);
    } catch (Preflight.RefusedException e) {
      findings.failed("Neo4j", e.getMessage());
      return Optional.empty();
    }
    findings.ok(
        "Neo4j",
        "%s takes the user '%s' to database %s"
            .formatted(
                parts.settings().shownAddress("neo4j.uri"),
                parts.settings().text("neo4j.user"),
                parts.database()));
    return Optional.of(true);
  }

  void version(Findings findings) {
    try (Session session = session()) {
      Record kernel =
          session
              .run(
                  "CALL dbms.components() YIELD name, versions, edition WHERE name = 'Neo4j Kernel'"
                      + " RETURN versions[0] AS version, edition")
              .single();
      String version = kernel.get("version").asString();
      String text = version + " " + kernel.get("edition").asString();
      int major = Integer.parseInt(version.replaceFirst("\\D.*", ""));
      if (major < 5) {
        findings.failed("Neo4j version", text + ", and the sync needs 5", "upgrade the server");
      } else if (major > 5) {
        findings.warning(
            "Neo4j version", text, "the sync has been tried with " + TRIED + "; try yours first");
      } else {
        findings.ok("Neo4j version", text);
      }
    }
  }

  void schema(Mappings mappings, Findings findings) {
    GraphSchema schema = new GraphSchema(parts.driver(), parts.database());
    List<String> gaps = schema.gaps(mappings);
    gaps.forEach(gap -> findings.failed("constraints and indexes", gap));
    if (gaps.isEmpty()) {
      findings.ok("constraints and indexes", "all " + schema.size(mappings) + " are there");
    }
  }

  /** A node without label or property, whose names would outlive the transaction. */
  void write(Findings findings) {
    try (Session session = session();
        Transaction transaction = session.beginTransaction()) {
      Result result = transaction.run("CREATE ()");
      result.consume();
      transaction.rollback();
      findings.ok("writing to Neo4j", "allowed; what was tried is rolled back");
    } catch (Neo4jException e) {
      findings.failed(
          "writing to Neo4j",
          String.valueOf(e.getMessage()).replaceFirst("[.]\\z", ""),
          "give the user the right to write, or point NEO4J_URI and NEO4J_DATABASE to a database that can be written to");
    }
  }

  /** Epochs only grow; after PostgreSQL was restored from a backup they may have gone back. */
  void epoch(Findings findings) {
    Long newest =
        new JdbcTemplate(parts.postgres())
            .queryForObject(
                """
                SELECT CASE WHEN has_sequence_privilege('neo4j_sync_epoch', 'USAGE, SELECT')
                            THEN coalesce(pg_sequence_last_value('neo4j_sync_epoch'), 0) END""",
                Long.class);
    try (Session session = session()) {
      long graph =
          session
              .run(
                  "OPTIONAL MATCH (s:SyncState {id: 'neo4j-sync'}) RETURN coalesce(s.epoch, 0) AS epoch")
              .single()
              .get("epoch")
              .asLong();
      if (newest == null) {
        findings.ok("epoch", "the graph has " + graph + "; PostgreSQL's is not for this user");
      } else if (graph > newest) {
        findings.failed(
            "epoch",
            "the graph has %d and PostgreSQL %d, as after a restore from a backup; nothing can be written"
                .formatted(graph, newest),
            "run SELECT setval('neo4j_sync_epoch', " + graph + "), then full-sync");
      } else {
        findings.ok("epoch", "%d in PostgreSQL, %d in the graph".formatted(newest, graph));
      }
    }
  }
}
