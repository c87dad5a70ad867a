package io.neo4jsync.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.SplittableRandom;

/** Makes rows and changes to them, the same for the same seed, statement by statement. */
final class Changes implements AutoCloseable {

  /** Rows that a statement changes. */
  private static final int ROWS = 50;

  private static final int BASE_ROWS = 1000;

  /** A statement of {@link #ROWS} rows. */
  @FunctionalInterface
  interface Statement {
    void run() throws SQLException;
  }

  private final Model model;
  private final SplittableRandom random;
  private final Rows rows;

  Changes(Connection connection, Model model, long seed) {
    this.model = model;
    random = new SplittableRandom(seed);
    rows = new Rows(connection, seed);
  }

  Model model() {
    return model;
  }

  /** The rows a graph of about so many nodes is made of, and as many relationships again. */
  void base(int nodes) throws SQLException {
    fill("org_functions", Math.max(10, nodes / 200));
    fill("org_departments", Math.max(20, nodes / 50));
    fill("org_roles", nodes / 5);
    fill("tools", nodes * 3 / 10);
    fill("skills", nodes / 4);
    fill("jtbd", nodes * 9 / 40);
    fill("role_tools", nodes / 2);
    fill("jtbd_roles", nodes * 2 / 5);
    fill("jtbd_functions", nodes / 5);
  }

  /** So many rows of one table. */
  void fill(String table, int count) throws SQLException {
    for (int done = 0; done < count; done += BASE_ROWS) {
      insert(table, Math.min(BASE_ROWS, count - done));
    }
  }

  /** What applications do: changes of all sorts to all tables. */
  void mixed() throws SQLException {
    int dice = random.nextInt(100);
    if (dice < 39) {
      change(pick("tools", 10, "skills", 9, "jtbd", 8, "org_roles", 8, "org_departments", 4));
    } else if (dice < 58) {
      insert(pick("tools", 6, "skills", 5, "jtbd", 4, "org_roles", 3, "org_departments", 1), ROWS);
    } else if (dice < 71) {
      insert(pick("role_tools", 6, "jtbd_roles", 5, "jtbd_functions", 2), ROWS);
    } else if (dice < 77) {
      change(pick("role_tools", 1, "jtbd_roles", 1));
    } else if (dice < 87) {
      move();
    } else if (dice < 99) {
      delete(pick("skills", 3, "tools", 2, "role_tools", 4, "jtbd_roles", 3));
    } else {
      softDelete();
    }
  }

  /** Changes of rows that are there, so that the graph does not grow. */
  void updates() throws SQLException {
    int dice = random.nextInt(20);
    if (dice < 15) {
      change(pick("tools", 10, "skills", 9, "jtbd", 8, "org_roles", 8, "org_departments", 4));
    } else if (dice < 17) {
      change(pick("role_tools", 1, "jtbd_roles", 1));
    } else {
      move();
    }
  }

  /** Four statements of five delete. */
  void deletes() throws SQLException {
    if (random.nextInt(5) == 0) {
      mixed();
    } else {
      delete(pick("skills", 4, "tools", 3, "role_tools", 5, "jtbd_roles", 4, "jtbd_functions", 2));
    }
  }

  /** Updates of the same hundred tools. */
  void hot() throws SQLException {
    int[] numbers = new int[ROWS];
    int first = random.nextInt(2) * ROWS;
    for (int i = 0; i < ROWS; i++) {
      numbers[i] = first + i;
    }
    rows.change("tools", numbers);
  }

  /** Updates of skills with a JSON document of so many characters each. */
  void wide(int characters) throws SQLException {
    int[] numbers = model.of("skills").any(random, ROWS);
    String[] documents = new String[numbers.length];
    for (int i = 0; i < documents.length; i++) {
      documents[i] = rows.texts().json(characters);
    }
    rows.set("skills", "metadata = words::jsonb", numbers, documents);
  }

  /** Updates of one table's rows. */
  void change(String table) throws SQLException {
    rows.change(table, model.of(table).any(random, ROWS));
  }

  void insert(String table, int count) throws SQLException {
    Integer[][] ends =
        switch (table) {
          case "org_departments" ->
              new Integer[][] {model.references("org_functions", count, random)};
          case "org_roles" ->
              new Integer[][] {
                model.references("org_functions", count, random),
                model.references("org_departments", count, random),
                model.references("org_roles", count, random)
              };
          default -> new Integer[0][];
        };
    int[] numbers = model.of(table).add(count);
    ends =
        switch (table) {
          case "role_tools" -> model.newPairs(table, numbers, "org_roles", "tools", random);
          case "jtbd_roles" -> model.newPairs(table, numbers, "jtbd", "org_roles", random);
          case "jtbd_functions" -> model.newPairs(table, numbers, "jtbd", "org_functions", random);
          default -> ends;
        };
    rows.insert(table, numbers, ends);
  }

  private void delete(String table) throws SQLException {
    int[] numbers = model.of(table).remove(random, ROWS);
    if (numbers.length > 0) {
      rows.delete(table, numbers);
    }
  }

  private void softDelete() throws SQLException {
    rows.set(
        "jtbd", "deleted_at = clock_timestamp()", model.of("jtbd").remove(random, ROWS / 2), null);
  }

  /** Foreign keys change. */
  private void move() throws SQLException {
    String what = pick("department", 3, "superior", 3, "function", 1, "tool", 3);
    switch (what) {
      case "department" -> move("org_roles", "department_id", "org_departments");
      case "superior" -> move("org_roles", "reports_to_role_id", "org_roles");
      case "function" -> move("org_departments", "function_id", "org_functions");
      default -> {
        int[] numbers = model.of("role_tools").any(random, ROWS);
        rows.set(
            "role_tools",
            "tool_id = bench_id('tools', a)",
            numbers,
            null,
            model.otherTools(numbers, random));
      }
    }
  }

  private void move(String table, String column, String target) throws SQLException {
    int[] numbers = model.of(table).any(random, ROWS);
    rows.set(
        table,
        "%s = bench_id('%s', a)".formatted(column, target),
        numbers,
        null,
        model.references(target, numbers.length, random));
  }

  /** One of the names, each as often as the number behind it says. */
  private String pick(Object... namesAndWeights) {
    int total = 0;
    for (int i = 1; i < namesAndWeights.length; i += 2) {
      total += (Integer) namesAndWeights[i];
    }
    int left = random.nextInt(total);
    int at = 0;
    while (left >= (Integer) namesAndWeights[at + 1]) {
      left -= (Integer) namesAndWeights[at + 1];
      at += 2;
    }
    return (String) namesAndWeights[at];
  }

  @Override
  public void close() throws SQLException {
    rows.close();
  }
}
