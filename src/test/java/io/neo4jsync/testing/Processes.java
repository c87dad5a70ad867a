package io.neo4jsync.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Signals, free ports and pauses. */
public final class Processes {

  private static final int LOWEST_PORT = 20_000;
  private static final int PORTS = 10_000;

  private Processes() {}

  /** The classes of the tests and all they need, for a process of our own. */
  public static String classpath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** Sends STOP, CONT, TERM or KILL; a process that is gone is no error. */
  public static void signal(String signal, List<Long> processes) {
    if (processes.isEmpty()) {
      return;
    }
    List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
    processes.forEach(process -> command.add(String.valueOf(process)));
    run(Path.of("."), command);
  }

  public static void signal(String signal, long process) {
    signal(signal, List.of(process));
  }

  /** Runs a command to its end; returns its exit code. */
  public static int run(Path folder, List<String> command) {
    try {
      return new ProcessBuilder(command)
          .directory(folder.toFile())
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * A port that nobody listens on. It lies below those that the system gives to clients: while a
   * server is away, a client that tries to reach it could otherwise be given its port.
   */
  public static int freePort() {
    Random random = new Random();
    for (int i = 0; i < 1000; i++) {
      int port = LOWEST_PORT + random.nextInt(PORTS);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // taken, the next one
      }
    }
    throw new IllegalStateException("no free port from " + LOWEST_PORT);
  }

  /** Lets time pass, as a fault or a pause between faults lasts. */
  public static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", e);
  }
}
