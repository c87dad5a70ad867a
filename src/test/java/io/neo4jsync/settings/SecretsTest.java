package io.neo4jsync.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where passwords may stand, and that no message repeats one. */
class SecretsTest {

  private static final String SECRET = "hunter2";

  @TempDir private Path folder;

  private static Settings settings(String... environment) {
    Map<String, String> variables = new java.util.HashMap<>();
    for (int i = 0; i < environment.length; i += 2) {
      variables.put(environment[i], environment[i + 1]);
    }
    return Settings.load(variables, Map.of());
  }

  private String file(String content) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "secret", ""), content).toString();
  }

  @Test
  void aPasswordIsTheFilesContentWithoutItsLastLineBreak() throws IOException {
    assertThat(settings("POSTGRES_PASSWORD_FILE", file(SECRET)).secret("postgres.password"))
        .isEqualTo(SECRET);
    assertThat(settings("NEO4J_PASSWORD_FILE", file(" pass\tword \r\n")).secret("neo4j.password"))
        .isEqualTo(" pass\tword ");
    assertThat(settings("NEO4J_PASSWORD_FILE", file("é\n\n")).secret("neo4j.password"))
        .isEqualTo("é\n");
    assertThat(settings("NEO4J_PASSWORD", SECRET).secret("neo4j.password")).isEqualTo(SECRET);
    assertThat(settings().secret("neo4j.password")).isEmpty();
  }

  @Test
  void aFileThatDoesNotTellIsNamedAndItsContentIsNot() throws IOException {
    String gone = folder.resolve("gone").toString();
    assertThatThrownBy(() -> settings("NEO4J_PASSWORD_FILE", gone).secret("neo4j.password"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("neo4j.password.file (NEO4J_PASSWORD_FILE) names " + gone)
        .hasMessageContaining("cannot be read (NoSuchFileException)");
    for (String empty : new String[] {file(""), file("\n")}) {
      assertThatThrownBy(
              () -> settings("POSTGRES_PASSWORD_FILE", empty).secret("postgres.password"))
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining("postgres.password.file")
          .hasMessageContaining("is empty");
    }
    Path binary = folder.resolve("binary");
    Files.write(binary, new byte[] {'h', 'u', 'n', 't', 'e', 'r', '2', (byte) 0xff});
    for (String unreadable : new String[] {binary.toString(), folder.toString(), "a\0b"}) {
      assertThatThrownBy(
              () -> settings("POSTGRES_PASSWORD_FILE", unreadable).secret("postgres.password"))
          .isInstanceOf(SettingsException.class)
          .hasNoCause()
          .message()
          .contains("cannot be read", "UTF-8")
          .doesNotContain(SECRET);
    }
    Settings both = settings("NEO4J_PASSWORD", SECRET, "NEO4J_PASSWORD_FILE", file("other"));
    assertThatThrownBy(() -> both.secret("neo4j.password"))
        .isInstanceOf(SettingsException.class)
        .message()
        .contains("NEO4J_PASSWORD_FILE", "keep one of them")
        .doesNotContain(SECRET, "other");
  }

  @Test
  void camelGetsNoSecret() throws IOException {
    Settings settings =
        settings(
            "POSTGRES_PASSWORD",
            SECRET,
            "NEO4J_PASSWORD_FILE",
            file(SECRET),
            "POSTGRES_URL",
            "jdbc:postgresql://h/d?sslkey=k&sslpassword=" + SECRET);
    assertThat(settings.asProperties().toString())
        .contains("sync.batch.size")
        .doesNotContain(SECRET);
    settings.secret("neo4j.password");
    assertThat(settings.asProperties().toString()).doesNotContain(SECRET);
    assertThat(settings.address("postgres.url")).endsWith(SECRET);
    assertThat(settings.shownAddress("postgres.url"))
        .isEqualTo("jdbc:postgresql://h/d?sslkey=k&sslpassword=***");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://h:1/d?user=u&password=hunter2",
        "jdbc:postgresql://h:1/d?PASSWORD=hunter2&ssl=true",
        "jdbc:postgresql://u:hunter2@h:1/d",
        "postgresql://u:hunter2@h:1/d",
        "postgres://u:hunter2/?@x@h/d",
        "u:hunter2@h",
        "hunter2//u:hunter2@h"
      })
  void aPasswordInPostgresqlsAddressIsRefused(String url) {
    assertThatThrownBy(() -> settings("POSTGRES_URL", url).address("postgres.url"))
        .isInstanceOf(SettingsException.class)
        .message()
        .contains("postgres.url is ", "set postgres.user and postgres.password")
        .doesNotContain(":" + SECRET, "=" + SECRET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bolt://u:hunter2@h:1", "neo4j+s://:hunter2@h", "u:hunter2@h:7687"})
  void aPasswordInNeo4jsAddressIsRefused(String uri) {
    assertThatThrownBy(() -> settings("NEO4J_URI", uri).address("neo4j.uri"))
        .isInstanceOf(SettingsException.class)
        .message()
        .contains("neo4j.uri is ", "set neo4j.user and neo4j.password (or neo4j.password.file)")
        .doesNotContain(SECRET);
  }

  @Test
  void anAddressThatIsNotJdbcsIsExplained() {
    assertThatThrownBy(() -> settings("POSTGRES_URL", "postgresql://h:1/d").address("postgres.url"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("jdbc:postgresql://host:5432/database");
    String plain = "jdbc:postgresql://a:1,b:2/d?ssl=true&targetServerType=primary";
    assertThat(settings("POSTGRES_URL", plain).address("postgres.url")).isEqualTo(plain);
    assertThat(settings("NEO4J_URI", "neo4j+s://x.databases.neo4j.io").address("neo4j.uri"))
        .isEqualTo("neo4j+s://x.databases.neo4j.io");
  }
}
