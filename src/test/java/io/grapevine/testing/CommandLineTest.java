package io.grapevine.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  private static final Map<String, String> DEFAULTS = Map.of("seed", "1", "names", "a,b");

  @Test
  void whatIsGivenReplacesTheDefault() {
    CommandLine given = CommandLine.parse(DEFAULTS, "seed=7");

    assertThat(given.seed()).isEqualTo(7);
    assertThat(given.list("names", name -> name)).containsExactly("a", "b");
    assertThat(CommandLine.parse(DEFAULTS, "names=").list("names", name -> name)).isEmpty();
  }

  @Test
  void namesTheKeysWhenOneIsUnknown() {
    assertThatThrownBy(() -> CommandLine.parse(DEFAULTS, "sed=7"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sed=7")
        .hasMessageContaining("names");
  }
}
