package io.neo4jsync.queue;

import io.neo4jsync.source.SourceRow;
import java.util.List;

/**
 * What an entity route receives: rows of one table that are all to be written, or all to be
 * deleted. Routes say {@code ${body.table}}: a getter beside the accessor would be ambiguous to
 * Camel, depending on the order in which the JVM lists methods.
 *
 * @param table the source table
 * @param operation UPSERT or DELETE; a row that is marked as deleted counts as DELETE
 */
public record EntityChanges(String table, String operation, List<SourceRow> rows) {

  public static final String UPSERT = "UPSERT";
  public static final String DELETE = "DELETE";
}
