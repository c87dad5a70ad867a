package io.neo4jsync.leader;

/** The address of PostgreSQL leads to a pooler that does not keep sessions. */
public final class PoolerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PoolerException(String seen) {
    super(
        "postgres.url leads to a connection pooler in transaction mode ("
            + seen
            + "). The leader's lock belongs to a session of PostgreSQL, and such a pooler gives each"
            + " transaction another one. Set postgres.url to the direct address of the server, or to"
            + " the pooler's session mode (Supabase: port 5432 instead of 6543)");
  }
}
