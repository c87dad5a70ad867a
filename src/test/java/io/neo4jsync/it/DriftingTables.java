package io.neo4jsync.it;

import io.neo4jsync.capture.CaptureCheck.Problem;
import io.neo4jsync.capture.CaptureInstaller;
import io.neo4jsync.testing.Databases;
import io.neo4jsync.testing.ShippedRoutes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.api.management.ManagedCamelContext;

/**
 * Tables of a test's own, each with its route, in one database on which the sync runs; short ways
 * to alter them and to compare them with the graph.
 */
final class DriftingTables implements AutoCloseable {

  private static final String ROUTE =
      """
      - route:
          id: entity-TABLE
          group: entities
          nodePrefixId: TABLE.
          description: TABLE rows become (:LABEL) nodes.
          from:
            uri: direct:entity-TABLE
            steps:
              - choice:
                  id: by-operation
                  when:
                    - id: is-delete
                      expression:
                        simple:
                          expression: ${variable.operation} == 'DELETE'
                      steps:
                        - to:
                            id: delete
                            uri: graph:delete-node
                            parameters:
                              label: LABEL
                              key: KEY
                  otherwise:
                    id: is-upsert
                    steps:
                      - to:
                          id: merge
                          uri: graph:merge-node
                          parameters:
                            label: LABEL
                            key: KEY
                            properties: "PROPERTIES"
      """;

  private static final String EDGE =
      """
                      - to:
                          id: merge-edge
                          uri: graph:merge-edge
                          parameters:
                            type: OF
                            to: TARGET
                            toColumn: COLUMN
      """;

  private final Path folder;
  private SmallSource source;

  /**
   * @param folder an empty one for the route files
   */
  DriftingTables(Path folder) throws IOException {
    this.folder = folder;
    ShippedRoutes.copyWithoutTables(folder);
  }

  /** Writes the route file of a table whose key is {@code key}. */
  DriftingTables map(String table, String key, String properties) throws IOException {
    return write(table, key, properties, "");
  }

  /** The same, with a relationship OF to the nodes of another table. */
  DriftingTables map(String table, String key, String properties, String column, String target)
      throws IOException {
    String edge = EDGE.replace("TARGET", label(target)).replace("COLUMN", column);
    return write(table, key, properties, edge);
  }

  private DriftingTables write(String table, String key, String properties, String edge)
      throws IOException {
    Files.writeString(
        folder.resolve("entities/" + table + ".camel.yaml"),
        (ROUTE + edge)
            .replace("TABLE", table)
            .replace("LABEL", label(table))
            .replace("KEY", key)
            .replace("PROPERTIES", properties));
    return this;
  }

  /** Creates the tables, installs capture and starts the sync. */
  DriftingTables start(String... sql) throws Exception {
    source = new SmallSource("sync.routes", folder.toString(), "sync.interval.seconds", "0.05");
    for (String statement : sql) {
      source.sql(statement);
    }
    source.sync().install();
    source.start();
    return this;
  }

  SmallSource source() {
    return source;
  }

  static String label(String table) {
    return table.substring(0, 1).toUpperCase() + table.substring(1);
  }

  /** Runs statements, and waits after each until the queue is empty. */
  DriftingTables does(String... statements) throws SQLException {
    for (String sql : statements) {
      source.sql(sql);
      source.drain();
    }
    return this;
  }

  /** What install says of the table. */
  String install(String table) throws Exception {
    var parts = source.sync().parts();
    return source.sync().capture().install(parts.mappings().current(), false).stream()
        .filter(line -> line.table().equals(table))
        .map(CaptureInstaller.Line::text)
        .findFirst()
        .orElseThrow();
  }

  /** What status says of the table. */
  List<String> problems(String table) throws Exception {
    var parts = source.sync().parts();
    return parts.captureCheck().problems(parts.mappings().current()).stream()
        .filter(problem -> problem.table().equals(table))
        .map(Problem::text)
        .toList();
  }

  /** How often the dead letter has been written so far. */
  long deadLetters() {
    return source
        .sync()
        .camel()
        .getCamelContextExtension()
        .getContextPlugin(ManagedCamelContext.class)
        .getManagedRoute("dead-letter")
        .getExchangesTotal();
  }

  /** What retry-failed does. */
  DriftingTables retry() {
    source.sync().queue().retryFailed();
    source.drain();
    return this;
  }

  /** Why events of the table have failed: key to reason. */
  Map<String, String> failures(String table) throws SQLException {
    return source
        .rows(
            "SELECT coalesce(entity_key, entity_id::text) AS key, error FROM neo4j_sync_queue WHERE status = 'failed' AND entity_type = '"
                + table
                + "'")
        .stream()
        .collect(
            Collectors.toMap(row -> (String) row.get("key"), row -> (String) row.get("error")));
  }

  /** The table's live rows by the text of their key, with these columns. */
  Map<String, String> rows(String table, String key, String... columns) throws SQLException {
    String deleted =
        source.number(
                    "SELECT count(*) FROM information_schema.columns WHERE column_name = 'deleted_at' AND table_name = '"
                        + table
                        + "'")
                == 1
            ? " WHERE deleted_at IS NULL"
            : "";
    Map<String, String> rows = new TreeMap<>();
    source
        .rows("SELECT * FROM " + table + deleted)
        .forEach(row -> rows.put(String.valueOf(row.get(key)), texts(row, columns)));
    return rows;
  }

  /** The table's nodes by the text of their key, with these properties. */
  static Map<String, String> nodes(String table, String key, String... properties) {
    Map<String, String> nodes = new TreeMap<>();
    Databases.driver()
        .executableQuery(
            "MATCH (n:%s) OPTIONAL MATCH (n)-[:OF]->(o) RETURN n {.*, of: o.id}"
                .formatted(label(table)))
        .execute()
        .records()
        .forEach(
            record -> {
              Map<String, Object> node = record.get(0).asMap();
              nodes.put(String.valueOf(node.get(key)), texts(node, properties));
            });
    return nodes;
  }

  private static String texts(Map<String, Object> values, String... names) {
    return List.of(names).stream()
        .map(name -> text(values.get(name)))
        .collect(Collectors.joining(", "));
  }

  private static String text(Object value) {
    return value instanceof Number || value == null ? String.valueOf(value) : "'" + value + "'";
  }

  @Override
  public void close() throws SQLException {
    if (source != null) {
      source.close();
    }
  }
}
