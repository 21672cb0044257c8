package io.grapevine.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.WorkType;
import io.grapevine.testing.DocumentedCode;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The work type in the README compiles as it stands there, and works. */
class ReadmeWorkTypeTest {

  private static final String IMPORTS =
      """
      import io.grapevine.execution.*;
      import io.grapevine.job.WorkType;
      import java.util.Locale;
      import org.springframework.stereotype.Component;

      """;

  @Test
  void theExampleOfTheReadmeDoesItsWork(@TempDir Path directory) throws Exception {
    String source = IMPORTS + DocumentedCode.firstBlock(Path.of("README.md"));
    Constructor<?> shout =
        DocumentedCode.compile("Shout", source, directory).getDeclaredConstructor();
    shout.setAccessible(true);
    WorkHandler handler = (WorkHandler) shout.newInstance();
    WorkResult result = handler.run(TestContext.of(handler.example()));

    assertThat(handler.type()).isEqualTo(new WorkType("shout"));
    assertThat(result.content()).isEqualTo(Runs.json("\"HELLO\""));
  }
}
