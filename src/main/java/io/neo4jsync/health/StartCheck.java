package io.neo4jsync.health;

import io.neo4jsync.queue.Faults;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.neo4j.driver.Driver;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.async.AsyncSession;
import org.neo4j.driver.async.ResultCursor;

/**
 * The start is over when all routes run and Neo4j has answered once; from then on it stays over,
 * whatever goes away. (PostgreSQL is not asked: without it, {@code run} ends before it serves
 * anything.)
 */
public final class StartCheck extends AbstractHealthCheck {

  /** The id by which the check is found. */
  public static final String ID = "start";

  private static final long AGAIN_SECONDS = 2;

  private final Driver driver;
  private final String database;
  private final String address;
  private volatile boolean answered;
  private volatile boolean over;
  private volatile String fault = "it is being asked";

  /**
   * @param database the name of the Neo4j database
   * @param address the address of Neo4j, as it may be shown
   */
  public StartCheck(Driver driver, String database, String address) {
    super("neo4j-sync", ID);
    this.driver = driver;
    this.database = database;
    this.address = address;
  }

  /** Asks Neo4j, again and again until it answers or the context ends; returns at once. */
  public void begin() {
    ask()
        .whenComplete(
            (nothing, failure) -> {
              if (failure == null) {
                answered = true;
              } else if (!getCamelContext().isStopping() && !getCamelContext().isStopped()) {
                fault = Faults.text(cause(failure));
                later().execute(this::begin);
              }
            });
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static Executor later() {
    return CompletableFuture.delayedExecutor(AGAIN_SECONDS, TimeUnit.SECONDS);
  }

  private CompletionStage<?> ask() {
    try {
      AsyncSession session =
          driver.session(AsyncSession.class, SessionConfig.forDatabase(database));
      return session
          .runAsync("RETURN 1")
          .thenCompose(ResultCursor::consumeAsync)
          .whenComplete((summary, failure) -> session.closeAsync());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e); // the driver is closed
    }
  }

  @Override
  public boolean isLiveness() {
    return false;
  }

  @Override
  public boolean isReadiness() {
    return false;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    over = over || answered && getCamelContext().isStarted();
    if (over) {
      builder.up();
    } else if (!getCamelContext().isStarted()) {
      builder.down().message("the routes are being started");
    } else {
      builder
          .down()
          .message("Neo4j at %s has not answered since the start: %s".formatted(address, fault));
    }
  }
}
