package io.neo4jsync.it;

import static io.neo4jsync.it.SmallSource.graph;
import static io.neo4jsync.it.SmallSource.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.app.Explanation;
import io.neo4jsync.app.SyncApplication;
import io.neo4jsync.testing.ShippedRoutes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table nobody here thought of: one new file, one install; and edits while the sync runs. */
class NewTableIT {

  private static final String ROUTE =
      """
      - route:
          id: entity-machines
          group: entities
          nodePrefixId: machines.
          description: machines rows become (:Machine) nodes, each at its plant.
          from:
            uri: direct:entity-machines
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
                            id: delete-machine
                            uri: graph:delete-node
                            parameters:
                              label: Machine
                              key: number
                  otherwise:
                    id: is-upsert
                    steps:
                      - to:
                          id: merge-machine
                          uri: graph:merge-node
                          parameters:
                            label: Machine
                            key: number
                            properties: PROPERTIES
                      - to:
                          id: replaces
                          uri: graph:merge-edge
                          parameters:
                            type: REPLACES
                            to: Machine
                            toColumn: replaces
      """;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void copyRoutes() throws IOException {
    ShippedRoutes.copyTo(folder);
    file = folder.resolve("entities/machines.camel.yaml");
  }

  private void write(String properties) throws IOException {
    Files.writeString(file, ROUTE.replace("PROPERTIES", properties));
  }

  @Test
  void oneFileAndOneInstallSyncATableWithAnIntegerKey() throws Exception {
    write("title, weight=kilograms");
    try (SmallSource source = new SmallSource("sync.routes", folder.toString())) {
      source.sql(
          "CREATE TABLE machines (number bigint PRIMARY KEY, title text, kilograms numeric(8,2), replaces bigint REFERENCES machines)");
      assertThat(source.sync().install())
          .anySatisfy(
              line -> {
                assertThat(line.table()).isEqualTo("machines");
                assertThat(line.text()).isEqualTo("4 triggers installed");
              });
      assertThat(Explanation.of(source.sync().parts(), "machines"))
          .contains("MERGE (n:Machine {number: row.key.number})", "REPLACES", "DETACH DELETE n");
      source.start();
      source.sql(
          "INSERT INTO machines VALUES (9007199254740993, 'new', 12.50, NULL), (7, 'old', 3, 9007199254740993)");
      source.sql("UPDATE machines SET number = 8 WHERE number = 7");
      source.drain();
      assertThat(value("MATCH (m:Machine)-[:REPLACES]->(o) RETURN [m.number, m.weight, o.number]"))
          .isEqualTo(List.of(8L, 3.0, 9007199254740993L));
      assertThat(graph("MATCH (m:Machine) RETURN count(m)")).isEqualTo(2);
      source.sql("DELETE FROM machines WHERE number = 8");
      source.drain();
      assertThat(graph("MATCH (m:Machine) RETURN count(m)")).isEqualTo(1);
    }
  }

  @Test
  void anEditWhileTheSyncStartsIsNotOverlooked() throws Exception {
    write("title");
    try (SmallSource source = new SmallSource("sync.routes", folder.toString())) {
      source.sql(
          "CREATE TABLE machines (number bigint PRIMARY KEY, title text, kilograms integer, replaces bigint)");
      source.sync().install();
      Main main = SyncApplication.main(source.sync().parts());
      main.addMainListener(
          new MainListenerSupport() {
            @Override
            public void afterConfigure(BaseMainSupport loaded) {
              try {
                write("title, weight=kilograms");
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }
          });
      main.start();
      try {
        source.sql("INSERT INTO machines VALUES (1, 'a', 5, NULL)");
        source.drain();
        assertThat(value("MATCH (m:Machine) RETURN m.weight")).isEqualTo(5L);
      } finally {
        main.stop();
      }
    }
  }

  @Test
  void aRouteMayStateItsOwnCypher() throws Exception {
    Path cypher = folder.resolve("heavy.cypher");
    Files.writeString(
        cypher,
        """
        UNWIND $rows AS row
        MATCH (m:Machine {number: row.number})
        SET m.heavy = row.kilograms > 10""");
    Files.writeString(
        file,
        ROUTE.replace("PROPERTIES", "title")
            + """
                      - to:
                          id: mark-heavy
                          uri: graph:cypher
                          parameters:
                            resource: file:RESOURCE
            """
                .indent(6)
                .replace("RESOURCE", cypher.toString()));
    try (SmallSource source = new SmallSource("sync.routes", folder.toString())) {
      source.sql(
          "CREATE TABLE machines (number bigint PRIMARY KEY, title text, kilograms numeric(8,2), replaces bigint)");
      source.sync().install();
      assertThat(Explanation.of(source.sync().parts(), "machines")).contains("row.kilograms > 10");
      source.start();
      source.sql("INSERT INTO machines VALUES (1, 'press', 50, NULL), (2, 'lamp', 1, NULL)");
      source.drain();
      assertThat(value("MATCH (m:Machine) WHERE m.heavy RETURN collect(m.title)"))
          .isEqualTo(List.of("press"));
    }
  }

  @Test
  void editsAreTakenUpLiveAndFaultyOnesRefused() throws Exception {
    write("title");
    try (SmallSource source = new SmallSource("sync.routes", folder.toString())) {
      source.sql(
          "CREATE TABLE machines (number bigint PRIMARY KEY, title text, kilograms numeric(8,2), replaces bigint)");
      source.sync().install();
      source.start();
      source.sql("INSERT INTO machines VALUES (1, 'press', 5, NULL)");
      source.drain();
      write("title, kilograms");
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(200))
          .untilAsserted(
              () -> {
                source.sql("UPDATE machines SET title = title || '.'");
                source.drain();
                assertThat(value("MATCH (m:Machine) RETURN m.kilograms")).isEqualTo(5.0);
              });
      int routes = source.sync().camel().getRoutesSize();
      for (String faulty :
          new String[] {
            "not: [yaml",
            ROUTE.replace("PROPERTIES", "title").replace("graph:merge-node", "graph:merge-knot"),
            ROUTE.replace("PROPERTIES", "title").replace("to: Machine", "to: Nothing"),
            ROUTE.replace("PROPERTIES", "title").replace("toColumn: replaces", "toColum: replaces"),
          }) {
        Path tried = folder.resolve("entities/machines.camel.yaml");
        Files.writeString(tried, faulty);
        // the watcher looks every two seconds; the routes in force must go on all the while
        for (int i = 0; i < 15; i++) {
          source.sql("UPDATE machines SET title = 'press " + faulty.length() + "/" + i + "'");
          source.drain();
          assertThat(value("MATCH (m:Machine) RETURN m.title"))
              .isEqualTo("press " + faulty.length() + "/" + i);
          assertThat(source.sync().camel().getRoutesSize()).isEqualTo(routes);
        }
      }
      assertThat(source.sync().queue().failures(3)).isEmpty();
    }
  }
}
