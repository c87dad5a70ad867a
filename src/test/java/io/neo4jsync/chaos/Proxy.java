package io.neo4jsync.chaos;

import io.neo4jsync.testing.Processes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network of one instance to one database, with its faults. Bytes that are held are not lost:
 * they arrive when the fault is over, as TCP sends them again.
 */
final class Proxy implements AutoCloseable {

  /** Towards the server, or back from it. */
  enum Direction {
    REQUESTS,
    ANSWERS
  }

  private final ServerSocket server;
  private final int target;
  private final Random random;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final Set<Direction> held = ConcurrentHashMap.newKeySet();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile boolean cut;
  private volatile int leastDelay;
  private volatile int mostDelay;

  /**
   * @param target port on this machine
   */
  Proxy(int target, Random random) throws IOException {
    this.target = target;
    this.random = random;
    server = new ServerSocket(Processes.freePort(), 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Ends all faults. */
  synchronized void pass() {
    cut = false;
    leastDelay = 0;
    mostDelay = 0;
    held.clear();
    notifyAll();
  }

  /** Closes all connections and refuses new ones. */
  synchronized void cut() {
    cut = true;
    connections.forEach(Connection::close);
    notifyAll();
  }

  /** A black hole: connections stand, bytes of these directions go nowhere. */
  void hold(Set<Direction> directions) {
    held.addAll(directions);
  }

  /** Each chunk of bytes takes so many milliseconds. */
  void delay(int least, int most) {
    leastDelay = least;
    mostDelay = most;
  }

  /**
   * Forgets the connections that stand, as a router does that restarts: they stand for ever, and
   * nothing passes on them any more. New ones pass.
   */
  void forget() {
    connections.forEach(connection -> connection.forgotten = true);
  }

  /** Whether there are bytes on their way that a black hole keeps. */
  boolean holdsBytes() {
    return waiting.get() > 0;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        daemon(() -> connect(client));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void connect(Socket client) {
    try {
      if (cut) {
        client.close();
        return;
      }
      awaitFree(Direction.REQUESTS);
      Connection connection =
          new Connection(client, new Socket(InetAddress.getLoopbackAddress(), target));
      connections.add(connection);
      daemon(() -> connection.pump(Direction.ANSWERS));
      connection.pump(Direction.REQUESTS);
    } catch (IOException e) {
      closeQuietly(client);
    }
  }

  private synchronized void awaitFree(Direction direction) throws IOException {
    try {
      while (held.contains(direction) && !cut && !server.isClosed()) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void daemon(Runnable runnable) {
    Thread thread = new Thread(runnable, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // nothing is left to be closed
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      // closed
    }
    cut();
  }

  /** A client's connection and ours to the server. */
  private final class Connection {

    private final Socket client;
    private final Socket upstream;
    private volatile boolean forgotten;

    Connection(Socket client, Socket upstream) throws IOException {
      this.client = client;
      this.upstream = upstream;
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
    }

    void pump(Direction direction) {
      boolean requests = direction == Direction.REQUESTS;
      byte[] chunk = new byte[1 << 16];
      try {
        var in = (requests ? client : upstream).getInputStream();
        var out = (requests ? upstream : client).getOutputStream();
        for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
          if (mostDelay > 0) {
            Processes.pause(leastDelay + random.nextInt(mostDelay - leastDelay + 1));
          }
          waiting.incrementAndGet();
          try {
            awaitFree(direction);
          } finally {
            waiting.decrementAndGet();
          }
          if (!forgotten) {
            out.write(chunk, 0, length);
          }
        }
        awaitFree(direction);
      } catch (IOException e) {
        // one side has gone, so the other one goes
      }
      if (!forgotten) {
        close();
      }
    }

    void close() {
      connections.remove(this);
      closeQuietly(client);
      closeQuietly(upstream);
    }
  }
}
