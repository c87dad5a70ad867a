package io.neo4jsync.testing;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.postgresql.PGConnection;

/** The demo's ontology in the parts of a dump, for machines that do not have VITAL's. */
final class DemoOntology {

  private static final Path FOLDER = Path.of("demo");

  private DemoOntology() {}

  static VitalOntology.Dump dump() {
    try (Connection connection = Databases.connect(Databases.newDatabase());
        Statement statement = connection.createStatement()) {
      String schema = Files.readString(FOLDER.resolve("schema.sql"));
      statement.execute(schema);
      statement.execute(Files.readString(FOLDER.resolve("ontology.sql")));
      Map<String, VitalOntology.Block> rows = new LinkedHashMap<>();
      ResultSet tables =
          statement.executeQuery(
              "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
      while (tables.next()) {
        rows.put(tables.getString(1), block(connection, tables.getString(1)));
      }
      statement.execute("SET search_path = ''");
      String foreignKeys = " FROM pg_constraint WHERE contype = 'f' ORDER BY conrelid, conname";
      String table = "(SELECT relname FROM pg_class WHERE oid = conrelid)";
      String drop =
          lines(
              statement,
              "format('ALTER TABLE public.%I DROP CONSTRAINT %I;', "
                  + table
                  + ", conname)"
                  + foreignKeys);
      String add =
          lines(
              statement,
              "format('ALTER TABLE ONLY public.%I ADD CONSTRAINT %I %s;', "
                  + table
                  + ", conname, pg_get_constraintdef(oid))"
                  + foreignKeys);
      return new VitalOntology.Dump(schema + "\n" + drop, rows, add);
    } catch (SQLException e) {
      throw new IllegalStateException("the demo's ontology does not load", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static VitalOntology.Block block(Connection connection, String table)
      throws SQLException, IOException {
    StringWriter lines = new StringWriter();
    String columns =
        lines(
                connection.createStatement(),
                "string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
                    + " WHERE attrelid = '"
                    + table
                    + "'::regclass AND attnum > 0"
                    + " AND NOT attisdropped AND attgenerated = ''")
            .strip();
    String target = "public." + table + " (" + columns + ")";
    connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyOut("COPY " + target + " TO STDOUT", lines);
    return new VitalOntology.Block("COPY " + target + " FROM stdin;", lines.toString());
  }

  private static String lines(Statement statement, String select) throws SQLException {
    StringBuilder lines = new StringBuilder();
    try (ResultSet result = statement.executeQuery("SELECT " + select)) {
      while (result.next()) {
        lines.append(result.getString(1)).append('\n');
      }
    }
    return lines.toString();
  }
}
