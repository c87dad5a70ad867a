package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.neo4jsync.cli.SyncCommand;
import io.neo4jsync.it.Commands.Outcome;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.VitalOntology;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the commands for operators say and do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandsIT {

  private static final String ID = UUID.randomUUID().toString();

  private SmallSource source;
  private Commands commands;

  @BeforeAll
  void install() throws Exception {
    source = new SmallSource();
    commands = Commands.on(source.url());
  }

  @AfterAll
  void close() throws Exception {
    source.close();
  }

  /** Six failed events, three of tools, an hour apart from noon. */
  @BeforeEach
  void fail() throws Exception {
    source.sql(
        """
        TRUNCATE neo4j_sync_queue;
        INSERT INTO neo4j_sync_queue (id, entity_type, entity_key, operation, status, attempts, error, created_at)
        SELECT CASE n WHEN 0 THEN uuid '%s' ELSE gen_random_uuid() END, CASE WHEN n < 3 THEN 'tools' ELSE 'skills' END,
               'key ' || n, 'UPDATE', 'failed', 2, E'the value "\\x1b[31m' || n || '" does not fit the type date',
               timestamptz '2026-03-01 12:00Z' + n * interval '1 hour'
          FROM generate_series(0, 5) n;
        INSERT INTO neo4j_sync_queue (entity_type, entity_key, operation, created_at)
        VALUES ('tools', 'p', 'UPDATE', now() - interval '90 s')"""
            .formatted(ID));
  }

  private long failed() throws Exception {
    return source.number("SELECT count(*) FROM neo4j_sync_queue WHERE status = 'failed'");
  }

  @Test
  void theDryRunOfInstallSaysAllAndChangesNothing() throws Exception {
    String url = Databases.newDatabase();
    Commands fresh = Commands.on(url);
    try (Connection connection = Databases.connect(url)) {
      VitalOntology.createSchemaWithConstraints(connection);
      connection.createStatement().execute("DROP TABLE role_tools");
    }
    Outcome before = fresh.run("install", "--dry-run", "--grant-to", "nobody_at_all");
    assertThat(before.code()).as(before.err()).isEqualTo(1);
    assertThat(before.out())
        .contains("migrations to apply", "  1 queue", "capture function")
        .contains("tools                    4 triggers to create")
        .contains("role_tools               not in schema public, skipped")
        .contains("nobody_at_all       FAILED: there is no such role")
        .contains("there already: CREATE CONSTRAINT neo4j_sync_tool_id")
        .contains("Nothing was changed.");
    assertThat(fresh.run("install", "--dry-run").code()).isZero();
    try (Connection connection = Databases.connect(url);
        var made =
            connection
                .createStatement()
                .executeQuery("SELECT count(*) FROM pg_class WHERE relname LIKE 'neo4j_sync%'")) {
      made.next();
      assertThat(made.getLong(1)).isZero();
    }
    source.sql("DROP TRIGGER neo4j_sync_insert ON tools");
    source.sql("ALTER TABLE tools DISABLE TRIGGER neo4j_sync_delete");
    source.sql("ALTER TABLE role_skills RENAME TO elsewhere");
    SmallSource.value("DROP CONSTRAINT neo4j_sync_tool_id");
    Outcome after = commands.run("install", "--dry-run");
    assertThat(after.code()).as("a table that was captured is gone").isEqualTo(1);
    assertThat(after.out())
        .contains("0 migrations to apply", "skills                   nothing to do")
        .contains("tools                    1 triggers to create, 1 triggers to replace")
        .contains("FAILED: there is no table role_skills")
        .contains("to create: CREATE CONSTRAINT neo4j_sync_tool_id");
    assertThat(
            SmallSource.graph(
                "SHOW CONSTRAINTS YIELD name WHERE name = 'neo4j_sync_tool_id' RETURN count(*)"))
        .isZero();
    source.sql("ALTER TABLE elsewhere RENAME TO role_skills");
    assertThat(commands.run("install").out())
        .contains("tools                    2 triggers installed", "created: CREATE CONSTRAINT");
  }

  @Test
  void retryMeansWhatItsOptionsSay() throws Exception {
    assertThat(commands.run("retry-failed", "--entity", "tools", "--dry-run").out())
        .contains("3 events would be pending again");
    assertThat(failed()).isEqualTo(6);
    assertThat(
            commands
                .run(
                    "retry-failed",
                    "--after",
                    "2026-03-01T13:00Z",
                    "--before",
                    "2026-03-01 15:00:00+00")
                .out())
        .contains("2 events are pending again");
    assertThat(commands.run("retry-failed", "--id", ID, "--reason", "DOES NOT FIT").out())
        .contains("1 events");
    assertThat(commands.run("retry-failed", "--limit", "2").out()).contains("2 events");
    assertThat(commands.run("retry-failed").out()).contains("1 events");
    assertThat(failed()).isZero();
    Commands nowhere = commands.with("POSTGRES_URL", "jdbc:postgresql://127.0.0.1:1/x");
    for (List<String> wrong :
        List.of(
            List.of("--id", "1"),
            List.of("--limit", "0"),
            List.of("--limit", "x"),
            List.of("--before", "yesterday"),
            List.of("--after", "2026-03-02", "--before", "2026-03-01"),
            List.of("--reason", ""),
            List.of("extra"))) {
      List<String> arguments = new java.util.ArrayList<>(List.of("retry-failed"));
      arguments.addAll(wrong);
      Outcome outcome = nowhere.run(arguments.toArray(String[]::new));
      assertThat(outcome.code()).as("%s %s", wrong, outcome.err()).isEqualTo(2);
    }
  }

  @Test
  void statusTellsLagReasonsLeaderAndKeepsItsKeys() throws Exception {
    String lock = "SELECT pg_advisory_lock(hashtextextended('neo4j-sync leader neo4j-sync', 0))";
    source.sql(lock);
    String text = commands.run("status").out();
    JsonNode json = JsonMapper.builder().build().readTree(commands.run("status", "--json").out());
    source.sql(lock.replace("pg_advisory_lock", "pg_advisory_unlock"));
    assertThat(text)
        .containsPattern("pending +1 +\\d+ s +0 ")
        .containsPattern("failed +6 +\\d+ d +2 ")
        .contains("lag 9", "leader: an instance, ", "by process ")
        .contains("        6  skills, tools: the value … does not fit the type date")
        .contains("failed: UPDATE of skills key 5", "attempt 2")
        .doesNotContain("\u001B");
    assertThat(json.get("queue").get(0).fieldNames())
        .toIterable()
        .contains("status", "count", "oldest", "newest");
    assertThat(json.get("failed").get(0).fieldNames())
        .toIterable()
        .contains(
            "id",
            "entity_type",
            "entity_key",
            "operation",
            "attempts",
            "failed_route",
            "error",
            "created_at");
    assertThat(json.get("runs").isArray()).isTrue();
    assertThat(json.get("problems").isArray()).isTrue();
    assertThat(json.get("lag_seconds").asLong()).isBetween(90L, 200L);
    assertThat(json.get("reasons").get(0).get("count").asLong()).isEqualTo(6);
    assertThat(json.get("leader").get("pid").asLong()).isPositive();
    source.sql(
        "CREATE ROLE status_watcher LOGIN; GRANT SELECT ON neo4j_sync_queue, neo4j_sync_run TO status_watcher");
    Outcome watcher =
        Commands.on(source.url().replaceAll("[?].*", ""))
            .with("POSTGRES_USER", "status_watcher")
            .run("status");
    assertThat(watcher.code()).as(watcher.err()).isZero();
    assertThat(watcher.out()).contains("failed", "PROBLEM: tables: cannot be looked at");
  }

  @Test
  void watchingGoesOnWhenALookFails() throws Exception {
    StringWriter out = new StringWriter();
    Map<String, String> environment = commands.environment();
    Thread watching =
        new Thread(
            () ->
                SyncCommand.execute(
                    environment,
                    new PrintWriter(out, true),
                    new PrintWriter(new StringWriter()),
                    "status",
                    "--watch=0.1"));
    watching.start();
    try {
      awaitText(out, "lag ", 2);
      assertThat(out.toString())
          .containsPattern("completed +~[0-9]")
          .containsPattern("failed +6 +\\d+ d +2 ")
          .contains("failed: UPDATE of skills key 5");
      source.sql(
          "UPDATE neo4j_sync_queue SET error = 'told anew', attempts = 7 WHERE status = 'failed'");
      awaitText(out, "told anew", 1);
      source.sql("ALTER TABLE neo4j_sync_queue RENAME TO neo4j_sync_away");
      awaitText(out, "PostgreSQL does not answer", 2);
      source.sql("ALTER TABLE neo4j_sync_away RENAME TO neo4j_sync_queue");
      awaitText(out, "lag ", out.toString().split("lag ", -1).length + 1);
    } finally {
      watching.interrupt();
      watching.join(10_000);
    }
    assertThat(watching.isAlive()).isFalse();
    assertThat(commands.run("status", "--watch=0").code()).isEqualTo(2);
  }

  private static void awaitText(StringWriter out, String text, int times) {
    Awaitility.await(text)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> out.toString().split(text, -1).length > times);
  }

  @Test
  void completionCompletesInBash(@TempDir Path folder) throws Exception {
    Path script = Files.writeString(folder.resolve("completion"), commands.run("completion").out());
    String words =
        "source "
            + script
            + "; for words in 'neo4j-sync st' 'neo4j-sync retry-failed --re'; do"
            + " COMP_WORDS=($words); COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ));"
            + " _complete_neo4j-sync; echo \"${COMPREPLY[*]}\"; done";
    Process bash =
        new ProcessBuilder("bash", "-c", words)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String answer = new String(bash.getInputStream().readAllBytes());
    assertThat(bash.waitFor()).as(answer).isZero();
    assertThat(answer.lines().map(String::strip)).containsExactly("status", "--reason");
  }
}
