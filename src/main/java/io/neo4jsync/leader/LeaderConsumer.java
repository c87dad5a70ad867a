package io.neo4jsync.leader;

import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.Processor;
import org.apache.camel.StartupListener;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.cluster.CamelClusterEventListener;
import org.apache.camel.cluster.CamelClusterMember;
import org.apache.camel.cluster.CamelClusterService;
import org.apache.camel.cluster.CamelClusterView;
import org.apache.camel.component.master.MasterEndpoint;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Runs the consumer of the endpoint behind {@code master:} while this instance leads. The view
 * tells at every look who leads, so what could not be started is tried again at the next.
 */
@ManagedResource(description = "Managed Leader Consumer")
public final class LeaderConsumer extends DefaultConsumer {

  private final MasterEndpoint master;
  private final CamelClusterService service;
  private final CamelClusterEventListener.Leadership listener = this::leadershipChanged;
  private final Object turn = new Object();

  /** Of the endpoint behind; null while it does not run. */
  private Consumer consumer;

  private boolean over;
  private volatile CamelClusterView view;

  LeaderConsumer(MasterEndpoint master, Processor processor, CamelClusterService service) {
    super(master, processor);
    this.master = master;
    this.service = service;
  }

  /** Whether this instance leads. */
  @ManagedAttribute(description = "Whether this instance leads")
  public boolean isMaster() {
    return view != null && view.getLocalMember().isLeader();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    synchronized (turn) {
      over = false;
    }
    view = service.getView(master.getNamespace());
    view.addEventListener(listener);
    master.getCamelContext().addStartupListener(new Started());
  }

  @Override
  protected void doStop() throws Exception {
    super.doStop();
    if (view != null) {
      view.removeEventListener(listener);
      service.releaseView(view);
      view = null;
    }
    synchronized (turn) {
      over = true;
      end();
    }
  }

  /** Not under this service's own lock: that one is held while the view is waited for. */
  private void leadershipChanged(CamelClusterView changed, CamelClusterMember leader) {
    synchronized (turn) {
      try {
        if (!changed.getLocalMember().isLeader()) {
          end();
        } else if (consumer == null && !over && master.getCamelContext().isStarted()) {
          begin();
        }
      } catch (Exception e) {
        end();
        getExceptionHandler()
            .handleException(
                "The consumer of " + master.getEndpoint() + " does not start, trying again", e);
      }
    }
  }

  private void begin() throws Exception {
    consumer = master.getEndpoint().createConsumer(getProcessor());
    if (consumer instanceof StartupListener waiting) {
      master.getCamelContext().addStartupListener(waiting);
    }
    ServiceHelper.startService(master.getEndpoint(), consumer);
  }

  private void end() {
    ServiceHelper.stopAndShutdownServices(consumer, master.getEndpoint());
    consumer = null;
  }

  /** While routes are still being started Camel would lose whom {@link #begin} adds to it. */
  private final class Started implements ExtendedStartupListener {

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
      // too early, or told by the view already
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
      CamelClusterView current = view;
      if (current != null) { // else the route was stopped or reloaded meanwhile
        leadershipChanged(current, current.getLeader().orElse(null));
      }
    }
  }
}
