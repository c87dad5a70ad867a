package io.neo4jsync.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Alerts and dashboard ask only for what is exposed, and each alert is explained and tested. */
class MonitoringFilesTest {

  private static final String ALERTS = "monitoring/prometheus/alerts.yml";

  private static final String SCHEDULES = "monitoring/prometheus/alerts-schedules.yml";

  private static final String DASHBOARD = "monitoring/grafana/neo4j-sync.json";

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), *\\w+\\)");

  /** An alert rule with the file it stands in. */
  record Alert(String file, JsonNode rule) {

    String name() {
      return rule.path("alert").asText();
    }

    @Override
    public String toString() {
      return name();
    }
  }

  static List<Alert> alerts() throws IOException {
    List<Alert> alerts = new ArrayList<>();
    for (String file : List.of(ALERTS, SCHEDULES)) {
      YAML.readTree(Path.of(file).toFile())
          .findValues("rules")
          .forEach(rules -> rules.forEach(rule -> alerts.add(new Alert(file, rule))));
    }
    return alerts;
  }

  private static Set<String> exposed() throws IOException {
    return Files.readAllLines(Path.of("src/test/resources/metrics.txt")).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> metrics(List<String> expressions) {
    return expressions.stream()
        .flatMap(expression -> PromQl.metrics(expression).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> texts(JsonNode tree, String field) {
    return tree.findValues(field).stream()
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {ALERTS, SCHEDULES})
  void rulesAskOnlyForWhatIsExposed(String file) throws IOException {
    List<String> expressions = texts(YAML.readTree(Path.of(file).toFile()), "expr");
    Set<String> known = exposed();
    known.add("up");

    assertThat(expressions).isNotEmpty();
    assertThat(known).containsAll(metrics(expressions));
  }

  @Test
  void dashboardAsksOnlyForWhatIsExposed() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(Path.of(DASHBOARD).toFile());
    List<String> expressions = new ArrayList<>(texts(dashboard, "expr"));
    for (String definition : texts(dashboard, "definition")) {
      assertThat(definition).matches(LABEL_VALUES);
      expressions.add(LABEL_VALUES.matcher(definition).replaceFirst("$1"));
    }

    assertThat(expressions).hasSizeGreaterThan(40);
    assertThat(exposed()).containsAll(metrics(expressions));
  }

  @Test
  void everythingListedIsShownOrWatched() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(Path.of(DASHBOARD).toFile());
    Set<String> used = metrics(texts(dashboard, "expr"));
    used.addAll(
        metrics(alerts().stream().map(alert -> alert.rule().path("expr").asText()).toList()));
    Set<String> unused = exposed();
    unused.removeAll(used);

    // what comes along with the buckets
    assertThat(unused)
        .containsExactlyInAnyOrder("neo4j_sync_lag_seconds_sum", "neo4j_sync_lag_seconds_count");
  }

  @Test
  void dashboardBelongsToNoInstallation() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(Path.of(DASHBOARD).toFile());
    JsonNode panels = dashboard.path("panels");

    assertThat(dashboard.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(38);
    assertThat(panels.findValues("datasource"))
        .allSatisfy(source -> assertThat(source.path("uid").asText()).isEqualTo("${datasource}"));
    assertThat(panels.findValuesAsText("id")).doesNotHaveDuplicates();
    assertThat(texts(panels, "expr"))
        .allSatisfy(
            expression ->
                assertThat(expression)
                    .contains("job=\"$job\", namespace=~\"$namespace\", instance=~\"$instance\""));
    assertThat(
            StreamSupport.stream(panels.spliterator(), false)
                .filter(panel -> panel.path("type").asText().equals("row"))
                .map(panel -> panel.path("title").asText()))
        .containsExactly(
            "Queue and lag",
            "Throughput",
            "Time per batch, by database",
            "Failures",
            "Full sync and drift",
            "Leadership",
            "Routes",
            "JVM");
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void alertSaysWhatToDo(Alert alert) throws IOException {
    JsonNode annotations = alert.rule().path("annotations");
    String anchor = alert.name().toLowerCase(Locale.ROOT);

    assertThat(alert.rule().path("labels").path("severity").asText()).isIn("warning", "critical");
    assertThat(annotations.path("summary").asText()).isNotBlank();
    assertThat(annotations.path("description").asText()).isNotBlank();
    assertThat(annotations.path("docs").asText()).isEqualTo("docs/alerts.md#" + anchor);
    assertThat(Files.readAllLines(Path.of("docs/alerts.md"))).contains("## " + alert.name());
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void alertIsTested(Alert alert) throws IOException {
    assertThat(Path.of("monitoring/prometheus/alerts_test.yml"))
        .content()
        .contains("alertname=\"" + alert.name() + "\", alertstate=\"firing\"");
  }

  @Test
  void everyAlertOfThePageIsThere() throws IOException {
    List<String> headings =
        Files.readAllLines(Path.of("docs/alerts.md")).stream()
            .filter(line -> line.startsWith("## Neo4jSync"))
            .map(line -> line.substring(3))
            .toList();

    assertThat(headings)
        .containsExactlyInAnyOrderElementsOf(alerts().stream().map(Alert::name).toList());
  }

  @Test
  void kubernetesHasTheSameRules() throws IOException {
    JsonNode rule =
        YAML.readTree(Path.of("deploy/kubernetes/monitoring/prometheusrule.yaml").toFile());

    assertThat(rule.path("spec").path("groups"))
        .as("spec.groups of prometheusrule.yaml; copy them from " + ALERTS)
        .isEqualTo(YAML.readTree(Path.of(ALERTS).toFile()).path("groups"));
  }
}
