package io.neo4jsync.leader;

import io.neo4jsync.settings.Settings;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How long a leader may be silent before another instance takes over, and the limits that follow
 * from it. PostgreSQL counts from its last answer, the leader from its last question, so the leader
 * stops first.
 */
public record Lease(int seconds) {

  /** Between two looks at the lock; the leader's are its signs of life. */
  static final long LOOK_MILLIS = 500;

  /** The first version that can end a silent session. */
  private static final int ENDS_SILENT_SESSIONS = 14;

  /** The lease as {@code sync.lease.seconds} sets it. */
  public static Lease of(Settings settings) {
    return new Lease(settings.number("sync.lease.seconds", 3, 3_600));
  }

  /** So long PostgreSQL may take to connect or to answer: half the lease. */
  public int answerSeconds() {
    return Math.max(1, seconds / 2);
  }

  /** So long after its last look was sent the leader itself counts its lead as lost. */
  long nanos() {
    return TimeUnit.SECONDS.toNanos(seconds) - TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);
  }

  static boolean isKeptBy(int serverVersion) {
    return serverVersion >= ENDS_SILENT_SESSIONS;
  }

  /**
   * Makes PostgreSQL end the session, and so free the lock, when its client is silent
   * (idle_session_timeout), its machine is gone (the TCP limits), or a statement hangs.
   */
  String sessionSettings(int serverVersion) {
    int probe = Math.max(1, seconds / 3);
    String settings =
        """
        SET statement_timeout = '%1$ds'; SET lock_timeout = '%1$ds';
        SET tcp_keepalives_idle = %2$d; SET tcp_keepalives_interval = %2$d; SET tcp_keepalives_count = 2;
        """
            .formatted(answerSeconds(), probe);
    if (serverVersion >= 12) {
      settings += String.format(Locale.ROOT, "SET tcp_user_timeout = '%ds';", seconds);
    }
    if (isKeptBy(serverVersion)) {
      settings += String.format(Locale.ROOT, "SET idle_session_timeout = '%ds';", seconds);
    }
    return settings;
  }
}
