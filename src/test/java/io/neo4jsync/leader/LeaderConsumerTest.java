package io.neo4jsync.leader;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.cluster.CamelClusterEventListener;
import org.apache.camel.cluster.CamelClusterMember;
import org.apache.camel.cluster.CamelClusterService;
import org.apache.camel.cluster.CamelClusterView;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.apache.camel.support.cluster.AbstractCamelClusterService;
import org.apache.camel.support.cluster.AbstractCamelClusterView;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Routes behind {@code master:} run exactly while the view says that this instance leads. */
class LeaderConsumerTest {

  private final AtomicInteger ticks = new AtomicInteger();
  private CamelContext context;
  private View view;

  /** What happens when all routes run and the context is not started. */
  private Step atRoutesStarted = () -> {};

  private interface Step {
    void run() throws Exception;
  }

  private void start(boolean leads, String uri) throws Exception {
    context = new DefaultCamelContext();
    context
        .getManagementStrategy()
        .addEventNotifier(
            new SimpleEventNotifierSupport() {
              @Override
              public void notify(CamelEvent event) throws Exception {
                if (event instanceof CamelEvent.CamelContextRoutesStartedEvent) {
                  atRoutesStarted.run();
                }
              }
            });
    Cluster cluster = new Cluster();
    context.addService(cluster);
    view = (View) cluster.getView("test");
    view.leads = leads;
    context.getRegistry().bind("master", new LeaderComponent());
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("master:test:" + uri).routeId("led").process(e -> ticks.incrementAndGet());
          }
        });
    context.start();
  }

  @AfterEach
  void stop() {
    if (view != null) {
      view.over = true;
    }
    if (context != null) {
      context.stop();
    }
  }

  /** Camel forgets a timer that is added when all routes run and the context is not started. */
  @Test
  void aLeadTakenInTheLastMomentOfTheStartIsFollowed() throws Exception {
    atRoutesStarted =
        () -> {
          view.leads = true;
          view.toldOnceMore();
        };
    start(false, "timer:t?delay=0&period=5");
    awaitTicks();
  }

  /** As when its file is saved while the application starts. */
  @Test
  void aRouteThatIsStoppedInTheLastMomentOfTheStartIsNoFault() throws Exception {
    atRoutesStarted = () -> context.getRouteController().stopRoute("led");
    start(true, "timer:t?delay=0&period=5");
    assertThat(context.isStarted()).isTrue();
    context.getRouteController().startRoute("led");
    awaitTicks();
  }

  @Test
  void theRouteStopsWithTheLeadAndStartsWithTheNext() throws Exception {
    start(false, "timer:t?delay=0&period=5");
    view.toldOnceMore();
    assertThat(ticks).hasValue(0);
    view.leads = true;
    awaitTicks();
    view.leads = false;
    view.toldOnceMore();
    ticks.set(0);
    view.toldOnceMore();
    assertThat(ticks).hasValueLessThanOrEqualTo(1); // one may have been under way
    view.leads = true;
    awaitTicks();
  }

  @Test
  void aRouteStoppedByHandStaysStoppedUntilItIsStarted() throws Exception {
    start(true, "timer:t?delay=0&period=5");
    awaitTicks();
    context.getRouteController().stopRoute("led");
    ticks.set(0);
    view.toldOnceMore();
    assertThat(ticks).hasValueLessThanOrEqualTo(1);
    context.getRouteController().startRoute("led");
    awaitTicks();
  }

  @Test
  void whatCannotBeStartedIsTriedAgain() throws Exception {
    start(true, "direct:taken");
    // a second consumer is refused by the direct component until the first is gone
    context.getRouteController().stopRoute("led");
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:taken").routeId("other").process(e -> {});
          }
        });
    context.getRouteController().startRoute("led");
    view.toldOnceMore();
    context.getRouteController().stopRoute("other");
    Awaitility.await()
        .ignoreExceptions()
        .until(
            () -> {
              context.createFluentProducerTemplate().to("direct:taken").send();
              return ticks.get() > 0;
            });
  }

  private void awaitTicks() {
    Awaitility.await("the route runs")
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> ticks.get() > 1);
  }

  private static final class Cluster extends AbstractCamelClusterService<View> {

    @Override
    protected View createView(String namespace) {
      return new View(this, namespace);
    }

    @Override
    public void releaseView(CamelClusterView view) {}
  }

  /** Tells without a pause. */
  private static final class View extends AbstractCamelClusterView implements CamelClusterMember {

    private final List<CamelClusterEventListener.Leadership> told = new CopyOnWriteArrayList<>();
    private final AtomicInteger rounds = new AtomicInteger();
    private volatile boolean leads;
    private volatile boolean over;

    View(CamelClusterService service, String namespace) {
      super(service, namespace);
    }

    @Override
    protected void doStart() {
      new Thread(this::tell, "view").start();
    }

    private void tell() {
      while (!over) {
        for (CamelClusterEventListener.Leadership listener : told) {
          listener.leadershipChanged(this, getLeader().orElse(null));
        }
        rounds.incrementAndGet();
        LockSupport.parkNanos(10_000);
      }
    }

    void toldOnceMore() {
      int now = rounds.get();
      Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> rounds.get() > now + 5);
    }

    @Override
    protected void doStop() {}

    @Override
    public void addEventListener(CamelClusterEventListener listener) {
      told.add((CamelClusterEventListener.Leadership) listener);
    }

    @Override
    public void removeEventListener(CamelClusterEventListener listener) {
      told.remove(listener);
    }

    @Override
    public Optional<CamelClusterMember> getLeader() {
      return leads ? Optional.of(this) : Optional.empty();
    }

    @Override
    public CamelClusterMember getLocalMember() {
      return this;
    }

    @Override
    public List<CamelClusterMember> getMembers() {
      return List.of(this);
    }

    @Override
    public String getId() {
      return "test";
    }

    @Override
    public boolean isLeader() {
      return leads;
    }

    @Override
    public boolean isLocal() {
      return true;
    }
  }
}
