package io.neo4jsync.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The statements of sql/queue, for JDBC. */
final class QueueSql {

  /** {@code :#${variable.epoch}} */
  private static final Pattern PLACEHOLDER =
      Pattern.compile(":#\\$\\{(?:variable|properties)[.:]([\\w.]+)}");

  /** Bytes of JSON in a batch with the default settings and a heap of 256 MB. */
  private static final long BATCH_BYTES = 8L << 20;

  /** Bytes of JSON in a row with a heap of 256 MB. */
  private static final long ROW_BYTES = 25L << 20;

  static final int BATCH_SIZE = 1000;

  private final String sql;
  private final List<String> names = new ArrayList<>();

  private QueueSql(String name, String before) {
    Matcher placeholders = PLACEHOLDER.matcher(read(name));
    StringBuilder text = new StringBuilder(before);
    while (placeholders.find()) {
      names.add(placeholders.group(1));
      placeholders.appendReplacement(text, "?");
    }
    placeholders.appendTail(text);
    sql = text.toString();
  }

  static QueueSql of(String name) {
    return new QueueSql(name, "");
  }

  /** The plan with the times it took. */
  static QueueSql explained(String name) {
    return new QueueSql(name, "EXPLAIN (ANALYZE, BUFFERS) ");
  }

  private static String read(String name) {
    try (InputStream text = QueueSql.class.getResourceAsStream("/sql/queue/" + name)) {
      // comments may have question marks
      return new String(text.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)--.*$", "");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Values of the placeholders; those that settings have by default need not be given. */
  static Map<String, Object> claim(String worker, long epoch) {
    return Map.of(
        "beside",
        false,
        "batchSize",
        BATCH_SIZE,
        "worker",
        worker,
        "epoch",
        epoch,
        "sync.batch.bytes",
        BATCH_BYTES,
        "sync.row.bytes",
        ROW_BYTES);
  }

  PreparedStatement prepare(Connection connection) throws SQLException {
    return connection.prepareStatement(sql);
  }

  void bind(PreparedStatement statement, Map<String, Object> values) throws SQLException {
    for (int i = 0; i < names.size(); i++) {
      Object value = values.get(names.get(i));
      if (value == null) {
        throw new IllegalArgumentException("no value is given for " + names.get(i));
      }
      statement.setObject(i + 1, value);
    }
  }
}
