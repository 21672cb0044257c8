package io.grapevine.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The table in the README is made from the Javadoc of the properties records, so it cannot drift.
 */
class ConfigurationTableTest {
  private static final Path README = Path.of("README.md");
  private static final String START = "<!-- configuration: start -->\n";
  private static final String END = "<!-- configuration: end -->";
  private static final String RENEW =
      "renew it with: ./mvnw test -Dtest=ConfigurationTableTest -Dreadme.renew=true";

  @Test
  void readmeListsEveryPropertyWithItsDefault() throws IOException {
    String readme = Files.readString(README);
    int start = readme.indexOf(START) + START.length();
    int end = readme.indexOf(END);
    assertThat(end).as("the README has the marks around the table").isGreaterThanOrEqualTo(start);
    String renewed = readme.substring(0, start) + table() + readme.substring(end);
    if (Boolean.getBoolean("readme.renew")) {
      Files.writeString(README, renewed);
    }
    assertThat(Files.readString(README)).as(RENEW).isEqualTo(renewed);
  }

  @Test
  void everyPropertyIsDescribed() throws IOException {
    for (JsonNode property : ownProperties().values()) {
      assertThat(property.path("description").asString(""))
          .as(property.path("name").asString())
          .isNotBlank();
    }
  }

  private static String table() throws IOException {
    StringBuilder table = new StringBuilder("| Property | Default | Meaning |\n|---|---|---|\n");
    ownProperties()
        .forEach(
            (name, property) ->
                table
                    .append("| `%s` | %s | ".formatted(name, shown(property.get("defaultValue"))))
                    .append(property.path("description").asString().replaceAll("\\s+", " "))
                    .append(" |\n"));
    return table.toString();
  }

  private static String shown(@Nullable JsonNode value) {
    if (value == null) {
      return "–";
    }
    String text =
        value.isArray()
            ? String.join(", ", value.valueStream().map(JsonNode::asString).toList())
            : value.asString();
    return text.isEmpty() ? "–" : "`" + text + "`";
  }

  private static SortedMap<String, JsonNode> ownProperties() throws IOException {
    SortedMap<String, JsonNode> properties = new TreeMap<>();
    try (InputStream metadata =
        ConfigurationTableTest.class.getResourceAsStream(
            "/META-INF/spring-configuration-metadata.json")) {
      assertThat(metadata).as("made by the configuration processor").isNotNull();
      String json = new String(metadata.readAllBytes(), UTF_8);
      for (JsonNode property : JsonMapper.shared().readTree(json).path("properties")) {
        String name = property.path("name").asString();
        if (name.startsWith("grapevine.")) {
          properties.put(name, property);
        }
      }
    }
    return properties;
  }
}
