package io.neo4jsync.doctor;

import io.neo4jsync.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Properties;
import java.util.TreeSet;

/** Whether the addresses that a running instance listens on are free; only told, never wrong. */
final class PortChecks {

  private static final String PORT = ".port";

  private PortChecks() {}

  static void look(Settings settings, Findings findings) {
    Properties all = settings.asProperties();
    for (String key : new TreeSet<>(all.stringPropertyNames())) {
      if (key.endsWith(PORT) && !key.startsWith("camel.")) {
        String host = all.getProperty(key.replace(PORT, ".host"), "127.0.0.1");
        settings.optionalNumber(key, 0, 65_535).ifPresent(port -> look(key, host, port, findings));
      }
    }
  }

  private static void look(String key, String host, int port, Findings findings) {
    String address = key + " " + host + ":" + port;
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
      findings.ok("ports", address + (socket.isBound() ? " is free" : " is not bound"));
    } catch (IOException e) {
      findings.ok(
          "ports", address + " is held, perhaps by a running instance (" + e.getMessage() + ")");
    }
  }
}
