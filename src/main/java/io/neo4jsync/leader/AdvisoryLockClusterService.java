package io.neo4jsync.leader;

import org.apache.camel.cluster.CamelClusterView;
import org.apache.camel.support.cluster.AbstractCamelClusterService;

/**
 * Camel's cluster service over a PostgreSQL session-level advisory lock. Of all instances on one
 * database that use the same namespace, the one that holds the lock leads; PostgreSQL frees it when
 * the session ends, however the process ended, and ends the session when its {@link Lease} is over.
 */
public final class AdvisoryLockClusterService
    extends AbstractCamelClusterService<AdvisoryLockView> {

  private final LockSessions sessions;
  private final Leadership leadership;

  public AdvisoryLockClusterService(LockSessions sessions, Leadership leadership) {
    super("neo4j-sync");
    this.sessions = sessions;
    this.leadership = leadership;
  }

  @Override
  protected AdvisoryLockView createView(String namespace) {
    return new AdvisoryLockView(this, namespace, sessions, leadership);
  }

  /**
   * Does nothing: the lead belongs to the process, not to a route. Given up with the first route
   * that stops, it would be gone before the batch under way is written; it ends with this service.
   */
  @Override
  public void releaseView(CamelClusterView view) {}
}
