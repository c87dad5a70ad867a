package io.neo4jsync.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Java's options that ship stand in one file; what cannot read it repeats them. */
class JavaOptionsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"Dockerfile", "deploy/kubernetes/sync/deployment.yaml", "docs/container.md"})
  void areTheSameEverywhere(String file) throws IOException {
    assertThat(Files.readString(Path.of(file))).contains(options());
  }

  private static String options() throws IOException {
    return Files.readAllLines(Path.of("jvm.options")).stream()
        .filter(line -> !line.startsWith("#"))
        .collect(Collectors.joining(" "));
  }
}
