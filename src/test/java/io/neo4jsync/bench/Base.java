package io.neo4jsync.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * The state from which variants start: a database as a template for copies, with queue and
 * triggers.
 */
final class Base implements AutoCloseable {

  private static final long SEED = 2026;

  private final Lab lab;
  private final Database database;
  private final Model model = new Model();

  /** What fills a database. */
  @FunctionalInterface
  interface Filling {
    void fill(Changes changes) throws SQLException;
  }

  private Base(Lab lab) throws SQLException {
    this.lab = lab;
    database = lab.database(null);
  }

  /** The mapped tables with what they are filled with; the queue is installed and empty. */
  static Base of(Lab lab, Filling filling) throws Exception {
    Base base = withoutQueue(lab, filling);
    base.install();
    return base;
  }

  /** A graph of about so many nodes, and as many relationships again. */
  static Base of(Lab lab, int nodes) throws Exception {
    return of(lab, changes -> changes.base(nodes));
  }

  static Base withoutQueue(Lab lab, Filling filling) throws Exception {
    Base base = new Base(lab);
    try (Database template = new Database(base.database.url());
        Changes changes = new Changes(template.connection(), base.model, SEED)) {
      base.database.close();
      template.execute(Files.readString(Path.of("demo/schema.sql")));
      template.execute(Rows.SETUP);
      template.connection().setAutoCommit(false);
      filling.fill(changes);
      template.connection().commit();
      template.connection().setAutoCommit(true);
      template.execute("VACUUM ANALYZE");
    }
    return base;
  }

  private void install() throws Exception {
    lab.command(database, "install");
  }

  /** A database in this state. */
  Database copy() throws SQLException {
    return lab.database(Lab.name(database));
  }

  /** What rows there are, for changes to a copy. */
  Model model() {
    return new Model(model);
  }

  long rows() {
    return model.rows();
  }

  @Override
  public void close() throws SQLException {
    lab.drop(database);
  }
}
