package io.neo4jsync.source;

import io.neo4jsync.value.ColumnType;
import java.util.Map;

/**
 * A source table as the catalogue shows it.
 *
 * @param columns its columns and their types; empty when the table does not exist
 * @param shape what it is now
 * @param installed what it was when {@code install} last saw it; nothing when it never did
 * @param changedSeq events up to this one may carry rows of an earlier shape
 * @param whereabouts what has become of a table that is gone, in words; empty when that is not
 *     known
 */
public record SourceTable(
    String name,
    Map<String, ColumnType> columns,
    TableShape shape,
    TableShape installed,
    long changedSeq,
    String whereabouts) {

  /** Whether the column was there when capture was installed and is gone now. */
  boolean lost(String column) {
    return installed.columns().containsKey(column) && !columns.containsKey(column);
  }
}
