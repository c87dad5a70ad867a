package io.neo4jsync.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromQlTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          up == 0                                                                     | up
          max by (job, status) (queue_events{status="failed", reason=~"a{2}"}) > 0    | queue_events
          time() - a_seconds{job="$job"} > 8 * 86400                                  | a_seconds
          a_total unless on (job) sum by (job) (rate(b_total[5m])) > 0                | a_total,b_total
          max (a > 0 and on (job) b == on (job) group_left () max by (job) (b))       | a,b
          topk(10, sum by (table) (rate(c_total{x="1"}[$__rate_interval]))) or vector(0) | c_total
          """)
  void findsMetricsAndNothingElse(String expression, String names) {
    assertThat(PromQl.metrics(expression)).containsExactlyInAnyOrder(names.split(","));
  }
}
