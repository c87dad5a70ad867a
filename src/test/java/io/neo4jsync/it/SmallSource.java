package io.neo4jsync.it;

import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.FullSyncs;
import io.neo4jsync.testing.Oracle;
import io.neo4jsync.testing.RunningSync;
import io.neo4jsync.testing.VitalOntology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.neo4j.driver.Driver;

/** VITAL's tables without its rows, the sync running on them, and short ways to write and look. */
final class SmallSource implements AutoCloseable {

  private final String url = Databases.newDatabase();
  private final Driver graph;
  private final Connection connection;
  private final RunningSync sync;

  SmallSource(String... settings) throws Exception {
    this(Databases.clearGraph(), VitalOntology::createSchemaWithConstraints, settings);
  }

  private SmallSource(Driver graph, Schema schema, String... settings) throws Exception {
    this.graph = graph;
    connection = Databases.connect(url);
    schema.create(connection);
    sync = RunningSync.on(url, settings);
    sync.install();
  }

  /** What makes the tables. */
  private interface Schema {
    void create(Connection connection) throws Exception;
  }

  /** The demo's tables with its rows, which capture has not seen. */
  static SmallSource ofDemo(String... settings) throws Exception {
    return new SmallSource(
        Databases.clearGraph(),
        connection -> {
          execute(connection, demo("schema.sql"));
          execute(connection, demo("ontology.sql"));
        },
        settings);
  }

  /**
   * Writes to the graph with Graph Data Science, for a class that runs beside others; it locks
   * {@link Databases#GRAPH_WITH_GDS}.
   */
  static SmallSource besideOthers(String... settings) throws Exception {
    List<String> all = new ArrayList<>(List.of(settings));
    all.addAll(List.of("neo4j.uri", Databases.neo4jWithGds().boltURI().toString()));
    return new SmallSource(
        Databases.clearGraphWithGds(),
        VitalOntology::createSchemaWithConstraints,
        all.toArray(String[]::new));
  }

  /** The text of one of the demo's files. */
  private static String demo(String file) throws IOException {
    return Files.readString(Path.of("demo", file));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  SmallSource start() throws Exception {
    sync.start();
    return this;
  }

  String url() {
    return url;
  }

  Connection connection() {
    return connection;
  }

  RunningSync sync() {
    return sync;
  }

  void drain() {
    sync.drain();
  }

  void sql(String sql) throws SQLException {
    execute(connection, sql);
  }

  /** What capture does not see, as if it had been switched off. */
  void silently(String sql) throws SQLException {
    sql("SET session_replication_role = replica");
    sql(sql);
    sql("RESET session_replication_role");
  }

  FullSyncs fullSyncs() {
    return new FullSyncs(sync);
  }

  Oracle oracle() {
    return new Oracle(url, graph);
  }

  /** Rows as maps from column to value. */
  List<Map<String, Object>> rows(String sql) throws SQLException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        Map<String, Object> row = new HashMap<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.put(result.getMetaData().getColumnLabel(i), result.getObject(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }

  static long graph(String cypher, Object... parameters) {
    return value(cypher, parameters) instanceof Long number ? number : -1;
  }

  /** The first column of the first record; null when there is none. */
  static Object value(String cypher, Object... parameters) {
    Map<String, Object> map = new HashMap<>();
    for (int i = 0; i < parameters.length; i++) {
      map.put("p" + i, parameters[i] instanceof UUID id ? id.toString() : parameters[i]);
    }
    var records =
        Databases.driver().executableQuery(cypher).withParameters(map).execute().records();
    return records.isEmpty() ? null : records.get(0).get(0).asObject();
  }

  /** So many tools, a row each. */
  void tools(int count) throws SQLException {
    sql(
        "INSERT INTO tools (name, slug) SELECT 'tool ' || n, 'tool-' || n FROM generate_series(1, %d) n"
            .formatted(count));
  }

  UUID function(String slug) throws SQLException {
    UUID id = id("function " + slug);
    sql(
        "INSERT INTO org_functions (id, name, slug) VALUES ('%s', '%s', '%s')"
            .formatted(id, slug, slug));
    return id;
  }

  UUID department(String slug, UUID function) throws SQLException {
    UUID id = id("department " + slug);
    sql(
        "INSERT INTO org_departments (id, name, slug, function_id) VALUES ('%s', '%s', '%s', '%s')"
            .formatted(id, slug, slug, function));
    return id;
  }

  UUID role(String slug, UUID function, UUID department) throws SQLException {
    UUID id = id("role " + slug);
    sql(
        """
        INSERT INTO org_roles (id, name, slug, function_id, department_id, geographic_scope)
        VALUES ('%s', '%s', '%s', '%s', '%s', 'global')"""
            .formatted(id, slug, slug, function, department));
    return id;
  }

  UUID tool(String slug) throws SQLException {
    UUID id = id("tool " + slug);
    sql("INSERT INTO tools (id, name, slug) VALUES ('%s', '%s', '%s')".formatted(id, slug, slug));
    return id;
  }

  static UUID id(String of) {
    return UUID.nameUUIDFromBytes(of.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws SQLException {
    sync.close();
    connection.close();
  }
}
