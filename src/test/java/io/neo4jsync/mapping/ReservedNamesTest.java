package io.neo4jsync.mapping;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neo4jsync.graph.GraphComponent;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the insights compute lies beside the mapping, never in it. */
class ReservedNamesTest {

  private static final String ROUTE =
      """
      - route:
          id: entity-machines
          from:
            uri: direct:entity-machines
            steps:
              - to:
                  uri: graph:merge-node
                  parameters:
                    label: LABEL
                    properties: "PROPERTY"
              - to:
                  uri: graph:merge-edge
                  parameters:
                    type: TYPE
                    to: LABEL
                    toColumn: replaces
                    properties: "EDGE"
      """;

  private static void read(String label, String property, String type, String edge)
      throws Exception {
    String route =
        ROUTE
            .replace("LABEL", label)
            .replace("PROPERTY", property)
            .replace("TYPE", type)
            .replace("EDGE", edge);
    CamelContext context = new DefaultCamelContext();
    try {
      context.getRegistry().bind("graph", new GraphComponent(new MappingRegistry()));
      PluginHelper.getRoutesLoader(context)
          .loadRoutes(ResourceHelper.fromString("machines.camel.yaml", route));
      MappingReader.read(context);
    } finally {
      context.stop();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "InsightRun, name, REPLACES, since, label InsightRun",
    "Machine, insight_pagerank, REPLACES, since, property insight_pagerank",
    "Machine, insight_new=name, REPLACES, since, property insight_new",
    "Machine, name, SIMILAR_TO, since, type SIMILAR_TO",
    "Machine, name, RATED_IN, since, type RATED_IN",
    "Machine, name, REPLACES, insight_score=since, property insight_score"
  })
  void areRefusedWithTheRouteThatMapsThem(
      String label, String property, String type, String edge, String named) {
    assertThatThrownBy(() -> read(label, property, type, edge))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining("route entity-machines: the " + named + " is reserved")
        .hasMessageContaining("give it another name");
  }

  @Test
  void namesThatOnlyLookLikeThemAreNot() {
    assertThatCode(() -> read("InsightRuns", "insight, name=insight_column", "SIMILAR", "score"))
        .doesNotThrowAnyException();
  }
}
