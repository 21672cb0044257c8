package io.grapevine.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The chart and the composition speak of properties that the service has. */
class DeploymentPropertiesTest {
  private static final String METADATA = "META-INF/spring-configuration-metadata.json";
  private static final Path TEMPLATE = Helm.CHART.resolve("templates").resolve("statefulset.yaml");

  @Test
  void theChartSetsOnlyPropertiesThatExist() throws IOException {
    assertThat(properties()).containsAll(variables(TEMPLATE, "- name: (GRAPEVINE_[A-Z_]+)"));
  }

  @Test
  void theCompositionSetsOnlyPropertiesThatExist() throws IOException {
    assertThat(properties())
        .containsAll(variables(Path.of("docker-compose.yml"), "(?m)^ +(GRAPEVINE_[A-Z_]+):"))
        .containsAll(
            variables(Path.of("docker-compose.postgres.yml"), "(?m)^ +(GRAPEVINE_[A-Z_]+):"));
  }

  /** Our properties as environment variables: dots become underscores, dashes go. */
  private static Set<String> properties() throws IOException {
    Set<String> names = new TreeSet<>();
    // Every library has such a file, too.
    for (URL file : Collections.list(ClassLoader.getSystemResources(METADATA))) {
      try (InputStream metadata = file.openStream()) {
        new JsonMapper()
            .readTree(metadata)
            .path("properties")
            .valueStream()
            .map(property -> property.path("name").asString())
            .filter(name -> name.startsWith("grapevine."))
            .map(name -> name.toUpperCase(Locale.ROOT).replace('.', '_').replace("-", ""))
            .forEach(names::add);
      }
    }
    assumeTrue(!names.isEmpty(), "no " + METADATA + ": annotation processing was off");
    return names;
  }

  private static Set<String> variables(Path file, String pattern) throws IOException {
    Set<String> names = new TreeSet<>();
    Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(file, UTF_8));
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    assertThat(names).as("variables in %s", file).isNotEmpty();
    return names;
  }
}
