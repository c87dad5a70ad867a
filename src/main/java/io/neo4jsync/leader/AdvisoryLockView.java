package io.neo4jsync.leader;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.cluster.CamelClusterMember;
import org.apache.camel.cluster.CamelClusterService;
import org.apache.camel.support.cluster.AbstractCamelClusterView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries for the lock while another instance has it, and watches over it while it is ours. */
final class AdvisoryLockView extends AbstractCamelClusterView {

  private static final Logger LOG = LoggerFactory.getLogger(AdvisoryLockView.class);
  private static final long LOOK_MILLIS = 500;

  private final LockConnection.Factory connections;
  private final Leadership leadership;
  private final Member self = new Member();
  private ScheduledExecutorService timer;
  private LockConnection lock;

  AdvisoryLockView(
      CamelClusterService service,
      String namespace,
      LockConnection.Factory connections,
      Leadership leadership) {
    super(service, namespace);
    this.connections = connections;
    this.leadership = leadership;
  }

  @Override
  protected void doStart() {
    timer =
        getCamelContext()
            .getExecutorServiceManager()
            .newSingleThreadScheduledExecutor(this, "leadership");
    timer.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  protected void doStop() {
    getCamelContext().getExecutorServiceManager().shutdownNow(timer);
    synchronized (this) {
      leadership.lost();
      closeLock();
    }
  }

  private synchronized void look() {
    if (!isRunAllowed()) {
      return;
    }
    try {
      if (leadership.isLeading()) {
        if (!lock.isAlive()) {
          LOG.warn("Leadership lost: the PostgreSQL session that held the lock is gone.");
          stepDown();
        }
      } else {
        tryToLead();
      }
      leadership.fault(null);
    } catch (SQLException | RuntimeException e) {
      stepDown();
      String fault = String.valueOf(e.getMessage());
      if (!fault.equals(leadership.fault().orElse(null))) {
        leadership.fault(fault);
        LOG.warn("Leadership cannot be settled, trying on: {}", fault);
      }
    }
  }

  private void tryToLead() throws SQLException {
    if (lock == null) {
      lock = new LockConnection(connections);
    }
    OptionalLong epoch = lock.tryLock(getNamespace());
    if (epoch.isPresent()) {
      LOG.info("This instance leads, epoch {}.", epoch.getAsLong());
      leadership.taken(epoch.getAsLong());
      fireLeadershipChangedEvent(self);
    }
  }

  private void stepDown() {
    boolean led = leadership.isLeading();
    leadership.lost();
    closeLock();
    if (led) {
      fireLeadershipChangedEvent((CamelClusterMember) null);
    }
  }

  private void closeLock() {
    if (lock != null) {
      lock.close();
      lock = null;
    }
  }

  @Override
  public Optional<CamelClusterMember> getLeader() {
    return leadership.isLeading() ? Optional.of(self) : Optional.empty();
  }

  @Override
  public CamelClusterMember getLocalMember() {
    return self;
  }

  @Override
  public List<CamelClusterMember> getMembers() {
    return List.of(self);
  }

  private final class Member implements CamelClusterMember {

    @Override
    public String getId() {
      return getClusterService().getId();
    }

    @Override
    public boolean isLeader() {
      return leadership.isLeading();
    }

    @Override
    public boolean isLocal() {
      return true;
    }
  }
}
