package io.neo4jsync.leader;

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
}
