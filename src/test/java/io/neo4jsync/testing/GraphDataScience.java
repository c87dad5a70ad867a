package io.neo4jsync.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.harness.Neo4jBuilder;

/**
 * Graph Data Science for an embedded Neo4j. A server would find its procedures in the folder of
 * plug-ins; here they are on the class path, and each class is registered.
 */
final class GraphDataScience {

  private static final String MANIFEST = "META-INF/MANIFEST.MF";
  private static final Pattern JAR = Pattern.compile(".*/org/neo4j/gds/.*proc.*[.]jar!/.*");

  private GraphDataScience() {}

  /** Adds all that GDS has. */
  static Neo4jBuilder addTo(Neo4jBuilder builder) {
    builder.withConfig(GraphDatabaseSettings.procedure_unrestricted, List.of("gds.*"));
    ClassLoader loader = GraphDataScience.class.getClassLoader();
    try {
      for (URL manifest : Collections.list(loader.getResources(MANIFEST))) {
        if (JAR.matcher(manifest.toString()).matches()) {
          JarURLConnection connection = (JarURLConnection) manifest.openConnection();
          register(builder, loader, connection.getJarFile());
        }
      }
      return builder;
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("GDS cannot be read from the class path", e);
    }
  }

  private static void register(Neo4jBuilder builder, ClassLoader loader, JarFile jar)
      throws IOException, ClassNotFoundException {
    for (JarEntry entry : Collections.list(jar.entries())) {
      String name = entry.getName();
      if (name.endsWith(".class")) {
        String constants = constants(jar, entry);
        String type = name.replace(".class", "").replace('/', '.');
        if (constants.contains("Lorg/neo4j/procedure/Procedure;")) {
          builder.withProcedure(loader.loadClass(type));
        }
        if (constants.contains("Lorg/neo4j/procedure/UserFunction;")) {
          builder.withFunction(loader.loadClass(type));
        }
        if (constants.contains("Lorg/neo4j/procedure/UserAggregationFunction;")) {
          builder.withAggregationFunction(loader.loadClass(type));
        }
      }
    }
  }

  /** The class file, of which only the names of its annotations matter. */
  private static String constants(JarFile jar, JarEntry entry) throws IOException {
    try (InputStream bytes = jar.getInputStream(entry)) {
      return new String(bytes.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
