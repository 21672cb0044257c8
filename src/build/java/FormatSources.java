import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.googlejavaformat.java.Main;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs google-java-format over every source file; the arguments are passed on to it. */
final class FormatSources {
  private FormatSources() {}

  public static void main(String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(options));
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.toString().contains("node_modules"))
          .sorted()
          .map(Path::toString)
          .forEach(arguments::add);
    }
    int exit = 0;
    if (arguments.size() > options.length) {
      PrintWriter output = new PrintWriter(System.out, true, UTF_8);
      PrintWriter errors = new PrintWriter(System.err, true, UTF_8);
      exit = new Main(output, errors, System.in).format(arguments.toArray(String[]::new));
      output.flush();
      errors.flush();
    }
    if (exit != 0) {
      System.err.println(
          "These sources are not formatted; mend them with: ./mvnw -Pformat process-sources");
    }
    System.exit(exit);
  }
}
