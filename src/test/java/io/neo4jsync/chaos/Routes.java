package io.neo4jsync.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The folder of routes that the instances read; one file of it can be broken and repaired. */
final class Routes {

  /** The step that breaks a route; it stands in the reason of every event that fails by it. */
  static final String STEP = "injected-fault";

  /** Tables whose route can be broken; all have a text column description. */
  static final List<String> TABLES =
      List.of("tools", "org_roles", "jtbd", "skills", "org_departments");

  private final Path from;
  private final Path folder;
  private final Path cypher;

  Routes(Path from, Path folder) throws IOException {
    this.from = from;
    this.folder = folder;
    this.cypher = folder.resolveSibling(STEP + ".cypher");
    Files.writeString(cypher, "UNWIND $rows AS row RETURN 1 / (size([row]) - 1)");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = folder.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  /** Adds a step that Neo4j refuses: the file loads, and then every live row is refused. */
  void breakRoute(String table) throws IOException {
    String good = Files.readString(from.resolve(file(table)));
    String bad =
        good.replaceFirst(
            "( *id: is-upsert\\n *steps:\\n)( *)",
            "$1$2- to:\n$2    id: %s\n$2    uri: graph:cypher\n$2    parameters:\n$2      resource: file:%s\n$2"
                .formatted(STEP, cypher));
    if (bad.equals(good)) {
      throw new IllegalStateException("cannot break " + file(table));
    }
    Files.writeString(folder.resolve(file(table)), bad);
  }

  void repair(String table) throws IOException {
    Files.copy(
        from.resolve(file(table)),
        folder.resolve(file(table)),
        StandardCopyOption.REPLACE_EXISTING);
  }

  void repairAll() throws IOException {
    for (String table : TABLES) {
      if (Files.mismatch(from.resolve(file(table)), folder.resolve(file(table))) >= 0) {
        repair(table);
      }
    }
  }

  private static String file(String table) {
    return "entities/" + table + ".camel.yaml";
  }
}
