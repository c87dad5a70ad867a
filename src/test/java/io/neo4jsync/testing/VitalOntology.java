package io.neo4jsync.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.postgresql.PGConnection;

/**
 * Loads the real VITAL ontology, in parts or as a whole, into an empty database.
 *
 * <p>The dump lies beside the project ({@code ../shared}); the system property {@code vital.dump}
 * names another place. Where there is none, the demo's smaller ontology in the same tables takes
 * its place.
 */
public final class VitalOntology {

  private static final Pattern COPY = Pattern.compile("COPY public\\.(\\w+) .* FROM stdin;");
  private static final Pattern FOREIGN_KEY =
      Pattern.compile(
          "ALTER TABLE ONLY public\\.(\\w+)\\s+ADD CONSTRAINT \\w+ FOREIGN KEY \\(\\w+\\)"
              + " REFERENCES public\\.(\\w+)\\(");

  /** The dump in its three parts; rows holds one COPY block per table. */
  record Dump(String schema, Map<String, Block> rows, String constraints) {}

  record Block(String copy, String lines) {}

  private static Dump parsed;

  private VitalOntology() {}

  /** Whether the real ontology is at hand. */
  public static boolean isReal() {
    return Files.isReadable(dump());
  }

  private static Path dump() {
    Path beside =
        Path.of(System.getProperty("user.dir"))
            .toAbsolutePath()
            .resolveSibling("shared")
            .resolve("vital-ontology.sql.gz");
    return Path.of(System.getProperty("vital.dump", beside.toString()));
  }

  /** Types, functions and tables, without keys and triggers. */
  public static void createSchema(Connection connection) throws SQLException {
    execute(connection, parsed().schema);
  }

  /** All rows, in the order of the dump: for tables without constraints. */
  public static void loadData(Connection connection) throws SQLException {
    if (isReal()) {
      copy(connection, List.copyOf(parsed().rows.keySet()));
    } else {
      // the demo's triggers look up rows of other tables
      loadDataInOrder(connection);
    }
  }

  /** Primary keys, indexes, triggers and foreign keys. */
  public static void addConstraints(Connection connection) throws SQLException {
    execute(connection, parsed().constraints);
  }

  /** The whole schema with keys and triggers, and no rows. */
  public static void createSchemaWithConstraints(Connection connection) throws SQLException {
    createSchema(connection);
    addConstraints(connection);
  }

  /** All rows, referenced tables first: for tables with constraints. The tables' triggers fire. */
  public static void loadDataInOrder(Connection connection) throws SQLException {
    Map<String, Set<String>> references = new LinkedHashMap<>();
    parsed().rows.keySet().forEach(table -> references.put(table, new LinkedHashSet<>()));
    Matcher foreignKey = FOREIGN_KEY.matcher(parsed().constraints);
    while (foreignKey.find()) {
      references.get(foreignKey.group(1)).add(foreignKey.group(2));
    }
    Set<String> order = new LinkedHashSet<>();
    references.keySet().forEach(table -> visit(table, references, order, new LinkedHashSet<>()));
    copy(connection, List.copyOf(order));
  }

  /** Everything: schema, rows, constraints. */
  public static void load(Connection connection) throws SQLException {
    createSchema(connection);
    loadData(connection);
    addConstraints(connection);
  }

  private static void visit(
      String table, Map<String, Set<String>> references, Set<String> order, Set<String> path) {
    if (path.add(table)) {
      references.get(table).forEach(target -> visit(target, references, order, path));
      order.add(table);
    }
  }

  private static void copy(Connection connection, List<String> tables) throws SQLException {
    for (String table : tables) {
      Block block = parsed().rows.get(table);
      try {
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(block.copy, new StringReader(block.lines));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
      statement.execute("RESET search_path");
    }
  }

  private static synchronized Dump parsed() {
    if (parsed == null && !isReal()) {
      parsed = DemoOntology.dump();
    }
    if (parsed == null) {
      try (var lines =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(Files.newInputStream(dump())), StandardCharsets.UTF_8))) {
        parsed = parse(lines);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return parsed;
  }

  private static Dump parse(BufferedReader lines) throws IOException {
    StringBuilder schema = new StringBuilder();
    StringBuilder constraints = new StringBuilder();
    Map<String, Block> rows = new LinkedHashMap<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher copy = COPY.matcher(line);
      if (copy.matches()) {
        rows.put(copy.group(1), new Block(line, block(lines)));
      } else if (!line.startsWith("\\")) {
        (rows.isEmpty() ? schema : constraints).append(line).append('\n');
      }
    }
    return new Dump(schema.toString(), rows, constraints.toString());
  }

  private static String block(BufferedReader lines) throws IOException {
    List<String> block = new ArrayList<>();
    for (String line = lines.readLine(); !"\\.".equals(line); line = lines.readLine()) {
      if (line == null) {
        throw new IOException("the dump ends inside a COPY block");
      }
      block.add(line + "\n");
    }
    return String.join("", block);
  }
}
