package io.neo4jsync.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import javax.management.RuntimeMBeanException;
import org.apache.camel.Endpoint;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.ProcessorEndpoint;
import org.apache.camel.support.management.DefaultManagementMBeanAssembler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedMBeansTest {

  private static final String SECRET = "told:something?password=secret";

  private final DefaultCamelContext context = context(true);

  private static DefaultCamelContext context(boolean shared) {
    DefaultCamelContext context = new DefaultCamelContext();
    if (shared) {
      SharedMBeans.in(context);
    } else {
      context
          .getCamelContextExtension()
          .setManagementMBeanAssembler(new DefaultManagementMBeanAssembler(context));
    }
    return context;
  }

  private static void start(DefaultCamelContext context) throws Exception {
    context.addComponent(
        "told",
        new DefaultComponent() {
          @Override
          protected Endpoint createEndpoint(
              String uri, String remaining, Map<String, Object> parameters) {
            parameters.clear();
            return new ProcessorEndpoint(uri, this, exchange -> {});
          }
        });
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:one").routeId("one").to("mock:one");
            from("direct:two").routeId("two").to(SECRET);
          }
        });
    context.start();
  }

  @BeforeEach
  void start() throws Exception {
    start(context);
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  private static MBeanServer server(DefaultCamelContext context) {
    return context.getManagementStrategy().getManagementAgent().getMBeanServer();
  }

  private MBeanServer server() {
    return server(context);
  }

  private static ObjectName name(DefaultCamelContext context, String type, String name)
      throws Exception {
    return server(context)
        .queryNames(
            new ObjectName("org.apache.camel:type=" + type + ",name=\"" + name + "\",*"), null)
        .stream()
        .filter(found -> found.getKeyProperty("context").contains(context.getManagementName()))
        .findFirst()
        .orElseThrow();
  }

  private ObjectName route(String id) throws Exception {
    return name(context, "routes", id);
  }

  @Test
  void theDescriptionIsOneObjectForAllOfAClass() throws Exception {
    assertThat(server().getMBeanInfo(route("one"))).isSameAs(server().getMBeanInfo(route("two")));
  }

  @Test
  void theDescriptionSaysWhatCamelsOwnSays() throws Exception {
    MBeanInfo shared = server().getMBeanInfo(route("one"));
    try (DefaultCamelContext own = context(false)) {
      start(own);
      MBeanInfo camels = server(own).getMBeanInfo(name(own, "routes", "one"));
      assertThat(names(shared.getAttributes())).isEqualTo(names(camels.getAttributes()));
      assertThat(operations(shared)).isEqualTo(operations(camels));
      assertThat(shared.getDescription()).isEqualTo(camels.getDescription());
    }
  }

  private static Set<String> names(MBeanAttributeInfo[] attributes) {
    return Stream.of(attributes)
        .map(a -> a.getName() + " " + a.getType() + a.isReadable() + a.isWritable() + a.isIs())
        .collect(Collectors.toSet());
  }

  private static Set<String> operations(MBeanInfo info) {
    return Stream.of(info.getOperations())
        .map(MBeanFeatureInfo::getName)
        .collect(Collectors.toSet());
  }

  @Test
  void attributesAreReadAndSet() throws Exception {
    context.createProducerTemplate().sendBody("direct:one", "a body");
    assertThat(server().getAttribute(route("one"), "ExchangesTotal")).isEqualTo(1L);
    assertThat(server().getAttribute(route("two"), "ExchangesTotal")).isEqualTo(0L);

    server().setAttribute(route("one"), new Attribute("StatisticsEnabled", false));
    assertThat(server().getAttribute(route("one"), "StatisticsEnabled")).isEqualTo(false);
    assertThat(server().getAttribute(route("two"), "StatisticsEnabled")).isEqualTo(true);

    AttributeList some =
        server().getAttributes(route("two"), new String[] {"RouteId", "NoSuchThing"});
    assertThat(some.asList()).containsExactly(new Attribute("RouteId", "two"));
    assertThatThrownBy(() -> server().getAttribute(route("one"), "NoSuchThing"))
        .isInstanceOf(AttributeNotFoundException.class)
        .hasMessageContaining("NoSuchThing");
  }

  @Test
  void operationsAreInvoked() throws Exception {
    server().invoke(route("one"), "stop", null, null);
    assertThat(server().getAttribute(route("one"), "State")).isEqualTo("Stopped");
    server().invoke(route("one"), "start", null, null);
    assertThat(server().getAttribute(route("one"), "State")).isEqualTo("Started");

    assertThat(
            (String)
                server()
                    .invoke(
                        route("one"),
                        "dumpRouteAsXml",
                        new Object[] {true},
                        new String[] {"boolean"}))
        .contains("direct:one");
    assertThatThrownBy(() -> server().invoke(route("one"), "noSuchThing", null, null))
        .isInstanceOf(ReflectionException.class)
        .hasMessageContaining("noSuchThing()");
  }

  @Test
  void whatAnOperationThrowsArrives() throws Exception {
    ObjectName one = route("one");
    String[] types = {"java.lang.String"};
    assertThatThrownBy(
            () -> server().invoke(one, "updateRouteFromXml", new Object[] {"no XML"}, types))
        .isInstanceOfAny(MBeanException.class, RuntimeMBeanException.class);
  }

  @Test
  void secretsAreMasked() throws Exception {
    Set<ObjectName> endpoints =
        server().queryNames(new ObjectName("org.apache.camel:type=endpoints,*"), null);
    ObjectName told =
        endpoints.stream().filter(e -> e.toString().contains("told")).findFirst().orElseThrow();
    assertThat((String) server().getAttribute(told, "EndpointUri"))
        .contains("told")
        .doesNotContain("secret");
  }
}
