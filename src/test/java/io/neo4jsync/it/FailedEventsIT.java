package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.neo4jsync.queue.FailedEvents;
import io.neo4jsync.queue.FailedEvents.Filter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Failed events are found, told by reason, and put back, all of them or those that are meant. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailedEventsIT {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final String FIRST = UUID.randomUUID().toString();
  private static final String LAST = UUID.randomUUID().toString();

  private SmallSource source;
  private FailedEvents failed;

  @BeforeAll
  void start() throws Exception {
    source = new SmallSource();
    failed = new FailedEvents(source.sync().parts().postgres());
  }

  @AfterAll
  void stop() throws Exception {
    source.close();
  }

  /** Ten events, an hour apart from noon; 3 of tools and 5 of skills have kinds of one reason. */
  @BeforeEach
  void fail() throws Exception {
    source.sql(
        """
        TRUNCATE neo4j_sync_queue;
        INSERT INTO neo4j_sync_queue
               (id, entity_type, entity_key, operation, payload, status, attempts, failed_route, error, created_at)
        SELECT CASE n WHEN 0 THEN uuid '%s' WHEN 9 THEN uuid '%s' ELSE gen_random_uuid() END,
               CASE WHEN n < 3 THEN 'tools' WHEN n < 8 THEN 'skills' ELSE 'nowhere' || n END, 'key ' || n, 'UPDATE',
               jsonb_build_object('n', n), 'failed', 1, 'entity-x',
               CASE WHEN n < 3 THEN format('column price: the value "it''s %%s \\" o" does not fit the type integer', n)
                    WHEN n < 8 THEN format('Node(%%s) exists with id = ''O''Brien %%s'' and line_%%s, -Xmx%%sm', n, n, 1, n)
                    ELSE format('no route maps the table ''nowhere%%s''; see 100%%%% of %%s', n, gen_random_uuid()) END,
               timestamptz '2026-03-01 12:00Z' + n * interval '1 hour'
          FROM generate_series(0, 9) n;
        INSERT INTO neo4j_sync_queue (entity_type, entity_key, operation, status)
        VALUES ('tools', 'p', 'UPDATE', 'pending'), ('tools', 'c', 'UPDATE', 'completed')"""
            .formatted(FIRST, LAST));
  }

  private static Filter of(String table, String reason, Integer hoursFrom, Integer hoursTo) {
    return new Filter(table, null, reason, moment(hoursTo), moment(hoursFrom), null);
  }

  private static Instant moment(Integer hours) {
    return hours == null ? null : NOON.plusSeconds(3_600L * hours);
  }

  @Test
  void eachFilterMeansItsEvents() {
    assertThat(failed.count(Filter.ALL)).isEqualTo(10);
    assertThat(failed.count(of("tools", null, null, null))).isEqualTo(3);
    assertThat(failed.count(of("tools' OR true --", null, null, null))).isZero();
    assertThat(failed.count(of(null, "DOES NOT FIT", null, null))).isEqualTo(3);
    assertThat(failed.count(of(null, "100%", null, null))).as("no pattern").isEqualTo(2);
    assertThat(failed.count(of(null, "N_de", null, null))).isZero();
    assertThat(failed.count(of(null, null, 2, 5))).isEqualTo(3);
    assertThat(failed.count(of("skills", "exists", 2, 5))).isEqualTo(2);
    assertThat(failed.count(new Filter(null, List.of(FIRST, LAST), null, null, null, null)))
        .isEqualTo(2);
    assertThat(failed.count(new Filter("skills", null, null, null, null, 4))).isEqualTo(4);
    for (Runnable wrong :
        List.<Runnable>of(
            () -> new Filter(null, List.of("1-1-1-1-1"), null, null, null, null),
            () -> new Filter(null, List.of("'} OR true"), null, null, null, null),
            () -> new Filter(null, null, null, null, null, 0),
            () -> of(null, null, 5, 2))) {
      assertThatThrownBy(wrong::run).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void pagesFollowOneAnotherFromTheNewest() {
    List<Map<String, Object>> first = failed.list(Filter.ALL, 0, 4);
    assertThat(first.get(0))
        .containsOnlyKeys(
            "id",
            "seq",
            "entity_type",
            "entity_key",
            "operation",
            "attempts",
            "failed_route",
            "error",
            "created_at")
        .containsEntry("id", LAST)
        .containsEntry("entity_key", "key 9");
    long seq = (Long) first.get(3).get("seq");
    assertThat(failed.list(Filter.ALL, seq, 4))
        .extracting(row -> row.get("entity_key"))
        .containsExactly("key 5", "key 4", "key 3", "key 2");
    assertThat(failed.list(of("tools", null, null, null), seq, 100))
        .extracting(row -> row.get("entity_key"))
        .containsExactly("key 2", "key 1", "key 0");
    assertThat(failed.payload(FIRST)).hasValue("{\"n\": 0}");
    assertThat(failed.payload(UUID.randomUUID().toString())).isEmpty();
  }

  @Test
  void errorsThatDifferInValuesOnlyHaveOneReason() {
    assertThat(failed.reasons())
        .extracting(r -> r.get("reason"), r -> r.get("count"), r -> r.get("tables"))
        .containsExactly(
            tuple("Node(…) exists with id = … and line_1, -Xmx…m", 5L, List.of("skills")),
            tuple("column price: the value … does not fit the type integer", 3L, List.of("tools")),
            tuple("no route maps the table …; see …% of …", 2L, List.of("nowhere8", "nowhere9")));
    assertThat(failed.reasons().get(2))
        .containsEntry("example_id", LAST)
        .hasEntrySatisfying("example", e -> assertThat((String) e).contains("'nowhere9'"))
        .hasEntrySatisfying("newest", n -> assertThat((String) n).startsWith("2026-03-01 21:00"));
  }

  @Test
  void whatIsMeantComesBackTheOldestFirst() throws Exception {
    assertThat(failed.retry(new Filter("skills", null, null, null, null, 2))).isEqualTo(2);
    assertThat(source.rows("SELECT entity_key FROM neo4j_sync_queue WHERE status = 'pending'"))
        .extracting(row -> row.get("entity_key"))
        .containsExactlyInAnyOrder("p", "key 3", "key 4");
    assertThat(failed.retry(new Filter(null, List.of(LAST), null, null, null, null))).isEqualTo(1);
    assertThat(failed.retry(Filter.ALL)).isEqualTo(7);
    assertThat(failed.reasons()).isEmpty();
    assertThat(source.sync().queue().count("completed")).isEqualTo(1);
  }
}
