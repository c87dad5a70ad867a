package io.neo4jsync.queue;

import org.apache.camel.component.sql.RowMapperFactory;
import org.springframework.jdbc.core.RowMapper;

/** Reads the rows of {@code claim-batch.sql} as events, without a map for each on the way. */
public final class ClaimedRows implements RowMapperFactory {

  private static final double NANOS = 1e9;

  private static final RowMapper<Change> ROWS =
      (row, number) -> {
        String payload = row.getString("payload");
        return new Change(
            row.getString("id"),
            row.getLong("seq"),
            row.getString("entity_type"),
            row.getString("entity_key"),
            row.getString("operation"),
            payload,
            row.getInt("attempts"),
            payload == null ? row.getLong("size") : 0,
            System.nanoTime() - (long) (row.getDouble("age") * NANOS));
      };

  @Override
  public RowMapper<?> newColumnRowMapper() {
    return ROWS;
  }

  @Override
  public RowMapper<?> newBeanRowMapper(Class<?> type) {
    return ROWS;
  }
}
