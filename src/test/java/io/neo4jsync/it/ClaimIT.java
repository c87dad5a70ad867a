package io.neo4jsync.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code claim-batch.sql} takes beside events that are being written, and what without. */
class ClaimIT {

  private static final String WORKER = "this one/7";

  private SmallSource source;

  @BeforeEach
  void prepare() throws Exception {
    source = new SmallSource();
    source.sql("SELECT setval('neo4j_sync_epoch', 7)");
  }

  @AfterEach
  void end() throws Exception {
    source.close();
  }

  /** Queues an event; returns its seq. */
  private long event(String payload, String columns, String values) throws Exception {
    return source.number(
        "INSERT INTO neo4j_sync_queue (entity_type, entity_id, operation, payload%s) VALUES ('tools', gen_random_uuid(), 'UPDATE', %s%s) RETURNING seq"
            .formatted(columns, payload, values));
  }

  private long untried() throws Exception {
    return event("'{}'", "", "");
  }

  private long tried() throws Exception {
    return event("'{}'", ", attempts", ", 1");
  }

  private long processing(String worker) throws Exception {
    return event(
        "'{}'", ", status, attempts, claimed_by", ", 'processing', 1, '%s'".formatted(worker));
  }

  private long large(int kilobytes) throws Exception {
    // hashes, so that PostgreSQL cannot compress them to nothing
    return event(
        "(SELECT jsonb_agg(md5(n::text)) FROM generate_series(1, %d) n)".formatted(kilobytes * 28),
        "",
        "");
  }

  private List<Long> claim(boolean beside) throws Exception {
    String sql =
        Files.readString(Path.of("sql/queue/claim-batch.sql"))
            .replace(":#${variable.beside}", String.valueOf(beside))
            .replace(":#${variable.batchSize}", "100")
            .replace(":#${variable.worker}", "'" + WORKER + "'")
            .replace(":#${variable.epoch}", "7")
            .replace(":#${properties:sync.batch.bytes}", "100000")
            .replace(":#${properties:sync.row.bytes}", "100000000");
    return source.rows(sql).stream().map(row -> (Long) row.get("seq")).toList();
  }

  @Test
  void besideEventsItStopsBeforeTheFirstThatWasTried() throws Exception {
    long first = untried();
    long reset = tried();
    long last = untried();
    assertThat(claim(true)).containsExactly(first);
    assertThat(claim(true)).isEmpty();
    assertThat(claim(false)).containsExactly(first, reset, last);
  }

  @Test
  void besideEventsItLeavesOutItsOwnAndStopsBeforeThoseOfADeadWriter() throws Exception {
    long own = processing(WORKER);
    long next = untried();
    assertThat(claim(true)).containsExactly(next);
    long dead = processing("this one/6");
    long last = untried();
    assertThat(claim(true)).isEmpty();
    assertThat(claim(false)).containsExactly(own, next, dead, last);
  }

  @Test
  void besideEventsItTakesNoneThatFillsABatchAlone() throws Exception {
    long large = large(200);
    long small = untried();
    assertThat(claim(true)).isEmpty();
    assertThat(claim(false)).containsExactly(large);
    assertThat(claim(true)).containsExactly(small);
  }
}
