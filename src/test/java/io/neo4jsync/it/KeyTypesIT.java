package io.neo4jsync.it;

import static io.neo4jsync.it.SmallSource.graph;
import static org.assertj.core.api.Assertions.assertThat;

import io.neo4jsync.app.Verifier;
import io.neo4jsync.fullsync.RunScope;
import io.neo4jsync.testing.ShippedRoutes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Full syncs of tables whose keys sort differently in PostgreSQL and Neo4j, in pages of three rows:
 * none is left out, none is taken for one too many.
 */
class KeyTypesIT {

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
                            properties: title
      """;

  /** A table by its key: name, columns, key, and the rows' key values as SQL. */
  private record Table(String name, String columns, String key, String rows) {}

  private static final List<Table> TABLES =
      List.of(
          new Table(
              "words",
              "word text COLLATE \"und-x-icu\" PRIMARY KEY",
              "word",
              "SELECT unnest(ARRAY['a','B','c','Z','z','ä','Ä','_','-x','x y','1','10','9','é','e','｡','😀','zz','',' a','''q''','\"'])"),
          new Table(
              "numbers",
              "number bigint PRIMARY KEY",
              "number",
              "SELECT unnest(ARRAY[-9223372036854775808, -10, -9, 0, 1, 2, 9, 10, 100, 9007199254740993])"),
          new Table(
              "pairs",
              "place text COLLATE \"und-x-icu\", number int, PRIMARY KEY (place, number)",
              "place, number",
              "SELECT p, n FROM unnest(ARRAY['b','A','ä','C\"','{,}']) p, generate_series(-2, 2) n"),
          new Table(
              "prices",
              "price numeric(8,2) PRIMARY KEY",
              "price",
              "SELECT unnest(ARRAY[1.50, 1.05, 10, 9.99, -3, 0, 100.10])"),
          new Table(
              "moments",
              "moment timestamptz PRIMARY KEY",
              "moment",
              "SELECT '2024-02-29 12:00:00.123456+02'::timestamptz + n * interval '7 h' FROM generate_series(-5, 5) n"),
          new Table(
              "days",
              "day date PRIMARY KEY",
              "day",
              "SELECT '2024-02-29'::date + n * 50 FROM generate_series(-5, 5) n"),
          new Table(
              "codes",
              "code char(4) PRIMARY KEY",
              "code",
              "SELECT unnest(ARRAY['a','ab','B','zzzz','Z','0'])"),
          new Table(
              "moods", "mood mood PRIMARY KEY", "mood", "SELECT unnest(enum_range(NULL::mood))"));

  @TempDir private Path folder;

  @Test
  void everyKeyTypeIsPagedExactly() throws Exception {
    ShippedRoutes.copyWithoutTables(folder);
    for (Table table : TABLES) {
      String route = ROUTE.replace("TABLE", table.name()).replace("LABEL", label(table));
      Files.writeString(
          folder.resolve("entities/" + table.name() + ".camel.yaml"),
          route.replace("KEY", "\"" + table.key() + "\""));
    }
    try (SmallSource source =
        new SmallSource("sync.routes", folder.toString(), "sync.full.chunk.size", "3")) {
      source.sql("CREATE TYPE mood AS ENUM ('zest', 'calm', 'awe', 'mirth')");
      for (Table table : TABLES) {
        source.sql(
            "CREATE TABLE %s (title text DEFAULT 'new', %s)"
                .formatted(table.name(), table.columns()));
        source.sql("INSERT INTO %s (%s) %s".formatted(table.name(), table.key(), table.rows()));
      }
      source.sync().install();
      source.start();
      assertThat(source.fullSyncs().run(RunScope.EVERYTHING)).containsEntry("state", "completed");
      assertThat(counts(source)).allMatch(count -> count.equals("equal"));
      assertThat(source.fullSyncs().run(RunScope.EVERYTHING))
          .containsEntry("written", 0L)
          .containsEntry("pruned", 0L);
      assertThat(Verifier.verify(source.sync().parts(), null).samples()).isEmpty();

      // keys put in by hand, not written as PostgreSQL's JSON has them
      source.sql(
          """
          INSERT INTO neo4j_sync_queue (entity_type, entity_key, operation)
          SELECT 'codes', code::text, 'UPDATE' FROM codes
          UNION ALL SELECT 'prices', trim_scale(price)::text, 'UPDATE' FROM prices""");
      source.drain();
      assertThat(source.sync().queue().failures(5)).isEmpty();
      assertThat(counts(source)).allMatch(count -> count.equals("equal"));

      long removed = 0;
      for (Table table : TABLES) {
        String some =
            "ctid IN (SELECT ctid FROM %s ORDER BY md5(ctid::text) LIMIT 2)"
                .formatted(table.name());
        source.silently("DELETE FROM %s WHERE %s".formatted(table.name(), some));
        source.silently("UPDATE %s SET title = 'changed' WHERE %s".formatted(table.name(), some));
        removed += 2;
      }
      assertThat(source.fullSyncs().run(RunScope.EVERYTHING, true))
          .containsEntry("written", removed)
          .containsEntry("pruned", removed);
      assertThat(counts(source)).allMatch(count -> count.equals("equal"));
      assertThat(Verifier.verify(source.sync().parts(), null).samples()).isEmpty();
    }
  }

  private static String label(Table table) {
    return table.name().substring(0, 1).toUpperCase() + table.name().substring(1);
  }

  private static List<String> counts(SmallSource source) throws Exception {
    List<String> counts = new ArrayList<>();
    for (Table table : TABLES) {
      for (String title : List.of("new", "changed")) {
        long rows =
            source.number(
                "SELECT count(*) FROM %s WHERE title = '%s'".formatted(table.name(), title));
        long nodes = graph("MATCH (n:" + label(table) + " {title: $p0}) RETURN count(n)", title);
        counts.add(
            rows == nodes
                ? "equal"
                : "%s %s: %d rows, %d nodes".formatted(table.name(), title, rows, nodes));
      }
    }
    return counts;
  }
}
