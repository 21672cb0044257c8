package io.grapevine.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The helm program of this machine, used on the chart of this repository; it needs no cluster. */
record Helm(Path program) {

  static final Path CHART = Path.of("helm", "grapevine");
  private static final long RUN_SECONDS_MAX = 60;
  private static final JsonMapper JSON = new JsonMapper();

  /** How a run ended: exit code and everything that it printed. */
  record Run(int exitCode, String output) {}

  /** The program on the path, or in the place where users install such programs for themselves. */
  static Optional<Helm> find() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    Stream<Path> folders = Stream.of(path.split(File.pathSeparator, -1)).map(Path::of);
    Path own = Path.of(System.getProperty("user.home"), ".local", "bin");
    return Stream.concat(folders, Stream.of(own))
        .map(folder -> folder.resolve("helm"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Helm::new);
  }

  /** The rendered objects of a release named "demo" in the namespace "jobs". */
  List<JsonNode> render(String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("template", "demo", CHART.toString(), "--namespace", "jobs"));
    arguments.addAll(List.of(options));
    Run run = run(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.output()).isZero();
    return parse(run.output());
  }

  Run run(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile("helm", ".out");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      assertThat(process.waitFor(RUN_SECONDS_MAX, TimeUnit.SECONDS)).as("helm ends").isTrue();
      String text = Files.readString(output, UTF_8);
      Files.delete(output);
      return new Run(process.exitValue(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while helm was running", e);
    }
  }

  static List<JsonNode> parse(String yaml) {
    List<JsonNode> objects = new ArrayList<>();
    for (Object object : new Yaml().loadAll(yaml)) {
      if (object != null) {
        objects.add(JSON.valueToTree(object));
      }
    }
    return objects;
  }
}
