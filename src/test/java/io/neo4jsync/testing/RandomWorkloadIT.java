package io.neo4jsync.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RandomWorkloadIT {

  private static final int TRANSACTIONS = 500;

  @Test
  void theSameSeedMakesTheSameChanges() throws SQLException {
    String first = loaded();
    String second = loaded();
    RandomWorkload one = new RandomWorkload(first, 42).truncating();
    RandomWorkload two = new RandomWorkload(second, 42).truncating();

    one.run(TRANSACTIONS);
    two.run(TRANSACTIONS);

    assertThat(one.statistics()).isEqualTo(two.statistics());
    assertThat(one.statistics().get("committed")).isGreaterThan(TRANSACTIONS / 2);
    assertThat(one.statistics()).containsKeys("rolled back", "rolled back to savepoint");
    for (RandomWorkload.Kind kind : RandomWorkload.Kind.values()) {
      assertThat(one.statistics()).containsKey(kind.name());
    }
    assertThat(rows(first)).isEqualTo(rows(second));
  }

  @Test
  void theTablesStayPopulated() throws SQLException {
    String database = loaded();
    Map<String, Integer> before = rows(database);
    new RandomWorkload(database, 7).run(TRANSACTIONS);
    assertThat(rows(database))
        .containsOnlyKeys(before.keySet())
        .allSatisfy(
            (table, count) -> assertThat(count).as(table).isGreaterThan(before.get(table) / 2));
  }

  private static String loaded() throws SQLException {
    String database = Databases.newDatabase();
    try (Connection connection = Databases.connect(database)) {
      VitalOntology.createSchemaWithConstraints(connection);
      VitalOntology.loadDataInOrder(connection);
    }
    return database;
  }

  private static Map<String, Integer> rows(String database) throws SQLException {
    Map<String, Integer> rows = new TreeMap<>();
    try (Connection connection = Databases.connect(database);
        var statement = connection.createStatement()) {
      ResultSet tables =
          statement.executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
      while (tables.next()) {
        rows.put(tables.getString(1), WorkloadTables.count(connection, tables.getString(1)));
      }
    }
    return rows;
  }
}
