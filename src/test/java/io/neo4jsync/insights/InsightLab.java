package io.neo4jsync.insights;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.neo4jsync.cli.SyncCommand;
import io.neo4jsync.fullsync.RunScope;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.FullSyncs;
import io.neo4jsync.testing.Oracle;
import io.neo4jsync.testing.RunningSync;
import io.neo4jsync.testing.VitalOntology;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.neo4j.driver.Driver;

/**
 * VITAL's tables, the sync that brings them into a Neo4j with Graph Data Science, and the command.
 */
final class InsightLab implements AutoCloseable {

  private final String url = Databases.newDatabase();
  private final Driver graph = Databases.clearGraphWithGds();
  private final Connection connection;
  private final RunningSync sync;

  private InsightLab(boolean rows, String... settings) throws Exception {
    connection = Databases.connect(url);
    VitalOntology.createSchemaWithConstraints(connection);
    if (rows) {
      VitalOntology.loadDataInOrder(connection);
    } else {
      // so that roles can stand alone
      sql(
          "ALTER TABLE org_roles ALTER function_id DROP NOT NULL, ALTER department_id DROP NOT NULL");
    }
    List<String> all = new ArrayList<>(List.of("neo4j.uri", uri()));
    all.addAll(List.of(settings));
    sync = RunningSync.on(url, all.toArray(String[]::new));
    sync.install();
    sync.start();
  }

  /** The whole ontology, synced. */
  static InsightLab ofOntology(String... settings) throws Exception {
    InsightLab lab = new InsightLab(true, settings);
    lab.fullSync();
    return lab;
  }

  /** Empty tables, to be filled by {@link #sql}. */
  static InsightLab empty(String... settings) throws Exception {
    return new InsightLab(false, settings);
  }

  private static String uri() {
    return Databases.neo4jWithGds().boltURI().toString();
  }

  String url() {
    return url;
  }

  RunningSync sync() {
    return sync;
  }

  Driver graph() {
    return graph;
  }

  Oracle oracle() {
    return new Oracle(url, graph);
  }

  Map<String, Object> fullSync() {
    return new FullSyncs(sync).run(RunScope.EVERYTHING);
  }

  /** What a command printed, and its exit code. */
  record Outcome(int code, String out, String err) {

    JsonNode json() throws Exception {
      return JsonMapper.builder().build().readTree(out);
    }
  }

  /** A command on these databases; {@code more} of the environment comes as key, value. */
  Outcome run(Map<String, String> more, String... arguments) {
    Map<String, String> environment = new HashMap<>();
    environment.put("POSTGRES_URL", url);
    environment.put("POSTGRES_USER", "postgres");
    environment.put("NEO4J_URI", uri());
    environment.put("NEO4J_USER", "");
    environment.putAll(more);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        SyncCommand.execute(
            environment, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Outcome(code, out.toString(), err.toString());
  }

  Outcome refresh() {
    return run(Map.of(), "insights", "refresh", "--json");
  }

  void sql(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The rows, each as its columns' texts. */
  List<List<String>> rows(String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** The records as maps. */
  List<Map<String, Object>> read(String cypher) {
    return graph.executableQuery(cypher).execute().records().stream()
        .map(record -> record.asMap())
        .toList();
  }

  /** The two columns of the records, from the first to the second. */
  @SuppressWarnings("unchecked")
  <T> Map<String, T> pairs(String cypher) {
    Map<String, T> pairs = new LinkedHashMap<>();
    graph
        .executableQuery(cypher)
        .execute()
        .records()
        .forEach(record -> pairs.put(record.get(0).asString(), (T) record.get(1).asObject()));
    return pairs;
  }

  /** The first column of the records. */
  List<String> texts(String cypher) {
    return graph.executableQuery(cypher).execute().records().stream()
        .map(record -> record.get(0).asString())
        .toList();
  }

  /** The first column of the first record; null when there is none. */
  Object value(String cypher) {
    var records = graph.executableQuery(cypher).execute().records();
    return records.isEmpty() ? null : records.get(0).get(0).asObject();
  }

  /** Waits until that is the first value. */
  void await(String cypher, Object value) {
    Awaitility.await(cypher + " gives " + value)
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> assertThat(value(cypher)).isEqualTo(value));
  }

  void tenant(String slug) throws SQLException {
    sql(
        "INSERT INTO tenants (id, name, slug, tenant_path, tenant_level) VALUES ('%s', '%s', '%s', '%s', 0)"
            .formatted(id(slug), slug, slug, slug));
  }

  /** A role of that tenant, or of nobody where it is null. */
  void role(String slug, String tenant) throws SQLException {
    sql(
        "INSERT INTO org_roles (id, name, slug, geographic_scope, tenant_id) VALUES ('%s', '%s', '%s', 'global', %s)"
            .formatted(id(slug), slug, slug, reference(tenant)));
  }

  /** A job of that tenant, or of nobody where it is null, and the roles that do it. */
  void job(String code, String tenant, String... roles) throws SQLException {
    sql(
        """
        INSERT INTO jtbd (id, code, name, tenant_id, functional_area)
        VALUES ('%s', '%s', '%s', %s, (enum_range(NULL::functional_area_type))[1])"""
            .formatted(id(code), code, code, reference(tenant)));
    for (String role : roles) {
      sql(
          "INSERT INTO jtbd_roles (jtbd_id, role_id) VALUES ('%s', '%s')"
              .formatted(id(code), id(role)));
    }
  }

  private static String reference(String tenant) {
    return tenant == null ? "NULL" : "'" + id(tenant) + "'";
  }

  static UUID id(String of) {
    return UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws SQLException {
    sync.close();
    connection.close();
  }
}
