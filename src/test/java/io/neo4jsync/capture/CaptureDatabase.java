package io.neo4jsync.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.app.RouteFiles;
import io.neo4jsync.app.SyncParts;
import io.neo4jsync.settings.Settings;
import io.neo4jsync.testing.Databases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A database of a test's own, with route files of its own, and the queue that fills there. */
final class CaptureDatabase implements AutoCloseable {

  /** A row of the queue; {@code entity} is its entity_key, or the text of its entity_id. */
  record Event(
      long seq,
      String table,
      String id,
      String key,
      String operation,
      String payload,
      String mapped) {

    String entity() {
      return key == null ? id : key;
    }

    @Override
    public String toString() {
      return operation + " " + entity();
    }
  }

  private record Mapped(List<String> key, Set<String> columns) {}

  private static final String ROUTE =
      """
      - route:
          id: "entity-%1$s"
          from:
            uri: "direct:entity-%1$s"
            steps:
              - to:
                  uri: graph:merge-node
                  parameters: { label: "L%2$d", key: "%3$s", properties: "%4$s" }
      """;

  /** Without the parameter that makes every user the superuser. */
  private final String url = Databases.newDatabase().replaceAll("[?].*", "");

  private final Path routes;
  private final Map<String, Mapped> mapped = new LinkedHashMap<>();
  private final Connection connection;

  CaptureDatabase(Path routes) throws SQLException {
    this.routes = routes;
    connection = Databases.connect(url);
  }

  /** Runs the statements, maps the table and installs capture. */
  static CaptureDatabase with(Path routes, String table, String key, String columns, String... sql)
      throws Exception {
    CaptureDatabase database = new CaptureDatabase(routes);
    database.run(sql);
    database.map(table, key, columns).install();
    return database;
  }

  /** Writes a route file that maps the table; key and columns are comma-separated names. */
  CaptureDatabase map(String table, String key, String columns) throws IOException {
    Set<String> all = new LinkedHashSet<>(names(key));
    all.addAll(names(columns));
    mapped.put(table, new Mapped(names(key), all));
    int n = mapped.size();
    Files.writeString(
        routes.resolve("table" + n + ".camel.yaml"), ROUTE.formatted(table, n, key, columns));
    return this;
  }

  /** Takes the table's route file away. */
  void unmap(String table) throws IOException {
    int n = List.copyOf(mapped.keySet()).indexOf(table) + 1;
    Files.delete(routes.resolve("table" + n + ".camel.yaml"));
  }

  private static List<String> names(String list) {
    return List.of(list.split("\\s*,\\s*"));
  }

  /** What the command install does, as superuser; it must succeed for every table. */
  void install() throws Exception {
    assertThat(install("postgres", false)).isNotEmpty().allMatch(CaptureInstaller.Line::good);
  }

  List<CaptureInstaller.Line> install(String user, boolean always) throws Exception {
    try (SyncParts parts = parts(user)) {
      CaptureInstaller installer = installer(parts);
      installer.migrate();
      return installer.install(RouteFiles.mappings(parts), always);
    }
  }

  /** What install says of one table. */
  CaptureInstaller.Line installed(String user, String table) throws Exception {
    return install(user, false).stream()
        .filter(line -> line.table().equals(table))
        .findFirst()
        .orElseThrow();
  }

  List<CaptureInstaller.Line> uninstall() throws SQLException {
    try (SyncParts parts = parts("postgres")) {
      return installer(parts).uninstall();
    }
  }

  private static CaptureInstaller installer(SyncParts parts) {
    return new CaptureInstaller(parts.postgres(), "public", "deleted_at");
  }

  private SyncParts parts(String user) {
    return new SyncParts(
        Settings.load(
            Map.of(),
            Map.of(
                "postgres.url",
                url,
                "postgres.user",
                user,
                "postgres.password",
                "",
                "neo4j.uri",
                "bolt://127.0.0.1:1",
                "neo4j.user",
                "",
                "sync.routes",
                routes.toString())));
  }

  /** The test's own session, in autocommit mode. */
  Connection connection() {
    return connection;
  }

  /** Another session. */
  Connection connect(String user) throws SQLException {
    return DriverManager.getConnection(url, user, "");
  }

  /** The database's name, with which names of roles become unique in the server. */
  String name() throws SQLException {
    return connection.getCatalog();
  }

  void run(String... statements) throws SQLException {
    for (String sql : statements) {
      try (var statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }
  }

  /** The first column of all rows, read by another session, set to UTC. */
  List<String> texts(String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Connection other = connect("postgres");
        var statement = other.createStatement()) {
      statement.execute("SET timezone = 'UTC'");
      ResultSet result = statement.executeQuery(sql);
      while (result.next()) {
        texts.add(result.getString(1));
      }
    }
    return texts;
  }

  String text(String sql) throws SQLException {
    return texts(sql).get(0);
  }

  /** Forgets the events so far. */
  void clear() throws SQLException {
    try (Connection other = connect("postgres");
        var statement = other.createStatement()) {
      statement.execute("DELETE FROM neo4j_sync_queue");
    }
  }

  /** The queued events as {@code "OPERATION key"}, in order. */
  List<String> queued() throws SQLException {
    return events().stream().map(Event::toString).toList();
  }

  /** All events in the order of seq. */
  List<Event> events() throws SQLException {
    List<Event> events = new ArrayList<>();
    String sql =
        """
        SELECT seq, entity_type, entity_id::text, entity_key, operation, payload::text,
               (payload - ARRAY(SELECT k FROM jsonb_object_keys(payload) k
                                 WHERE k <> ALL (string_to_array('%s', ','))))::text AS mapped
          FROM neo4j_sync_queue ORDER BY seq"""
            .formatted(
                mapped.values().stream()
                    .flatMap(m -> m.columns().stream())
                    .map(name -> name.replace("'", "''"))
                    .collect(Collectors.joining(",")));
    try (Connection other = connect("postgres");
        var statement = other.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        events.add(
            new Event(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7)));
      }
    }
    return events;
  }

  /**
   * Replays the events as the writer does (in order of seq, the newest of an entity wins, one
   * without payload reads the row) and compares with the mapped columns of the table's rows.
   */
  void assertReplayGives(String table) throws SQLException {
    assertThat(replay(table)).as("replay of the events of " + table).isEqualTo(state(table));
  }

  private Map<String, String> replay(String table) throws SQLException {
    Map<String, String> state = new TreeMap<>();
    Map<String, String> source = state(table);
    for (Event event : events()) {
      if (event.table().equals(table)) {
        switch (event.operation()) {
          case "TRUNCATE" -> state.clear();
          case "DELETE" -> state.remove(event.entity());
          default -> {
            String row = event.payload() == null ? source.get(event.entity()) : event.mapped();
            if (row == null) {
              state.remove(event.entity());
            } else {
              state.put(event.entity(), row);
            }
          }
        }
      }
    }
    return state;
  }

  /**
   * Every row of the table by its key, in the JSON form that a session set to UTC gives it; a row
   * that has none, in the texts of its columns.
   */
  Map<String, String> state(String table) throws SQLException {
    Mapped mapping = mapped.get(table);
    String keys =
        mapping.key().stream()
            .map(name -> "j ->> '" + name.replace("'", "''") + "'")
            .collect(Collectors.joining(", "));
    String columns =
        mapping.columns().stream()
            .map(name -> "'" + name.replace("'", "''") + "'")
            .collect(Collectors.joining(", "));
    String texts =
        mapping.columns().stream()
            .map(
                name ->
                    "'%s', t.%s::text"
                        .formatted(name.replace("'", "''"), CaptureTable.quoted(name)))
            .collect(Collectors.joining(", "));
    String sql =
        """
        SELECT CASE WHEN cardinality(k) = 1 THEN k[1] ELSE to_jsonb(k)::text END,
               (j - ARRAY(SELECT n FROM jsonb_object_keys(j) n
                           WHERE n <> ALL (ARRAY[%s]::text[])))::text
          FROM (SELECT ARRAY[%s] AS k, j
                  FROM (SELECT coalesce(neo4j_sync_jsonb(t.*, 1000000000), jsonb_build_object(%s)) AS j
                          FROM %s t) r) x"""
            .formatted(columns, keys, texts, CaptureTable.quoted(table));
    Map<String, String> state = new TreeMap<>();
    try (Connection other = connect("postgres");
        var statement = other.createStatement()) {
      statement.execute("SET timezone = 'UTC'");
      ResultSet row = statement.executeQuery(sql);
      while (row.next()) {
        state.put(row.getString(1), row.getString(2));
      }
    }
    return state;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
