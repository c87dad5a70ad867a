package io.neo4jsync.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Writes generated rows of the mapped tables. A row is known by its number in its table; its id
 * follows from it, so every run makes the same rows.
 */
final class Rows implements AutoCloseable {

  /** What {@link Rows} needs in the database. */
  static final String SETUP =
      """
      CREATE FUNCTION bench_id(of text, n int) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
      AS $$ SELECT md5(of || n)::uuid $$;
      CREATE INDEX ON role_tools (role_id);
      CREATE INDEX ON role_tools (tool_id);
      CREATE INDEX ON jtbd_functions (function_id);""";

  private static final String GIVEN =
      " FROM unnest(?::int[], ?::text[], ?::int[], ?::int[], ?::int[]) AS x (n, words, a, b, c)";

  private static final Map<String, String> INSERTS =
      Map.of(
          "org_functions",
          """
          INSERT INTO org_functions (id, name, slug, description, industry, strategic_priority)
          SELECT bench_id('org_functions', n), 'Function ' || n, 'function-' || n, words, 'Life sciences', n % 101""",
          "org_departments",
          """
          INSERT INTO org_departments (id, function_id, name, slug, description, field_vs_office_mix,
                                       typical_team_size_min, typical_team_size_max)
          SELECT bench_id('org_departments', n), bench_id('org_functions', a), 'Department ' || n, 'department-' || n,
                 words, n % 101, n % 10, n % 10 + 20""",
          "org_roles",
          """
          INSERT INTO org_roles (id, function_id, department_id, reports_to_role_id, name, slug, description, role_type,
                                 role_category, seniority_level, job_code, grade_level, geographic_scope, team_size_min,
                                 team_size_max, budget_min_usd, budget_max_usd, required_skills, role_kpis,
                                 data_quality_score)
          SELECT bench_id('org_roles', n), bench_id('org_functions', a), bench_id('org_departments', b),
                 bench_id('org_roles', c), 'Role ' || n, 'role-' || n, words, 'type ' || n % 9, 'hybrid', 'senior',
                 'J' || n, n % 15, 'regional', n % 5, n % 5 + 10, n % 1000 * 100, n % 1000 * 100 + 50000.50,
                 ARRAY['skill ' || n % 31, 'skill ' || n % 37, 'skill ' || n % 41],
                 '[{"kpi": "on time", "target": 0.95}, {"kpi": "right first time", "target": 0.9}]', 0.75""",
          "tools",
          """
          INSERT INTO tools (id, name, slug, category, vendor, description, tool_type, url, tags)
          SELECT bench_id('tools', n), 'Tool ' || n, 'tool-' || n, 'category ' || n % 23, 'Vendor ' || n % 211, words,
                 'software', 'https://tools.example/' || n, ARRAY['tag ' || n % 7, 'tag ' || n % 11, 'tag ' || n % 13]""",
          "skills",
          """
          INSERT INTO skills (id, name, slug, category, description, complexity_level, skill_type, metadata)
          SELECT bench_id('skills', n), 'Skill ' || n, 'skill-' || n, 'category ' || n % 19, words, 'advanced',
                 'technical', jsonb_build_object('level', n % 5, 'source', 'catalogue ' || n % 3)""",
          "jtbd",
          """
          INSERT INTO jtbd (id, code, name, description, functional_area, job_category, complexity, frequency, status,
                            job_statement, importance_score, satisfaction_score)
          SELECT bench_id('jtbd', n), 'JTBD-' || n, 'Job ' || n, words, 'Operations', 'analytical', 'high', 'weekly',
                 'active', left(words, 80), n % 100 / 10.0, n % 70 / 10.0""",
          "role_tools",
          """
          INSERT INTO role_tools (id, role_id, tool_id, tool_name, usage_frequency, proficiency_level, is_required)
          SELECT bench_id('role_tools', n), bench_id('org_roles', a), bench_id('tools', b), 'Tool ' || b, 'weekly',
                 'intermediate', n % 2 = 0""",
          "jtbd_roles",
          """
          INSERT INTO jtbd_roles (id, jtbd_id, role_id, relevance_score, is_primary, notes, importance, frequency,
                                  sequence_order)
          SELECT bench_id('jtbd_roles', n), bench_id('jtbd', a), bench_id('org_roles', b), n % 100 / 100.0, n % 4 = 0,
                 left(words, 60), 'high', 'daily', n % 20""",
          "jtbd_functions",
          """
          INSERT INTO jtbd_functions (id, jtbd_id, function_id, function_name, relevance_score, is_primary)
          SELECT bench_id('jtbd_functions', n), bench_id('jtbd', a), bench_id('org_functions', b), '',
                 n % 100 / 100.0, n % 4 = 0""");

  /** An ordinary change of each table's own columns. */
  private static final Map<String, String> CHANGES =
      Map.of(
          "org_functions", "description = words",
          "org_departments", "description = words",
          "org_roles", "description = words, grade_level = length(words) % 15",
          "tools", "description = words, vendor = 'Vendor ' || length(words)",
          "skills", "description = words",
          "jtbd", "description = words, importance_score = length(words) % 100 / 10.0",
          "role_tools", "usage_frequency = 'daily', sequence_order = length(words)",
          "jtbd_roles", "notes = left(words, 60), relevance_score = length(words) % 100 / 100.0",
          "jtbd_functions", "relevance_score = length(words) % 100 / 100.0");

  private static final int SHORTEST = 120;
  private static final int LONGEST = 320;

  private final Connection connection;
  private final Texts texts;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  Rows(Connection connection, long seed) {
    this.connection = connection;
    texts = new Texts(seed);
  }

  Texts texts() {
    return texts;
  }

  /**
   * @param ends up to three lists of numbers, of the rows that the new ones refer to, in the order
   *     function, department, superior, or as the name of a junction table has it
   */
  void insert(String table, int[] numbers, Integer[]... ends) throws SQLException {
    run(INSERTS.get(table) + GIVEN, numbers, null, ends);
  }

  void change(String table, int[] numbers) throws SQLException {
    set(table, CHANGES.get(table), numbers, null);
  }

  /** {@code what} may use the columns n, words, a, b and c. */
  void set(String table, String what, int[] numbers, String[] words, Integer[]... ends)
      throws SQLException {
    run(
        "UPDATE %s t SET updated_at = clock_timestamp(), %s%s WHERE t.id = bench_id('%s', x.n)"
            .formatted(table, what, GIVEN, table),
        numbers,
        words,
        ends);
  }

  void delete(String table, int[] numbers) throws SQLException {
    run(
        "DELETE FROM %s t USING (SELECT * %s) x WHERE t.id = bench_id('%s', x.n)"
            .formatted(table, GIVEN, table),
        numbers,
        null);
  }

  private void run(String sql, int[] numbers, String[] words, Integer[]... ends)
      throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    Integer[] boxed = Arrays.stream(numbers).boxed().toArray(Integer[]::new);
    String[] prose =
        words != null
            ? words
            : IntStream.range(0, numbers.length)
                .mapToObj(i -> texts.prose(SHORTEST, LONGEST))
                .toArray(String[]::new);
    statement.setArray(1, connection.createArrayOf("int4", boxed));
    statement.setArray(2, connection.createArrayOf("text", prose));
    for (int i = 0; i < 3; i++) {
      Integer[] end = i < ends.length ? ends[i] : new Integer[numbers.length];
      statement.setArray(3 + i, connection.createArrayOf("int4", end));
    }
    statement.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : prepared.values()) {
      statement.close();
    }
  }
}
