package io.neo4jsync.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder of routes that the instances read; one file of it can be broken and repaired. */
final class Routes {

  /**
   * A column that every table has lost since capture was installed. Its name stands in the reason
   * of every event that fails because a route still maps it.
   */
  static final String MISSING = "no_such_column";

  /** Tables whose route can be broken; all have a text column description. */
  static final List<String> TABLES =
      List.of("tools", "org_roles", "jtbd", "skills", "org_departments");

  private final Path from;
  private final Path folder;

  Routes(Path from, Path folder) throws IOException {
    this.from = from;
    this.folder = folder;
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

  /** Maps the lost column: the file loads, and then every live row of the table is refused. */
  void breakRoute(String table) throws IOException {
    String good = Files.readString(from.resolve(file(table)));
    String bad = good.replaceFirst("properties: \"", "properties: \"" + MISSING + ", ");
    if (bad.equals(good)) {
      throw new IllegalStateException("cannot break " + file(table));
    }
    Files.writeString(folder.resolve(file(table)), bad);
  }

  void repair(String table) throws IOException {
    Files.copy(
        from.resolve(file(table)),
        folder.resolve(file(table)),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
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
