package io.neo4jsync.it;

import io.neo4jsync.cli.SyncCommand;
import io.neo4jsync.testing.Databases;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;

/** Commands in this JVM, with an environment of their own. */
final class Commands {

  private final Map<String, String> environment;

  private Commands(Map<String, String> environment) {
    this.environment = environment;
  }

  /** As the superuser, on that database and the shared graph. */
  static Commands on(String url) {
    return new Commands(
        Map.of(
            "POSTGRES_URL",
            url,
            "POSTGRES_USER",
            "postgres",
            "NEO4J_URI",
            Databases.neo4j().boltURI().toString(),
            "NEO4J_USER",
            ""));
  }

  Commands with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Commands(more);
  }

  Map<String, String> environment() {
    return environment;
  }

  /** What a command printed, and its exit code. */
  record Outcome(int code, String out, String err) {}

  Outcome run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        SyncCommand.execute(
            environment, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Outcome(code, out.toString(), err.toString());
  }
}
