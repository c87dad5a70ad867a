package io.neo4jsync.testing;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** The project's route files, to be copied into a folder of a test that changes some of them. */
public final class ShippedRoutes {

  private static final Path ROUTES = Path.of("routes");

  private ShippedRoutes() {}

  /** All of them. */
  public static void copyTo(Path folder) throws IOException {
    Files.walkFileTree(
        ROUTES,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path copy = folder.resolve(ROUTES.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** All but those of the tables, and an empty folder for these. */
  public static void copyWithoutTables(Path folder) throws IOException {
    try (var files = Files.list(ROUTES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Files.createDirectory(folder.resolve("entities"));
  }
}
