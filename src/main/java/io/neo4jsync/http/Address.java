package io.neo4jsync.http;

import io.neo4jsync.settings.Settings;
import io.neo4jsync.settings.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Locale;

/** Where a server listens. */
record Address(String host, int port, boolean loopback) {

  /**
   * @param prefix http or management
   */
  static Address of(Settings settings, String prefix) {
    String host = settings.required(prefix + ".host");
    try {
      return new Address(
          host,
          settings.number(prefix + ".port", 1, 65_535),
          InetAddress.getByName(host).isLoopbackAddress());
    } catch (UnknownHostException e) {
      throw new SettingsException(
          "setting "
              + prefix
              + ".host is '"
              + host
              + "', which is no address of this machine; 127.0.0.1 serves this machine alone, 0.0.0.0 everyone",
          e);
    }
  }

  /**
   * Makes sure that nobody else listens there, for Camel would go on without a server.
   *
   * @param prefix http or management
   */
  void requireFree(String prefix) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw new SettingsException(
          "nothing can listen on "
              + host
              + ":"
              + port
              + " ("
              + e.getMessage()
              + "); set "
              + prefix.toUpperCase(Locale.ROOT)
              + "_PORT to a free port, or end the process that has it",
          e);
    }
  }
}
