package io.neo4jsync.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/settings.md} is made from {@code application.properties}: with {@code
 * -Dsettings.write=true} this writes it, otherwise it must be what this would write.
 */
class SettingsReferenceTest {

  private static final Path PAGE = Path.of("docs", "settings.md");

  @Test
  void thePageSaysWhatTheFileSays() throws IOException {
    String page = page(Files.readAllLines(Path.of("application.properties")));
    if (Boolean.getBoolean("settings.write")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as("run: ./mvnw -q test -Dtest=SettingsReferenceTest -Dsettings.write=true")
        .isEqualTo(page);
  }

  private static String page(List<String> lines) {
    StringBuilder page =
        new StringBuilder(
            """
            # Settings

            Made from [application.properties](../application.properties), where they can be changed. An environment variable wins over the file in the working directory, and that over the one in the jar.
            """);
    List<String> comment = new ArrayList<>();
    boolean begun = false;
    for (String line : lines) {
      if (line.startsWith("# ──")) {
        page.append("\n## ")
            .append(line.replaceAll("[#─]", "").strip())
            .append("\n\n| setting | variable | default | |\n|---|---|---|---|\n");
        begun = true;
        comment.clear();
      } else if (line.startsWith("#")) {
        comment.add(line.substring(1).strip());
      } else if (begun && line.contains("=")) {
        String key = line.substring(0, line.indexOf('=')).strip();
        String value = line.substring(line.indexOf('=') + 1).strip();
        page.append(
            "| `%s` | `%s` | %s | %s |\n"
                .formatted(
                    key,
                    key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT),
                    value.isEmpty() ? "" : "`" + value + "`",
                    String.join(" ", comment).replace("|", "\\|")));
        comment.clear();
      } else if (line.isBlank()) {
        comment.clear();
      }
    }
    return page.toString();
  }
}
