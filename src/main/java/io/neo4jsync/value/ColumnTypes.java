package io.neo4jsync.value;

import io.neo4jsync.value.ColumnType.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the column types of a table from PostgreSQL's catalogue. */
public final class ColumnTypes {

  /**
   * Follows every column from its declared type through domains (same depth) and arrays (one
   * deeper). A type modifier such as numeric's scale stands either on the column or on a domain on
   * the way; an array carries the modifier of its elements.
   */
  private static final String QUERY =
      """
      WITH RECURSIVE step AS (
        SELECT a.attnum, a.attname, 0 AS depth,
               a.atttypid AS type, a.atttypmod AS modifier,
               pg_catalog.format_type(a.atttypid, a.atttypmod) AS name
          FROM pg_catalog.pg_attribute a
          JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = ?
           AND c.relname = ?
           AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
           AND a.attnum > 0
           AND NOT a.attisdropped
        UNION ALL
        SELECT s.attnum, s.attname, s.depth + next.deeper,
               next.type, next.modifier,
               CASE next.deeper
                 WHEN 0 THEN s.name
                 ELSE pg_catalog.format_type(next.type, next.modifier)
               END
          FROM step s
          JOIN pg_catalog.pg_type t ON t.oid = s.type
         CROSS JOIN LATERAL (
                 SELECT 0 AS deeper, t.typbasetype AS type,
                        CASE t.typtypmod WHEN -1 THEN s.modifier ELSE t.typtypmod END AS modifier
                  WHERE t.typtype = 'd'
                 UNION ALL
                 SELECT 1, t.typelem, s.modifier
                  WHERE t.typtype <> 'd' AND t.typcategory = 'A' AND t.typelem <> 0
               ) AS next
      )
      SELECT s.attname, s.name,
             CASE
               WHEN t.typcategory = 'A' AND t.typelem <> 0 THEN 'array'
               WHEN t.typtype = 'c' THEN 'composite'
               WHEN t.typnamespace = 'pg_catalog'::regnamespace THEN t.typname
               ELSE 'another'
             END AS base,
             CASE
               WHEN t.oid = 'pg_catalog.numeric'::regtype AND s.modifier <> -1
               -- the low 11 bits, signed, behind an offset of 4
               THEN (((s.modifier - 4) & 2047) # 1024) - 1024
             END AS scale
        FROM step s
        JOIN pg_catalog.pg_type t ON t.oid = s.type
       WHERE t.typtype <> 'd'
       ORDER BY s.attnum, s.depth DESC
      """;

  private ColumnTypes() {}

  /**
   * The types of all columns of a table, partitioned or not, foreign table or view, generated
   * columns included.
   *
   * @param schema the schema's name as the catalogue has it, unquoted
   * @param table the table's name as the catalogue has it, unquoted
   * @return column name to type, in the order of the columns; empty if there is no such table
   */
  public static Map<String, ColumnType> read(Connection c, String schema, String table)
      throws SQLException {
    Map<String, ColumnType> types = new LinkedHashMap<>();
    try (PreparedStatement query = c.prepareStatement(QUERY)) {
      query.setString(1, schema);
      query.setString(2, table);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          // The deepest type comes first, so that an array finds its element type here.
          String column = rows.getString("attname");
          types.put(column, type(rows, types.get(column)));
        }
      }
    }
    return types;
  }

  private static ColumnType type(ResultSet row, ColumnType element) throws SQLException {
    Kind kind = kind(row.getString("base"));
    Integer scale = row.getObject("scale", Integer.class);
    return new ColumnType(row.getString("name"), kind, kind == Kind.ARRAY ? element : null, scale);
  }

  private static Kind kind(String base) {
    return switch (base) {
      case "bool" -> Kind.BOOLEAN;
      case "int2", "int4", "int8", "oid" -> Kind.INTEGER;
      case "numeric" -> Kind.NUMERIC;
      case "float4", "float8" -> Kind.FLOAT;
      case "bpchar" -> Kind.PADDED_TEXT;
      case "date" -> Kind.DATE;
      case "time" -> Kind.TIME;
      case "timetz" -> Kind.TIMETZ;
      case "timestamp" -> Kind.TIMESTAMP;
      case "timestamptz" -> Kind.TIMESTAMPTZ;
      case "interval" -> Kind.INTERVAL;
      case "json", "jsonb" -> Kind.JSON;
      case "bytea" -> Kind.BYTEA;
      case "array" -> Kind.ARRAY;
      case "composite" -> Kind.COMPOSITE;
      default -> Kind.TEXT;
    };
  }
}
