package io.grapevine.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.slf4j.helpers.NOP_FallbackServiceProvider;

/** Java code that stands on a page, compiled as it stands there. */
public final class DocumentedCode {

  private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

  private DocumentedCode() {}

  /** The first block of Java on the page. */
  public static String firstBlock(Path page) throws IOException {
    Matcher block = BLOCK.matcher(Files.readString(page));
    if (!block.find()) {
      throw new AssertionError(page + " shows no Java");
    }
    return block.group(1);
  }

  /**
   * Compiles a class against the class path of the tests.
   *
   * @param directory an empty one, which the class stays in
   */
  public static Class<?> compile(String className, String source, Path directory)
      throws IOException, ClassNotFoundException {
    Path file = directory.resolve(className.replace('.', '/') + ".java");
    Files.createDirectories(file.getParent());
    Files.writeString(file, source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, UTF_8)) {
      List<String> options =
          List.of("-proc:none", "-classpath", classPath(), "-d", directory.toString());
      boolean compiles =
          compiler
              .getTask(complaints, files, null, options, null, files.getJavaFileObjects(file))
              .call();
      if (!compiles) {
        throw new AssertionError(className + " does not compile:\n" + complaints);
      }
    }
    URL[] place = {directory.toUri().toURL()};
    // Not closed: the class may load others when it runs.
    @SuppressWarnings("resource")
    URLClassLoader loader = new URLClassLoader(place, DocumentedCode.class.getClassLoader());
    return loader.loadClass(className);
  }

  /**
   * Runs a compiled program in a JVM of its own, where nobody else prints.
   *
   * @param directory where the program was compiled to
   * @param limit how long the program may take
   * @return what it printed; what it logged is left out
   * @throws AssertionError if it does not end well in time
   */
  public static String run(String className, Path directory, Duration limit)
      throws IOException, InterruptedException {
    Path printed = directory.resolve("printed");
    Path complained = directory.resolve("complained");
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dslf4j.provider=" + NOP_FallbackServiceProvider.class.getName(),
                "-classpath",
                directory + File.pathSeparator + classPath(),
                className)
            .redirectOutput(printed.toFile())
            .redirectError(complained.toFile())
            .start();
    try {
      if (!program.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(className + " still runs after " + limit);
      }
    } finally {
      program.destroyForcibly();
    }
    if (program.exitValue() != 0) {
      throw new AssertionError(className + " failed:\n" + Files.readString(complained));
    }
    return Files.readString(printed);
  }

  /** Some launchers of tests put the classes on a loader of their own. */
  private static String classPath() {
    if (DocumentedCode.class.getClassLoader() instanceof URLClassLoader own) {
      return Arrays.stream(own.getURLs())
          .map(url -> Path.of(URI.create(url.toString())).toString())
          .collect(Collectors.joining(File.pathSeparator));
    }
    return System.getProperty("java.class.path");
  }
}
