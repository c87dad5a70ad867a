package io.neo4jsync.it;

import io.neo4jsync.testing.Databases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A database with the demo's tables and the roles of {@code sql/roles}. The tables have an owner of
 * their own, one of them row-level security, and default privileges hand the application whatever
 * the capture owner makes.
 */
final class Roles implements AutoCloseable {

  static final String OWNER = "neo4j_sync_owner";
  static final String SYNC = "neo4j_sync";
  static final String TABLES = "vital_owner";
  static final String APPLICATION = "vital_application";

  private static final String PREPARED =
      """
      CREATE ROLE vital_owner LOGIN;
      CREATE ROLE vital_application LOGIN;
      DO $$
      DECLARE t text;
      BEGIN
          FOR t IN SELECT format('ALTER TABLE %s OWNER TO vital_owner', oid::regclass)
                     FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
          LOOP EXECUTE t; END LOOP;
      END $$;
      CREATE TABLE secret (id uuid);
      ALTER DEFAULT PRIVILEGES FOR ROLE neo4j_sync_owner IN SCHEMA public GRANT ALL ON TABLES TO vital_application;
      ALTER DEFAULT PRIVILEGES FOR ROLE neo4j_sync_owner GRANT ALL ON SEQUENCES TO vital_application, PUBLIC;
      ALTER DEFAULT PRIVILEGES FOR ROLE neo4j_sync_owner GRANT ALL ON FUNCTIONS TO vital_application;""";

  private static final String OF_TABLES =
      """
      DO $$
      DECLARE t text;
      BEGIN
          FOR t IN SELECT format('GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON %s TO vital_application', oid::regclass)
                     FROM pg_class WHERE relowner = 'vital_owner'::regrole AND relkind = 'r'
          LOOP EXECUTE t; END LOOP;
      END $$;
      ALTER TABLE tools ENABLE ROW LEVEL SECURITY;
      CREATE POLICY everything ON tools USING (true)""";

  /** Without the parameter that makes every user the superuser. */
  private final String url = Databases.newDatabase().replaceAll("[?].*", "");

  private final Connection admin = Databases.connect(url);

  Roles() throws Exception {
    Databases.clearGraph();
    as("postgres", Files.readString(Path.of("demo/schema.sql")));
    as("postgres", Files.readString(Path.of("sql/roles/roles.sql")));
    as("postgres", PREPARED);
    as(TABLES, Files.readString(Path.of("sql/roles/tables.sql")));
    as(TABLES, OF_TABLES);
  }

  String url() {
    return url;
  }

  /** Runs statements as a user; the superuser is {@code postgres}. */
  void as(String user, String sql) throws SQLException {
    try (Connection connection = Databases.connect(url, user);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column, as the superuser sees it. */
  List<String> texts(String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Statement statement = admin.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        texts.add(result.getString(1));
      }
    }
    return texts;
  }

  @Override
  public void close() throws SQLException {
    admin.close();
  }
}
