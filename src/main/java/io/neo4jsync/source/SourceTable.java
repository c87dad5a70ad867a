package io.neo4jsync.source;

import io.neo4jsync.value.ColumnType;
import java.util.Map;
import java.util.Set;

/**
 * A source table as the catalogue shows it.
 *
 * @param columns its columns and their types; empty when the table does not exist
 * @param installed the columns it had when capture was installed; empty when it was not
 */
public record SourceTable(String name, Map<String, ColumnType> columns, Set<String> installed) {

  /** Whether the column was there when capture was installed and is gone now. */
  boolean lost(String column) {
    return installed.contains(column) && !columns.containsKey(column);
  }
}
