package io.neo4jsync.doctor;

import io.neo4jsync.doctor.Finding.Level;
import io.neo4jsync.queue.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Collects what checks find, and sees to it that none of them ends or holds up the others. */
final class Findings {

  private final List<Finding> all = new ArrayList<>();
  private final Consumer<Finding> listener;

  Findings() {
    this(finding -> {});
  }

  /**
   * @param listener is told each finding as it comes
   */
  Findings(Consumer<Finding> listener) {
    this.listener = listener;
  }

  /** Looks at something; may return what later checks need. */
  @FunctionalInterface
  interface Check<T> {
    Optional<T> on(Findings findings) throws Exception;
  }

  /** Looks at something that no other check needs. */
  @FunctionalInterface
  interface Look {
    void on(Findings findings) throws Exception;
  }

  private void add(Finding finding) {
    all.add(finding);
    listener.accept(finding);
  }

  List<Finding> all() {
    return List.copyOf(all);
  }

  void ok(String check, String found) {
    add(new Finding(Level.OK, check, found, ""));
  }

  void skipped(String check, String why) {
    add(new Finding(Level.SKIPPED, check, "not looked at, because " + why, ""));
  }

  void warning(String check, String found, String remedy) {
    add(new Finding(Level.WARNING, check, found, remedy));
  }

  void failed(String check, String found, String remedy) {
    add(new Finding(Level.FAILED, check, found, remedy));
  }

  /**
   * @param sentence what was found, and after its last semicolon the remedy
   */
  void failed(String check, String sentence) {
    add(Finding.of(Level.FAILED, check, sentence));
  }

  void addAll(Findings others) {
    others.all.forEach(this::add);
  }

  void look(String check, Duration limit, Look look) {
    run(
        check,
        limit,
        findings -> {
          look.on(findings);
          return Optional.empty();
        });
  }

  /**
   * Runs a check. What it throws is a finding; if it does not end in time it is left alone, and
   * what it found until then does not count.
   */
  <T> Optional<T> run(String check, Duration limit, Check<T> work) {
    Findings own = new Findings();
    FutureTask<Optional<T>> task = new FutureTask<>(() -> work.on(own));
    Thread thread = new Thread(task, "doctor " + check);
    thread.setDaemon(true);
    thread.start();
    try {
      Optional<T> result = task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      addAll(own);
      return result;
    } catch (TimeoutException e) {
      task.cancel(true);
      failed(
          check,
          "no answer within " + limit.toSeconds() + " s",
          "look whether the server, or something on the way to it, hangs");
    } catch (ExecutionException e) {
      addAll(own);
      failed(check, Faults.text(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }
}
