package io.neo4jsync.management;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.modelmbean.ModelMBean;
import javax.management.modelmbean.ModelMBeanInfo;
import org.apache.camel.CamelContext;
import org.apache.camel.api.management.ManagedInstance;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.api.management.NotificationSenderAware;
import org.apache.camel.spi.ManagementAgent;
import org.apache.camel.spi.ManagementMBeanAssembler;
import org.apache.camel.support.management.DefaultManagementMBeanAssembler;
import org.apache.camel.support.management.MBeanInfoAssembler;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Camel's MBeans with one description for all of a class. Camel gives each of its more than a
 * thousand MBeans a description of its own, which together fill half of the heap that this
 * application lives in and take a good part of its start.
 */
public final class SharedMBeans extends ServiceSupport implements ManagementMBeanAssembler {

  private final CamelContext context;
  private final MBeanInfoAssembler infos;
  private final DefaultManagementMBeanAssembler others;
  private final Map<Class<?>, MBeanShape> shapes = new ConcurrentHashMap<>();

  private SharedMBeans(CamelContext context) {
    this.context = context;
    this.infos = new MBeanInfoAssembler(context);
    this.others = new DefaultManagementMBeanAssembler(context);
  }

  /** Has the context use them; to be called before it is initialised. */
  public static void in(CamelContext context) {
    context.getCamelContextExtension().setManagementMBeanAssembler(new SharedMBeans(context));
  }

  @Override
  public ModelMBean assemble(MBeanServer server, Object bean, ObjectName name) throws JMException {
    if (isMixed(bean) || bean instanceof NotificationSenderAware) {
      return others.assemble(server, bean, name);
    }
    MBeanShape shape = shapes.get(bean.getClass());
    if (shape == null) {
      ModelMBeanInfo info = infos.getMBeanInfo(context, bean, null, name.toString());
      if (info == null) {
        return null;
      }
      shape = MBeanShape.of(bean.getClass(), info);
      shapes.put(bean.getClass(), shape);
    }
    return new SharedMBean(bean, shape, isMasking());
  }

  /** Whether it stands for another object that has MBean annotations too. */
  private static boolean isMixed(Object bean) {
    return bean instanceof ManagedInstance managed
        && managed.getInstance() != null
        && managed.getInstance().getClass().isAnnotationPresent(ManagedResource.class);
  }

  private boolean isMasking() {
    ManagementAgent agent = context.getManagementStrategy().getManagementAgent();
    return agent != null && Boolean.TRUE.equals(agent.getMask());
  }

  @Override
  protected void doInit() {
    others.init();
  }

  @Override
  protected void doStart() {
    infos.start();
    others.start();
  }

  @Override
  protected void doStop() {
    infos.stop();
    others.stop();
  }
}
