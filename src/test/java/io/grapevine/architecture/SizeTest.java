package io.grapevine.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and methods stay small enough to be read at once. */
class SizeTest {

  private static final Path SOURCES = Path.of("src/main/java");
  private static final int FILE_LINES_MAX = 400;
  private static final int METHOD_LINES_MAX = 60;

  @Test
  void noFileHasMoreThanFourHundredLines() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file : sources(SOURCES)) {
      long lines = Files.readString(file).lines().count();
      if (lines > FILE_LINES_MAX) {
        tooLong.add(file + ": " + lines + " lines");
      }
    }

    assertThat(tooLong).isEmpty();
  }

  @Test
  void noMethodHasMoreThanSixtyLines() throws IOException {
    assertThat(longMethods(sources(SOURCES))).isEmpty();
  }

  @Test
  void findsAMethodThatIsALineTooLong(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("Example.java");
    Files.writeString(file, example(METHOD_LINES_MAX));
    assertThat(longMethods(List.of(file))).isEmpty();
    Files.writeString(file, example(METHOD_LINES_MAX + 1));

    assertThat(longMethods(List.of(file)))
        .singleElement()
        .asString()
        .endsWith("Example.java: method() has 61 lines");
  }

  private static String example(int lines) {
    return "class Example {\n  void method() {\n" + "\n".repeat(lines - 2) + "  }\n}\n";
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  /** Parses only, so no class path is needed. */
  private static List<String> longMethods(List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> found = new ArrayList<>();
    try (var files = compiler.getStandardFileManager(null, null, UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        unit.accept(new LongMethods(unit, positions, found), null);
      }
    }
    return found;
  }

  private static final class LongMethods extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> found;

    LongMethods(CompilationUnitTree unit, SourcePositions positions, List<String> found) {
      this.unit = unit;
      this.positions = positions;
      this.found = found;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
      LineMap lines = unit.getLineMap();
      if (method.getBody() == null) {
        return super.visitMethod(method, null);
      }
      // The body alone: annotations that describe a call of the REST API are no code.
      long start = positions.getStartPosition(unit, method.getBody());
      long end = positions.getEndPosition(unit, method.getBody());
      long count = lines.getLineNumber(end) - lines.getLineNumber(start) + 1;
      if (count > METHOD_LINES_MAX) {
        found.add(
            unit.getSourceFile().getName()
                + ": "
                + method.getName()
                + "() has "
                + count
                + " lines");
      }
      return super.visitMethod(method, null);
    }
  }
}
