package io.neo4jsync.bench;

import io.neo4jsync.bench.OpenLoop.Marked;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;

/**
 * Looks again and again which of the committed changes the graph shows, by their keys, and only
 * while some are not shown yet. A look takes a fraction of a millisecond; so much a latency may be
 * too long, and a millisecond for the pause between two looks.
 */
final class Observer {

  private static final long PAUSE_NANOS = 1_000_000;

  /** Changes that a look asks for; the oldest come first, and appear first. */
  private static final int MOST = 300;

  private static final String VISIBLE =
      """
      UNWIND $rows AS row
      MATCH (t:Tool {id: row.id}) WHERE t.vendor = row.marker
      RETURN row.n AS n""";

  /**
   * A change that the graph shows; milliseconds.
   *
   * @param sinceCommit since the commit was answered
   * @param sinceDue since it was to begin
   */
  record Seen(double sinceCommit, double sinceDue) {}

  private final Driver driver;
  private final Queue<Marked> committed;
  private final List<Seen> seen = new ArrayList<>();
  private List<Marked> pending = new ArrayList<>();
  private volatile boolean last;
  private volatile long giveUp = Long.MAX_VALUE;

  Observer(Driver driver, Queue<Marked> committed) {
    this.driver = driver;
    this.committed = committed;
  }

  /** No more changes are committed; what has not appeared after so many seconds never will. */
  void endAfter(int seconds) {
    giveUp = System.nanoTime() + seconds * 1_000_000_000L;
    last = true;
  }

  /** Looks until all have appeared. */
  List<Seen> observe() {
    try (Session session = driver.session()) {
      while (true) {
        boolean complete = last;
        for (Marked next = committed.poll(); next != null; next = committed.poll()) {
          pending.add(next);
        }
        if (!pending.isEmpty()) {
          look(session);
        } else if (complete) {
          return seen;
        }
        if (System.nanoTime() > giveUp) {
          throw new WrongResult(pending.size() + " changes have not appeared in the graph");
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void look(Session session) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int n = 0; n < Math.min(MOST, pending.size()); n++) {
      Marked change = pending.get(n);
      rows.add(Map.of("n", n, "id", id(change.tool()), "marker", change.marker()));
    }
    var records = session.run(VISIBLE, Map.of("rows", rows)).list();
    long now = System.nanoTime();
    if (records.isEmpty()) {
      return;
    }
    boolean[] visible = new boolean[pending.size()];
    records.forEach(record -> visible[record.get("n").asInt()] = true);
    List<Marked> left = new ArrayList<>();
    for (int n = 0; n < visible.length; n++) {
      Marked change = pending.get(n);
      if (visible[n]) {
        seen.add(new Seen((now - change.committed()) / 1e6, (now - change.due()) / 1e6));
      } else {
        left.add(change);
      }
    }
    pending = left;
  }

  /** What bench_id makes of the number. */
  private static String id(int tool) {
    try {
      byte[] hash =
          MessageDigest.getInstance("MD5")
              .digest(("tools" + tool).getBytes(StandardCharsets.UTF_8));
      var buffer = java.nio.ByteBuffer.wrap(hash);
      return new UUID(buffer.getLong(), buffer.getLong()).toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
