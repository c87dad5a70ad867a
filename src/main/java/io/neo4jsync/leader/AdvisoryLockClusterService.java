package io.neo4jsync.leader;

import org.apache.camel.cluster.CamelClusterView;
import org.apache.camel.support.cluster.AbstractCamelClusterService;

/**
 * Camel's cluster service over a PostgreSQL session-level advisory lock. Of all instances on one
 * database that use the same namespace, the one that holds the lock leads; PostgreSQL frees it when
 * the session ends, however the process ended.
 */
public final class AdvisoryLockClusterService
    extends AbstractCamelClusterService<AdvisoryLockView> {

  private final LockConnection.Factory connections;
  private final Leadership leadership;

  public AdvisoryLockClusterService(LockConnection.Factory connections, Leadership leadership) {
    super("neo4j-sync");
    this.connections = connections;
    this.leadership = leadership;
  }

  @Override
  protected AdvisoryLockView createView(String namespace) {
    return new AdvisoryLockView(this, namespace, connections, leadership);
  }

  /**
   * Does nothing: the lead belongs to the process, not to a route. Given up with the first route
   * that stops, it would be gone before the batch under way is written; it ends with this service.
   */
  @Override
  public void releaseView(CamelClusterView view) {}
}
