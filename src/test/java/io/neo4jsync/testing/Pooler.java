package io.neo4jsync.testing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * A connection pooler before a PostgreSQL server that trusts everybody, as PgBouncer works: it logs
 * clients in by itself, refuses start-up parameters it does not know, and lends the server
 * connection given back last, for a transaction or for a client's whole session.
 */
public final class Pooler implements AutoCloseable {

  /** For how long a client gets a server connection. */
  public enum Mode {
    TRANSACTION,
    SESSION
  }

  private static final Set<String> KNOWN =
      Set.of(
          "user",
          "database",
          "client_encoding",
          "datestyle",
          "timezone",
          "application_name",
          "extra_float_digits");

  private static final int SSL_REQUEST = 80_877_103;
  private static final int GSS_REQUEST = 80_877_104;
  private static final int PROTOCOL = 196_608;

  private final Mode mode;
  private final int serverPort;
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Deque<Server> idle = new ArrayDeque<>();
  private final Semaphore free;
  private final Random random = new Random(1);

  /**
   * @param size how many server connections it opens at most
   */
  public Pooler(Mode mode, int size) throws IOException {
    this.mode = mode;
    this.serverPort = Databases.postgres().getPort();
    this.free = new Semaphore(size);
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::listen);
  }

  /** The address through the pooler of the database at a direct address. */
  public String url(String direct) {
    return direct.replaceFirst(":" + serverPort + "/", ":" + listener.getLocalPort() + "/");
  }

  private void listen() {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        threads.execute(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    Server server = null;
    try (Wire client = new Wire(socket)) {
      byte[] startup = startup(client);
      server = borrow(startup);
      client.out.write(server.greeting);
      client.out.writeByte('K');
      client.out.writeInt(12);
      client.out.writeInt(random.nextInt(Integer.MAX_VALUE));
      client.out.writeInt(random.nextInt());
      ready(client);
      server = release(server, 'I');
      for (Message message = client.read(); message.type != 'X'; message = client.read()) {
        server = server == null ? borrow(startup) : server;
        message.writeTo(server.wire);
        if (message.type == 'Q' || message.type == 'S') {
          server = release(server, answer(server.wire, client));
        }
      }
    } catch (IOException | InterruptedException e) {
      // the client or this pooler is gone
    } finally {
      giveBack(server);
    }
  }

  private static void ready(Wire client) throws IOException {
    client.out.writeByte('Z');
    client.out.writeInt(5);
    client.out.writeByte('I');
    client.out.flush();
  }

  /** Hands the server's answer on; returns the state of the transaction after it. */
  private static char answer(Wire server, Wire client) throws IOException {
    server.out.flush();
    Message message;
    do {
      message = server.read();
      message.writeTo(client);
    } while (message.type != 'Z');
    client.out.flush();
    return (char) message.body[0];
  }

  private static byte[] startup(Wire client) throws IOException {
    while (true) {
      byte[] message = client.in.readNBytes(client.in.readInt() - 4);
      DataInputStream fields = new DataInputStream(new ByteArrayInputStream(message));
      int code = fields.readInt();
      if (code == SSL_REQUEST || code == GSS_REQUEST) {
        client.out.writeByte('N');
        client.out.flush();
      } else if (code == PROTOCOL) {
        refuseUnknown(client, message);
        return message;
      } else {
        throw new IOException("protocol " + code);
      }
    }
  }

  private static void refuseUnknown(Wire client, byte[] startup) throws IOException {
    String text = new String(startup, 4, startup.length - 4, StandardCharsets.UTF_8);
    List<String> fields = List.of(text.split("\0"));
    for (int i = 0; i < fields.size(); i += 2) {
      if (!KNOWN.contains(fields.get(i).toLowerCase(Locale.ROOT))) {
        String error = "SFATAL\0C08P01\0Munsupported startup parameter: " + fields.get(i) + "\0\0";
        new Message('E', error.getBytes(StandardCharsets.UTF_8)).writeTo(client);
        client.out.flush();
        throw new IOException(error);
      }
    }
  }

  /** In transaction mode the server goes back once no transaction is open. */
  private Server release(Server server, char state) {
    if (mode == Mode.SESSION || state != 'I') {
      return server;
    }
    synchronized (idle) {
      idle.addFirst(server);
    }
    free.release();
    return null;
  }

  private Server borrow(byte[] startup) throws IOException, InterruptedException {
    free.acquire();
    synchronized (idle) {
      if (!idle.isEmpty()) {
        return idle.removeFirst();
      }
    }
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), serverPort);
    sockets.add(socket);
    return new Server(new Wire(socket), startup);
  }

  /** When a client goes: a session is reset and kept, an open transaction is ended. */
  private void giveBack(Server server) {
    if (server == null) {
      return;
    }
    try {
      for (String sql : List.of("ROLLBACK\0", "DISCARD ALL\0")) {
        new Message('Q', sql.getBytes(StandardCharsets.UTF_8)).writeTo(server.wire);
        answer(server.wire, new Wire(new DataOutputStream(OutputStream.nullOutputStream())));
      }
      synchronized (idle) {
        idle.addFirst(server);
      }
    } catch (IOException e) {
      server.wire.close();
    }
    free.release();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    threads.shutdownNow();
  }

  private record Message(char type, byte[] body) {

    void writeTo(Wire wire) throws IOException {
      wire.out.writeByte(type);
      wire.out.writeInt(body.length + 4);
      wire.out.write(body);
    }
  }

  private static final class Wire implements AutoCloseable {

    final DataInputStream in;
    final DataOutputStream out;
    private final Socket socket;

    Wire(Socket socket) throws IOException {
      this.socket = socket;
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    Wire(DataOutputStream out) {
      socket = null;
      in = null;
      this.out = out;
    }

    Message read() throws IOException {
      char type = (char) in.readByte();
      return new Message(type, in.readNBytes(in.readInt() - 4));
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        // closed it is
      }
    }
  }

  /** A connection to the server, logged in. */
  private static final class Server {

    final Wire wire;

    /** What the server said at log-in: that it trusts the client, and its parameters. */
    final byte[] greeting;

    Server(Wire wire, byte[] startup) throws IOException {
      this.wire = wire;
      wire.out.writeInt(startup.length + 4);
      wire.out.write(startup);
      wire.out.flush();
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      Wire recorder = new Wire(new DataOutputStream(said));
      for (Message message = wire.read(); message.type != 'Z'; message = wire.read()) {
        if (message.type != 'K') {
          message.writeTo(recorder);
        }
      }
      greeting = said.toByteArray();
    }
  }
}
