package io.neo4jsync.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Random changes of all mapped tables of {@link VitalOntology}, as applications make them: single
 * rows and many, cascades, soft deletes, re-inserts, rollbacks, refused statements.
 *
 * <p>The same seed on the same data makes the same changes. The tables keep roughly the sizes they
 * have at the first run. Several workloads may run at the same time; what PostgreSQL aborts as a
 * deadlock is counted.
 */
public final class RandomWorkload {

  /** The kinds of steps and how often each occurs. */
  public enum Kind {
    UPDATE(20, WorkloadSteps::update),
    UPDATE_REPEATEDLY(4, WorkloadSteps::updateRepeatedly),
    UPDATE_MANY(4, WorkloadSteps::updateMany),
    UPDATE_TO_SAME_VALUES(3, WorkloadSteps::updateToSameValues),
    CHANGE_REFERENCE(12, WorkloadSteps::changeReference),
    CHANGE_KEY(4, WorkloadSteps::changeKey),
    MOVE_TENANT_PATH(1, WorkloadSteps::moveTenantPath),
    SOFT_DELETE(5, WorkloadSteps::softDelete),
    UNDELETE(5, WorkloadSteps::undelete),
    INSERT_OR_DELETE(16, WorkloadSteps::insertOrDelete),
    INSERT_AND_DELETE(3, WorkloadSteps::insertAndDelete),
    UPSERT(5, WorkloadSteps::upsert),
    DELETE_AND_REINSERT(4, WorkloadSteps::deleteAndReinsert),
    DELETE_AND_REINSERT_LATER(3, WorkloadSteps::deleteAndReinsertLater),
    INSERT_MANY(3, WorkloadSteps::insertMany),
    DELETE_MANY(1, WorkloadSteps::deleteMany),
    SEVERAL_ROWS_OF_ONE_PAIR(6, WorkloadSteps::severalRowsOfOnePair),
    VIOLATE(2, WorkloadSteps::violate),
    TRUNCATE(1, WorkloadSteps::truncate);

    private final int weight;
    private final Step step;

    Kind(int weight, Step step) {
      this.weight = weight;
      this.step = step;
    }

    private static Kind any(Random random, boolean truncating) {
      int total = 0;
      for (Kind kind : values()) {
        total += kind.weight;
      }
      int ticket = random.nextInt(total);
      for (Kind kind : values()) {
        ticket -= kind.weight;
        if (ticket < 0 && (kind != TRUNCATE || truncating)) {
          return kind;
        }
      }
      return UPDATE;
    }
  }

  private interface Step {
    void run(WorkloadSteps steps) throws SQLException;
  }

  private final String jdbcUrl;
  private final long seed;
  private final Random random;
  private final Map<String, Integer> statistics = new TreeMap<>();
  private boolean truncating;
  private String user = "postgres";
  private WorkloadTables tables;

  public RandomWorkload(String jdbcUrl, long seed) {
    this.jdbcUrl = jdbcUrl;
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** Lets the workload also truncate junction tables now and then. */
  public RandomWorkload truncating() {
    truncating = true;
    return this;
  }

  /** Lets this user make the changes, instead of the superuser. */
  public RandomWorkload by(String user) {
    this.user = user;
    return this;
  }

  /** How often each {@link Kind} ran, how transactions ended, how many rows were changed. */
  public Map<String, Integer> statistics() {
    return Map.copyOf(statistics);
  }

  /** Runs some transactions; fails on any SQL error that is no refusal. */
  public void run(int transactions) {
    try (Connection connection = Databases.connect(jdbcUrl, user)) {
      if (tables == null) {
        tables = new WorkloadTables(connection);
      }
      connection.setAutoCommit(false);
      WorkloadRows rows = new WorkloadRows(connection, tables, random);
      WorkloadSteps steps = new WorkloadSteps(tables, rows, random);
      for (int i = 0; i < transactions; i++) {
        transaction(connection, steps);
      }
      statistics.merge("rows changed", rows.changed(), Integer::sum);
    } catch (SQLException e) {
      throw new IllegalStateException(
          "workload with seed " + seed + " failed after " + statistics, e);
    }
  }

  private void transaction(Connection connection, WorkloadSteps steps) throws SQLException {
    try {
      steps.reinsertRemoved();
      for (int i = random.nextInt(4); i >= 0; i--) {
        step(connection, steps, Kind.any(random, truncating));
      }
      if (random.nextInt(10) == 0) {
        connection.rollback();
        count("rolled back");
      } else {
        connection.commit();
        count("committed");
      }
    } catch (SQLException e) {
      connection.rollback();
      if (isRefusal(e)) {
        count("refused transaction");
      } else if (e.getSQLState().startsWith("40")) {
        count("deadlock");
      } else {
        throw e;
      }
    }
  }

  /** Half of the steps have a savepoint; without one a refusal ends the transaction. */
  private void step(Connection connection, WorkloadSteps steps, Kind kind) throws SQLException {
    count(kind.name());
    Savepoint savepoint = random.nextBoolean() ? connection.setSavepoint() : null;
    try {
      kind.step.run(steps);
      if (savepoint != null && random.nextInt(6) == 0) {
        connection.rollback(savepoint);
        count("rolled back to savepoint");
      }
    } catch (SQLException e) {
      if (savepoint == null || !isRefusal(e)) {
        throw e;
      }
      connection.rollback(savepoint);
      count("refused step");
    }
  }

  /** A constraint was violated (class 23) or a value is out of range (class 22). */
  private static boolean isRefusal(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("23") || state.startsWith("22");
  }

  private void count(String what) {
    statistics.merge(what, 1, Integer::sum);
  }
}
