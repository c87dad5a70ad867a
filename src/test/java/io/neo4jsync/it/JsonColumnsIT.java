package io.neo4jsync.it;

import static io.neo4jsync.it.SmallSource.graph;
import static io.neo4jsync.it.SmallSource.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neo4jsync.settings.RowLimits;
import io.neo4jsync.source.SourceCatalog;
import io.neo4jsync.source.SourceException;
import io.neo4jsync.source.SourceReader;
import io.neo4jsync.testing.ShippedRoutes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that jsonb cannot hold, on their way from the application's statement to the graph. */
class JsonColumnsIT {

  private static final String ROUTE =
      """
      - route:
          id: entity-papers
          group: entities
          nodePrefixId: papers.
          description: papers rows become (:Paper) nodes that cite each other.
          from:
            uri: direct:entity-papers
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
                            id: delete-paper
                            uri: graph:delete-node
                            parameters:
                              label: Paper
                              key: number
                  otherwise:
                    id: is-upsert
                    steps:
                      - to:
                          id: merge-paper
                          uri: graph:merge-node
                          parameters:
                            label: Paper
                            key: number
                            properties: title, body, parts, cover
                      - to:
                          id: cites
                          uri: graph:merge-edge
                          parameters:
                            type: CITES
                            to: Paper
                            toColumn: cites
      """;

  private static final String BODIES =
      "MATCH (p:Paper) WITH p ORDER BY p.number RETURN collect(p.number + ' ' + p.body)";

  private SmallSource source;

  @BeforeEach
  void createPapers(@TempDir Path folder) throws Exception {
    ShippedRoutes.copyTo(folder);
    Files.writeString(folder.resolve("entities/papers.camel.yaml"), ROUTE);
    source = new SmallSource("sync.routes", folder.toString());
    source.sql("CREATE TYPE cover AS (colour text, picture json)");
    source.sql(
        """
        CREATE TABLE papers (
          number bigint PRIMARY KEY, title text, body json, parts json[], cover cover,
          cites bigint REFERENCES papers, note json)""");
    source.sync().install();
    source.start();
  }

  @AfterEach
  void close() throws Exception {
    source.close();
  }

  private void write(String sql) throws Exception {
    source.sql(sql);
    source.drain();
  }

  private List<String> errors() throws Exception {
    return source.rows("SELECT error FROM neo4j_sync_queue WHERE status = 'failed'").stream()
        .map(row -> (String) row.get("error"))
        .toList();
  }

  @Test
  void documentsThatJsonbCannotHoldArriveAsTheyAre() throws Exception {
    write(
        """
        INSERT INTO papers (number, body, cites) VALUES
          (1, '{"b": [1.50], "a": 1}', NULL),
          (2, '"\\u0000"', 1),
          (3, '{"lone": "\\ud800", "pair": "\\ud83d\\ude00", "\\udc00": "\\udc00\\ud83d"}', 2),
          (4, '[1e999999, "ä"]', 3),
          (5, '{"a": 1, "b": "\\u0000", "a": [2]}', 4),
          (6, '[]', 5)""");
    assertThat(value(BODIES))
        .isEqualTo(
            List.of(
                "1 {\"a\": 1, \"b\": [1.50]}",
                "2 \"\\u0000\"",
                "3 {\"lone\": \"\\ud800\", \"pair\": \"\uD83D\uDE00\","
                    + " \"\\udc00\": \"\\udc00\\ud83d\"}",
                "4 [1E+999999, \"ä\"]",
                "5 {\"a\": [2], \"b\": \"\\u0000\"}",
                "6 []"));
    assertThat(graph("MATCH (:Paper)-[r:CITES]->(:Paper) RETURN count(r)")).isEqualTo(5);
    write(
        """
        INSERT INTO papers (number, parts, cover, note, cites) VALUES
          (7, ARRAY['1', '"\\ud800"']::json[], ROW('red', '"\\u0000"'), '"\\u0000"', 2)""");
    assertThat(value("MATCH (p:Paper {number: 7}) RETURN p.parts"))
        .isEqualTo(List.of("1", "\"\\ud800\""));
    assertThat(value("MATCH (p:Paper {number: 7}) RETURN p.cover"))
        .isEqualTo("{\"colour\": \"red\", \"picture\": \"\\u0000\"}");
    assertThat(errors()).isEmpty();
  }

  @Test
  void changesOfSuchRowsArrive() throws Exception {
    write("INSERT INTO papers (number, body) SELECT n, '\"\\u0000\"' FROM generate_series(1, 5) n");
    write("UPDATE papers SET body = '[]' WHERE number = 1");
    write("UPDATE papers SET number = 12, cites = 1 WHERE number = 2");
    write("UPDATE papers SET body = '\"\\ud800\"', title = 'new' WHERE number = 3");
    write("DELETE FROM papers WHERE number = 4");
    assertThat(value(BODIES))
        .isEqualTo(List.of("1 []", "3 \"\\ud800\"", "5 \"\\u0000\"", "12 \"\\u0000\""));
    assertThat(value("MATCH (p:Paper {number: 12})-[:CITES]->(q) RETURN q.number")).isEqualTo(1L);
    write("TRUNCATE papers; INSERT INTO papers (number, body) VALUES (3, '\"\\u0000\"'), (6, '1')");
    assertThat(value(BODIES)).isEqualTo(List.of("3 \"\\u0000\"", "6 1"));
    assertThat(errors()).isEmpty();
  }

  @Test
  void aRowThatCannotBeReadAtAllFailsAlone() throws Exception {
    write(
        "INSERT INTO papers (number, body) SELECT n, CASE n WHEN 20 THEN '1e99999999999'"
            + " ELSE '\"\\u0000\"' END::json FROM generate_series(1, 40) n");
    assertThat(graph("MATCH (p:Paper) RETURN count(p)")).isEqualTo(39);
    assertThat(errors())
        .singleElement()
        .asString()
        .startsWith("a row of table papers cannot be read: the row is not valid JSON: ")
        .contains("1e99999999999");
    write("UPDATE papers SET body = '1' WHERE number = 20");
    assertThat(graph("MATCH (p:Paper) RETURN count(p)")).isEqualTo(40);
    assertThat(errors()).isEmpty();
  }

  @Test
  void aLargeRowIsReadWhenItIsWritten() throws Exception {
    write("INSERT INTO papers (number, title) VALUES (1, repeat('x', 9000000)), (2, 'small')");
    assertThat(source.rows("SELECT FROM neo4j_sync_queue WHERE payload IS NULL")).hasSize(1);
    assertThat(graph("MATCH (p:Paper {number: 1}) RETURN size(p.title)")).isEqualTo(9_000_000);
    write("DELETE FROM papers WHERE number = 1");
    assertThat(graph("MATCH (p:Paper) RETURN count(p)")).isEqualTo(1);
  }

  /** Where JSON has more than one text for a number, the key's text is the one in the queue. */
  @Test
  void rowsAreFoundByTheirKeysWhateverTheirDocuments() throws Exception {
    source.sql("CREATE TABLE floats (id double precision PRIMARY KEY, body json, t text)");
    source.sql("INSERT INTO floats VALUES (1e20, '\"\\u0000\"'), (1e-7, '{\"b\": 1, \"aa\": 2}')");
    var postgres = source.sync().parts().postgres();
    RowLimits limits = RowLimits.of(source.sync().parts().settings());
    SourceReader reader = new SourceReader(postgres, new SourceCatalog(postgres, "public"), limits);
    List<String> large = List.of("100000000000000000000");
    List<String> small = List.of("0.0000001");
    long most = limits.batch();
    var rows = reader.rows("floats", List.of("id"), null, List.of(large, small), most).rows();
    assertThat(rows).containsOnlyKeys(large, small);
    assertThat(rows.get(large).get("body").textValue()).isEqualTo("\u0000");
    assertThat(rows.get(small).get("body")).hasToString("{\"b\":1,\"aa\":2}");
    source.sql("UPDATE floats SET body = '1e99999999999', t = 'the alias of the query'");
    assertThatThrownBy(() -> reader.rows("floats", List.of("id"), null, List.of(small), most))
        .isInstanceOf(SourceException.class);
    source.sql("UPDATE floats SET body = '1'");
    assertThat(reader.rows("floats", List.of("id"), null, List.of(small), most).rows())
        .containsOnlyKeys(small);
  }

  /** The error is a row's fault, whatever its code: an outage would never end. */
  @Test
  void aRowThatACastToJsonRefusesIsAtFault() throws Exception {
    source.sql("CREATE TYPE mood AS ENUM ('ok')");
    source.sql(
        "CREATE FUNCTION refuse(mood) RETURNS json LANGUAGE plpgsql"
            + " AS $$ BEGIN RAISE 'no mood for json'; END $$");
    source.sql("CREATE CAST (mood AS json) WITH FUNCTION refuse(mood)");
    source.sql("ALTER TABLE papers ALTER COLUMN cover TYPE mood USING NULL");
    source.sync().install();
    write("INSERT INTO papers (number, title, cover) VALUES (1, 'a', 'ok'), (2, 'b', NULL)");
    assertThat(value(BODIES.replace("p.body", "p.title"))).isEqualTo(List.of("2 b"));
    assertThat(errors()).singleElement().asString().contains("no mood for json");
  }
}
