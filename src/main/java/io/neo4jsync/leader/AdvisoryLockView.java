package io.neo4jsync.leader;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.cluster.CamelClusterEventListener;
import org.apache.camel.cluster.CamelClusterMember;
import org.apache.camel.cluster.CamelClusterService;
import org.apache.camel.support.cluster.AbstractCamelClusterView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries for the lock while another instance has it, and watches over it while it is ours. */
final class AdvisoryLockView extends AbstractCamelClusterView {

  private static final Logger LOG = LoggerFactory.getLogger(AdvisoryLockView.class);

  private final LockSessions sessions;
  private final Leadership leadership;
  private final Member self = new Member();

  /**
   * Camel's own list holds a lock while it tells a listener, and a consumer that stops at that
   * moment asks for the two locks in the other order: both would wait for ever.
   */
  private final List<CamelClusterEventListener.Leadership> listeners = new CopyOnWriteArrayList<>();

  private ScheduledExecutorService timer;
  private LockConnection lock;
  private boolean toldOfVersion;

  AdvisoryLockView(
      CamelClusterService service, String namespace, LockSessions sessions, Leadership leadership) {
    super(service, namespace);
    this.sessions = sessions;
    this.leadership = leadership;
  }

  @Override
  protected void doStart() {
    timer =
        getCamelContext()
            .getExecutorServiceManager()
            .newSingleThreadScheduledExecutor(this, "leadership");
    timer.scheduleWithFixedDelay(this::look, 0, Lease.LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  protected void doStop() {
    getCamelContext().getExecutorServiceManager().shutdownNow(timer);
    synchronized (this) {
      leadership.lost();
      if (lock != null) {
        lock.release();
        lock = null;
      }
    }
  }

  private synchronized void look() {
    if (!isRunAllowed()) {
      return;
    }
    try {
      if (leadership.isHeld()) {
        watch();
      } else {
        tryToLead();
      }
      tell();
    } catch (Throwable e) { // whatever it is, it must not be the last look
      leadership.lost();
      closeLock();
      String fault = String.valueOf(e.getMessage());
      if (!fault.equals(leadership.fault().orElse(null))) {
        leadership.fault(fault);
        LOG.warn("Leadership cannot be settled, trying on: {}", fault);
      }
    }
  }

  private void watch() {
    if (!leadership.isLeading()) {
      stepDown("no look at the lock succeeded for " + sessions.lease().seconds() + " s");
      return;
    }
    long asked = System.nanoTime();
    try {
      String fault = lock.fault(getNamespace(), leadership.heldEpoch());
      if (fault == null) {
        leadership.renewed(asked + sessions.lease().nanos());
      } else {
        stepDown(fault);
      }
    } catch (SQLException e) {
      stepDown("the PostgreSQL session that held the lock is gone: " + e.getMessage());
    }
  }

  private void stepDown(String why) {
    leadership.lost();
    LOG.warn("Leadership lost: {}.", why);
    closeLock();
  }

  private void tryToLead() throws SQLException {
    if (lock == null) {
      lock = sessions.open();
      tellOfVersion(lock.serverVersion());
    }
    long asked = System.nanoTime();
    OptionalLong epoch = lock.tryLock(getNamespace());
    leadership.fault(null);
    if (epoch.isPresent()) {
      leadership.taken(epoch.getAsLong(), asked + sessions.lease().nanos());
      LOG.info("This instance leads, epoch {}.", epoch.getAsLong());
    }
  }

  private void tellOfVersion(int version) {
    if (!Lease.isKeptBy(version) && !toldOfVersion) {
      toldOfVersion = true;
      LOG.warn(
          "PostgreSQL {} cannot end a silent session (14 and later can): if this process hangs while"
              + " it leads, no other instance takes over until it is killed.",
          version);
    }
  }

  private void closeLock() {
    if (lock != null) {
      lock.close();
      lock = null;
    }
  }

  @Override
  public void addEventListener(CamelClusterEventListener listener) {
    if (listener instanceof CamelClusterEventListener.Leadership interested) {
      listeners.add(interested);
      if (isRunAllowed()) {
        interested.leadershipChanged(this, getLeader().orElse(null));
      }
    }
  }

  @Override
  public void removeEventListener(CamelClusterEventListener listener) {
    listeners.removeIf(known -> known == listener);
  }

  /** At every look, so that whoever could not follow is told again. */
  private void tell() {
    CamelClusterMember leader = getLeader().orElse(null);
    listeners.forEach(listener -> listener.leadershipChanged(this, leader));
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
