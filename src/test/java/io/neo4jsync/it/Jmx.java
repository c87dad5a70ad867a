package io.neo4jsync.it;

import com.sun.tools.attach.VirtualMachine;
import java.rmi.UnmarshalException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What JMX shows of another process. */
final class Jmx {

  private Jmx() {}

  /** Every attribute of every MBean, and the routes with their placeholders resolved. */
  static String everything(long pid) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(String.valueOf(pid));
    JMXServiceURL address = new JMXServiceURL(machine.startLocalManagementAgent());
    machine.detach();
    StringBuilder seen = new StringBuilder();
    try (JMXConnector connector = JMXConnectorFactory.connect(address)) {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      for (ObjectName bean : server.queryNames(null, null)) {
        for (MBeanAttributeInfo attribute : server.getMBeanInfo(bean).getAttributes()) {
          seen.append(bean).append(' ').append(attribute.getName()).append('=');
          try {
            seen.append(server.getAttribute(bean, attribute.getName())).append('\n');
          } catch (JMException | RuntimeMBeanException | UnmarshalException e) {
            seen.append("cannot be read\n");
          }
        }
      }
      ObjectName context =
          server
              .queryNames(new ObjectName("org.apache.camel:type=context,*"), null)
              .iterator()
              .next();
      seen.append(
          server.invoke(
              context,
              "dumpRoutesAsXml",
              new Object[] {true},
              new String[] {boolean.class.getName()}));
    }
    return seen.toString();
  }
}
