package io.grapevine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
  /** The example of the specification, section 3.2.4. */
  private static final String EXAMPLE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void takesTheExampleOfTheSpecification() {
    assertThat(TraceParent.parse(EXAMPLE)).hasValue(new TraceParent(EXAMPLE));
  }

  @Test
  void takesWhatItKnowsOfLaterVersions() {
    String later = "cc" + EXAMPLE.substring(2);

    assertThat(TraceParent.parse(later)).hasValue(new TraceParent(EXAMPLE));
    assertThat(TraceParent.parse(later + "-what-comes-later")).hasValue(new TraceParent(EXAMPLE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "0x-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.",
        "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01"
      })
  void ignoresWhatIsMalformed(String text) {
    assertThat(TraceParent.parse(text)).isEmpty();
  }

  @Test
  void looksAtNothingThatIsTooLong() {
    String longest = "cc" + EXAMPLE.substring(2) + "-".repeat(TraceParent.LENGTH_MAX - 55);

    assertThat(TraceParent.parse(longest)).isPresent();
    assertThat(TraceParent.parse(longest + "-")).isEmpty();
  }

  @Test
  void isNeverMadeOfAnythingElse() {
    assertThatThrownBy(() -> new TraceParent("cc" + EXAMPLE.substring(2)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
