package io.neo4jsync.http;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many requests, and how many wrong credentials, one address may send. */
final class RequestLimits {

  /** Requests a client may send at once, in seconds of its rate: a page brings its files along. */
  private static final int BURST_SECONDS = 6;

  private static final int WRONG_PER_MINUTE = 20;
  private static final int ADDRESSES = 10_000;

  private final int perSecond;
  private final Map<String, Bucket> requests = recent();
  private final Map<String, Bucket> wrong = recent();

  RequestLimits(int perSecond) {
    this.perSecond = perSecond;
  }

  private static Map<String, Bucket> recent() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
        return size() > ADDRESSES;
      }
    };
  }

  /** Whether the address may send a request now; if so, counts it. */
  synchronized boolean request(String address) {
    return requests
        .computeIfAbsent(
            address,
            a -> bucket((long) perSecond * BURST_SECONDS, perSecond, Duration.ofSeconds(1)))
        .tryConsume(1);
  }

  /** Whether the address has shown too many wrong credentials lately. */
  synchronized boolean isBarred(String address) {
    Bucket bucket = wrong.get(address);
    return bucket != null && bucket.getAvailableTokens() == 0;
  }

  /** Notes that the address has shown a wrong credential. */
  synchronized void wrong(String address) {
    wrong
        .computeIfAbsent(
            address, a -> bucket(WRONG_PER_MINUTE, WRONG_PER_MINUTE, Duration.ofMinutes(1)))
        .tryConsume(1);
  }

  private static Bucket bucket(long capacity, long refill, Duration period) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(capacity).refillGreedy(refill, period))
        .build();
  }
}
