package io.neo4jsync.bench;

import io.neo4jsync.bench.Lab.Outcome;
import io.neo4jsync.mapping.Mappings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.neo4j.driver.Query;
import org.neo4j.driver.Session;

/** All rows into an empty graph, again into the equal graph, and a comparison. */
final class FullSync implements Scenario {

  private static final String EMPTY = "into an empty graph";
  private static final String EQUAL = "of an equal graph";
  private static final String RATE = "rate";

  /** Makes 200,000 rows. */
  private static final int NODES = 95_200;

  /** Makes 3,000 rows: the sketch's rate does not depend on their number. */
  private static final int SKETCH_NODES = 1_430;

  /** The strategy's order of tables, referenced ones first. */
  private static final List<String> ORDER =
      List.of(
          "org_functions",
          "org_departments",
          "org_roles",
          "jtbd",
          "tools",
          "skills",
          "jtbd_functions",
          "jtbd_roles",
          "role_tools");

  @Override
  public String name() {
    return "full-sync";
  }

  @Override
  public String title() {
    return "all rows into an empty graph, again into the equal one, and verify";
  }

  @Override
  public void run(Bench bench) throws Exception {
    Lab lab = bench.lab();
    try (Base small = Base.of(lab, SKETCH_NODES);
        Base base = Base.of(lab, bench.options().scaled(NODES, 1000));
        Database few = small.copy();
        Database database = base.copy()) {
      Mappings mappings = Drain.mappings(lab, few);
      sketch(lab, few, mappings);
      lab.loadGraph(database);
      lab.command(database, "full-sync");
      for (int round = 1; round <= bench.options().rounds(); round++) {
        double seconds = sketch(lab, few, mappings);
        add(bench, SketchVariant.NAME, EMPTY, round, RATE, "rows/s", small.rows() / seconds);
        lab.clearGraph();
        fullSync(bench, database, EMPTY, round, base.rows());
        Scenario.check(bench, database, "full-sync, round " + round);
        fullSync(bench, database, EQUAL, round, 0);
        verify(bench, database, round, base.rows());
      }
      lab.drop(few);
      lab.drop(database);
    }
    bench.results().ratio(name(), RATE + " " + EMPTY, JarVariant.NAME, SketchVariant.NAME);
  }

  private void add(
      Bench bench,
      String variant,
      String what,
      int round,
      String metric,
      String unit,
      double value) {
    bench.results().add(name(), variant, round, metric + " " + what, unit, value);
  }

  /** With the command, as it is used; the rate is that of the run, without the start of the JVM. */
  private void fullSync(Bench bench, Database database, String what, int round, long written)
      throws Exception {
    Outcome outcome = bench.lab().outcome(database, List.of(Lab.OPTIONS), "full-sync");
    String run = " FROM neo4j_sync_run WHERE id = (SELECT max(id) FROM neo4j_sync_run)";
    double seconds = database.fraction("SELECT extract(epoch FROM finished_at - started_at)" + run);
    long read = database.number("SELECT read" + run);
    add(bench, JarVariant.NAME, what, round, RATE, "rows/s", read / seconds);
    add(bench, JarVariant.NAME, what, round, "run", "s", seconds);
    add(bench, JarVariant.NAME, what, round, "command", "s", outcome.seconds());
    add(bench, JarVariant.NAME, what, round, "memory", "MB", outcome.memory());
    long found = database.number("SELECT written" + run);
    add(bench, JarVariant.NAME, what, round, "written", "rows", found);
    // tables with foreign keys to themselves are gone through twice
    if (written == 0 ? found != 0 : found < written) {
      bench.results().failed("full-sync %s has written %d rows".formatted(what, found));
    }
  }

  private void verify(Bench bench, Database database, int round, long rows) throws Exception {
    Outcome outcome = bench.lab().outcome(database, List.of(Lab.OPTIONS), "verify");
    add(bench, JarVariant.NAME, "verify", round, "command", "s", outcome.seconds());
    add(bench, JarVariant.NAME, "verify", round, "memory", "MB", outcome.memory());
    add(bench, JarVariant.NAME, "verify", round, RATE, "rows/s", rows / outcome.seconds());
  }

  /** The strategy's full_sync, from an empty graph: returns the seconds. */
  private static double sketch(Lab lab, Database database, Mappings mappings) throws SQLException {
    lab.clearGraph();
    SketchCypher cypher = new SketchCypher(mappings);
    long began = System.nanoTime();
    try (Session session = lab.graph().session();
        Statement statement = database.connection().createStatement()) {
      for (String table : ORDER) {
        ResultSet rows = statement.executeQuery("SELECT to_jsonb(t)::text FROM " + table + " t");
        while (rows.next()) {
          for (Query query : cypher.of(table, "INSERT", rows.getString(1))) {
            session.run(query).consume();
          }
        }
      }
    }
    return (System.nanoTime() - began) / 1e9;
  }
}
