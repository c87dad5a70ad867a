package io.neo4jsync.fullsync;

/**
 * What a run covers; at most one of the two is given, and neither means everything.
 *
 * @param tenant key of the one tenant, or null
 * @param table name of the one table, or null
 */
public record RunScope(String tenant, String table) {

  public static final RunScope EVERYTHING = new RunScope(null, null);

  public boolean isEverything() {
    return tenant == null && table == null;
  }

  @Override
  public String toString() {
    if (tenant != null) {
      return "tenant " + tenant;
    }
    return table == null ? "everything" : "table " + table;
  }
}
