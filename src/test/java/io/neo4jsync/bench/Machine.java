package io.neo4jsync.bench;

import io.neo4jsync.testing.SyncJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the benchmark runs on. */
final class Machine {

  private final Lab lab;

  Machine(Lab lab) {
    this.lab = lab;
  }

  /**
   * @throws IllegalStateException when PostgreSQL would forget what it has committed
   */
  Map<String, String> describe(Options options) throws SQLException {
    Map<String, String> setting = new LinkedHashMap<>();
    setting.put("when", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    setting.put("run", "scale %s, %d rounds".formatted(options.scale(), options.rounds()));
    setting.put("processor", first("/proc/cpuinfo", "model name\\s*: (.*)"));
    setting.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
    setting.put("memory", first("/proc/meminfo", "MemTotal:\\s*(.*)"));
    setting.put("load at the start", first("/proc/loadavg", "(\\S+ \\S+ \\S+)"));
    setting.put(
        "system",
        first("/etc/os-release", "PRETTY_NAME=\"(.*)\"") + ", " + System.getProperty("os.version"));
    setting.put(
        "JDK",
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
    try (Database postgres = new Database(lab.postgres().jdbcUrl())) {
      setting.put("PostgreSQL", postgres.text("SELECT version()"));
      setting.put("PostgreSQL settings", settings(postgres));
    }
    setting.put(
        "Neo4j",
        lab.graph()
            .executableQuery(
                "CALL dbms.components() YIELD name, versions, edition RETURN name + ' ' + versions[0] + ' ' + edition")
            .execute()
            .records()
            .get(0)
            .get(0)
            .asString());
    setting.put(
        "Neo4j settings",
        String.join(" ", Lab.NEO4J) + ", page cache " + Lab.PAGE_CACHE + " MB, else defaults");
    setting.put(
        "neo4j-sync", Lab.OPTIONS + " -jar " + SyncJar.FILE.getFileName() + ", else defaults");
    return setting;
  }

  private static String settings(Database postgres) throws SQLException {
    StringBuilder text = new StringBuilder();
    for (String name : Lab.POSTGRES.keySet().stream().sorted().toList()) {
      String value = postgres.text("SHOW " + name);
      if (Lab.POSTGRES.get(name).equals("on") && !value.equals("on")) {
        throw new IllegalStateException("PostgreSQL runs with " + name + " = " + value);
      }
      text.append(name).append(" = ").append(value).append(", ");
    }
    return text.append("else defaults").toString();
  }

  private static String first(String file, String pattern) {
    try {
      Matcher found = Pattern.compile(pattern).matcher(Files.readString(Path.of(file)));
      return found.find() ? found.group(1) : "unknown";
    } catch (IOException e) {
      return "unknown";
    }
  }
}
